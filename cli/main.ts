/** The command line: one file per command, and one place where errors become exit codes. */
import type { CommandDef } from 'citty';
import { defineCommand, renderUsage, runCommand } from 'citty';
import { keepYoungGenerationSmall } from '../harness/young-generation.ts';
import { nearest } from '../scenarios/words.ts';
import { CliError, explainError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { version } from './package-root.ts';
import { print, say } from './terminal.ts';

/** Loaded when it is asked for: a command brings along what it needs, and some need a lot. */
const commands = {
  run: async () => (await import('./commands/run.ts')).run,
  fuzz: async () => (await import('./commands/fuzz.ts')).fuzz,
  worker: async () => (await import('./commands/worker.ts')).worker,
  queue: async () => (await import('./commands/queue.ts')).queue,
  list: async () => (await import('./commands/list.ts')).list,
  explain: async () => (await import('./commands/explain.ts')).explain,
  replay: async () => (await import('./commands/replay.ts')).replay,
  shrink: async () => (await import('./commands/shrink.ts')).shrink,
  report: async () => (await import('./commands/report.ts')).report,
  merge: async () => (await import('./commands/merge.ts')).merge,
  diff: async () => (await import('./commands/diff.ts')).diff,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  probe: async () => (await import('./commands/probe.ts')).probe,
  advise: async () => (await import('./commands/advise.ts')).advise,
  isolation: async () => (await import('./commands/isolation.ts')).isolation,
  infra: async () => (await import('./commands/infra.ts')).infra,
  schema: async () => (await import('./commands/schema.ts')).schema,
  init: async () => (await import('./commands/init.ts')).init,
} as unknown as Readonly<Record<string, () => Promise<CommandDef>>>;

const root = defineCommand({
  meta: { name: 'stalemate', version, description: 'Can your cache serve stale data, and in which interleaving?' },
  subCommands: commands,
});

/** Null where there is none of that name. */
export async function commandNamed(name: string): Promise<CommandDef | null> {
  return Object.hasOwn(commands, name) ? commands[name]!() : null;
}

/** @returns the exit code */
export async function main(rawArgs: readonly string[]): Promise<number> {
  keepYoungGenerationSmall();
  const [name, ...rest] = rawArgs;
  try {
    if (name === '--version' || name === '-v') {
      await print(`${version}\n`);
      return exitCodes.pass;
    }
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      await print(`${await renderUsage(root)}\n`);
      return name === undefined ? exitCodes.badInput : exitCodes.pass;
    }
    const command = await commandNamed(name);
    if (command === null) throw new CliError(unknownCommand(name));
    if (rest.includes('--help') || rest.includes('-h')) {
      await print(`${await renderUsage(command, root)}\n`);
      return exitCodes.pass;
    }
    const { result } = await runCommand(command, { rawArgs: rest });
    return result as number;
  } catch (error) {
    if (error instanceof Error && error.name === 'CLIError') {
      say(`stalemate ${name}: ${error.message}`);
      return exitCodes.badInput;
    }
    const { text, exitCode } = explainError(error);
    say(text);
    return exitCode;
  }
}

function unknownCommand(name: string): string {
  const near = nearest(name, Object.keys(commands));
  const hint = near === null ? '' : ` Did you mean \`stalemate ${near}\`?`;
  return `stalemate has no command ${name}.${hint} Its commands: ${Object.keys(commands).join(', ')}`;
}
