import { defineCommand } from 'citty';
import { checkArguments, engineArgs, workersArg } from '../arguments.ts';
import { openEngines } from '../engines.ts';
import { policyArgs } from '../policy-options.ts';
import { reporterArgs } from '../reporters/choose.ts';
import { cellsOf, execute, needsOfCells } from '../run/execute.ts';
import { orderOf } from '../run/order.ts';
import { watchOrder } from '../run/watch.ts';
import { say } from '../terminal.ts';

const args = {
  ...engineArgs,
  strategy: {
    type: 'string',
    valueHint: 'NAME,…',
    description: 'Only these strategies of each scenario; or ./mine.ts, which no scenario need name',
  },
  ...policyArgs,
  seed: { type: 'string', valueHint: 'N', description: 'The base seed, instead of the one in the file' },
  runs: {
    type: 'string',
    valueHint: 'N',
    description: 'At most so many schedules per cell, instead of what the file says',
  },
  ...workersArg,
  shard: {
    type: 'string',
    valueHint: 'i/n',
    description: 'Only part i of n of the work; `stalemate merge` joins the results.',
  },
  ...reporterArgs,
  watch: {
    type: 'boolean',
    alias: 'w',
    description: 'Run again when a scenario, a strategy or what it imports changes; Ctrl-C ends it',
  },
  'save-traces': {
    type: 'string',
    valueHint: 'DIR',
    description: 'Write each counterexample to a trace file there, for `stalemate replay`',
  },
} as const;

export const run = defineCommand({
  meta: {
    name: 'run',
    description: 'Run scenario files: files, folders, globs or file.yaml:line. Default: scenarios/',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'run');
    const order = orderOf(given);
    if (given.watch === true) return watchOrder(order);
    const cells = await cellsOf(order);
    const engines = await openEngines(order.engines, say, needsOfCells(cells));
    try {
      return (await execute(order, cells, engines)).exitCode;
    } finally {
      await engines.close().catch(() => {});
    }
  },
});
