/** The command line: one file per command, and one place where errors become exit codes. */
import type { CommandDef } from 'citty';
import { defineCommand, renderUsage, runCommand } from 'citty';
import { nearest } from '../scenarios/words.ts';
import { doctor } from './commands/doctor.ts';
import { explain } from './commands/explain.ts';
import { fuzz } from './commands/fuzz.ts';
import { infra } from './commands/infra.ts';
import { init } from './commands/init.ts';
import { isolation } from './commands/isolation.ts';
import { list } from './commands/list.ts';
import { merge } from './commands/merge.ts';
import { replay } from './commands/replay.ts';
import { run } from './commands/run.ts';
import { schema } from './commands/schema.ts';
import { shrink } from './commands/shrink.ts';
import { CliError, explainError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { version } from './package-root.ts';
import { print, say } from './terminal.ts';

const commands = {
  run,
  fuzz,
  list,
  explain,
  replay,
  shrink,
  merge,
  doctor,
  isolation,
  infra,
  schema,
  init,
} as unknown as Readonly<Record<string, CommandDef>>;

const root = defineCommand({
  meta: { name: 'stalemate', version, description: 'Can your cache serve stale data, and in which interleaving?' },
  subCommands: commands,
});

/** @returns the exit code */
export async function main(rawArgs: readonly string[]): Promise<number> {
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
    const command = Object.hasOwn(commands, name) ? commands[name]! : null;
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
