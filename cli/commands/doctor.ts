import { defineCommand } from 'citty';
import { inspectMachine } from '../../infra/doctor.ts';
import { checkArguments, engineArgs } from '../arguments.ts';
import { checkDeterminism } from '../determinism.ts';
import { openEngines } from '../engines.ts';
import { explainError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { styleFor } from '../style.ts';
import { print, say } from '../terminal.ts';

const SIGNS = { ok: ['green', '✓'], missing: ['dim', '–'], warning: ['yellow', '!'] } as const;

export const doctor = defineCommand({
  meta: {
    name: 'doctor',
    description: 'What this machine has, what is missing and how to get it, and whether runs repeat',
  },
  args: engineArgs,
  run: async ({ args, rawArgs }) => {
    checkArguments(rawArgs, engineArgs, 'doctor');
    const style = styleFor(process.stdout);
    for (const { name, status, detail, fix } of await inspectMachine()) {
      const [colour, sign] = SIGNS[status];
      await print(
        `${style(colour, sign)} ${name.padEnd(16)} ${detail}${fix === undefined ? '' : `\n${' '.repeat(19)}Fix: ${fix}`}\n`,
      );
    }
    try {
      const engines = await openEngines(args, say);
      const { redis, mysql } = engines.servers;
      const servers =
        redis === null ? 'none: embedded engine only' : `Redis ${redis}, MySQL ${mysql} (${engines.provider})`;
      await print(
        `${style(redis === null ? 'yellow' : 'green', redis === null ? '!' : '✓')} ${'servers'.padEnd(16)} ${servers}\n`,
      );
      const determinism = await checkDeterminism(engines.engines);
      await engines.close();
      await print(
        `${style(determinism.isRepeatable ? 'green' : 'red', determinism.isRepeatable ? '✓' : '✗')} ${'determinism'.padEnd(16)} ${determinism.detail}\n`,
      );
      return determinism.isRepeatable ? exitCodes.pass : exitCodes.fail;
    } catch (error) {
      const { text, exitCode } = explainError(error);
      await print(`${style('red', '✗')} ${'servers'.padEnd(16)} ${text}\n`);
      return exitCode;
    }
  },
});
