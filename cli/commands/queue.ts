import { defineCommand } from 'citty';
import { nearest } from '../../scenarios/words.ts';
import { checkArguments } from '../arguments.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { openQueueRedis } from '../queue/connection.ts';
import { Queues } from '../queue/overview.ts';
import { describeDead, describeOverview } from '../queue/render.ts';
import { print, printJson } from '../terminal.ts';

const ACTIONS = ['status', 'dead', 'retry', 'pause', 'resume'] as const;

const args = {
  redis: { type: 'positional', required: false, valueHint: 'URL', description: 'The Redis of the queue' },
  action: {
    type: 'positional',
    required: false,
    valueHint: ACTIONS.join('|'),
    description:
      'What to do: how things stand (default), units that were given up, have them tried again, pause all workers',
  },
  json: { type: 'boolean', description: 'As JSON on stdout' },
} as const;

export const queue = defineCommand({
  meta: { name: 'queue', description: 'Look at the queue of `stalemate fuzz --queue`, and control it' },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'queue');
    const [url, word = 'status', ...more] = given._;
    const action = actionOf(word, more);
    const queues = await Queues.open(await openQueueRedis(url, 'stalemate queue'));
    try {
      const { document, text } = await ACTS[action](queues);
      await (given.json ? printJson(document) : print(`${text}\n`));
    } finally {
      await queues.close();
    }
    return exitCodes.pass;
  },
});

interface Told {
  readonly document: object;
  readonly text: string;
}

const ACTS: Readonly<Record<(typeof ACTIONS)[number], (queues: Queues) => Promise<Told>>> = {
  status: async (queues) => {
    const overview = await queues.overview();
    return { document: overview, text: describeOverview(overview) };
  },
  dead: async (queues) => {
    const units = await queues.dead();
    return { document: { units }, text: describeDead(units) };
  },
  retry: async (queues) => {
    const retried = await queues.retry();
    return {
      document: { retried },
      text: retried === 0 ? 'Nothing was given up.' : `${retried} unit${retried === 1 ? ' is' : 's are'} tried again.`,
    };
  },
  pause: async (queues) => {
    await queues.pause();
    return { document: { isPaused: true }, text: 'Paused: workers end what they have in hand, and take nothing more.' };
  },
  resume: async (queues) => {
    await queues.resume();
    return { document: { isPaused: false }, text: 'Workers take units again.' };
  },
};

function actionOf(word: string, more: readonly string[]): (typeof ACTIONS)[number] {
  const action = ACTIONS.find((candidate) => candidate === word);
  if (action !== undefined && more.length === 0) return action;
  const near = nearest(word, ACTIONS);
  const found = [word, ...more].join(' ');
  throw new CliError(
    `queue: found "${found}", expected one of ${ACTIONS.join(', ')}.${near === null || near === word ? '' : ` Did you mean ${near}?`} Fix: for example stalemate queue redis://host status`,
  );
}
