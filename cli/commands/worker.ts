import { defineCommand } from 'citty';
import { parseDuration } from '../../strategies/strategy.ts';
import { checkArguments, engineArgs, wholeNumber } from '../arguments.ts';
import { modeOf } from '../engines.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { openQueueRedis } from '../queue/connection.ts';
import { Hands } from '../queue/hands.ts';
import { Labourer } from '../queue/labourer.ts';
import { say } from '../terminal.ts';

const DEFAULT_LEASE = '30s';

const args = {
  queue: { type: 'positional', required: false, valueHint: 'URL', description: 'The Redis of the queue' },
  ...engineArgs,
  on: {
    ...engineArgs.on,
    description: 'Which work to take: that of `fuzz --queue … --on` the same. Default: embedded',
  },
  processes: {
    type: 'string',
    valueHint: 'N',
    description: 'Units at once, each in a process with servers of its own. Default: 1',
  },
  lease: {
    type: 'string',
    valueHint: 'DURATION',
    description: `A unit goes to another worker when this one gave no sign of life for so long. Default: ${DEFAULT_LEASE}`,
  },
  idle: { type: 'string', valueHint: 'DURATION', description: 'Leave when there was nothing to do for so long' },
} as const;

const LOOK_MS = 250;

export const worker = defineCommand({
  meta: { name: 'worker', description: 'Do the work that `stalemate fuzz --queue` publishes, until Ctrl-C' },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'worker');
    const mode = modeOf(given) ?? 'embedded';
    const leaseMs = durationMs(given.lease ?? DEFAULT_LEASE, 'lease');
    const idleMs = given.idle === undefined ? Infinity : durationMs(given.idle, 'idle');
    const concurrency = wholeNumber(given.processes, 'processes', 1) ?? 1;
    const redis = await openQueueRedis(given.queue, 'stalemate worker');
    const hands = new Hands({ ...given, on: mode });
    const labourer = new Labourer({ redis, mode, leaseMs, hands, concurrency, say });
    try {
      // Servers take seconds to start, and may not be there to be had: better now than with a unit in hand.
      await hands.open(concurrency);
      await labourer.begin();
      say(`Working for ${redis.name}, on ${mode}. Ctrl-C ends it after the unit in hand.`);
      const timer = setInterval(() => void (labourer.idleMs > idleMs && labourer.leave()), LOOK_MS);
      const stop = listenForTheEnd(labourer);
      const because = await labourer.ended;
      clearInterval(timer);
      stop();
      if (because !== null) throw because;
      say(`Left after ${labourer.done} unit${labourer.done === 1 ? '' : 's'}.`);
      return exitCodes.pass;
    } finally {
      hands.close();
    }
  },
});

/** Once: after the unit in hand. Twice: at once; the unit goes to another worker when its lease is over. */
function listenForTheEnd(labourer: Labourer): () => void {
  let isAsked = false;
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const listen = (): void => {
    if (isAsked) process.exit(exitCodes.interrupted);
    isAsked = true;
    process.stderr.write('\nLeaving after the unit in hand; once more to leave at once.\n');
    void labourer.leave();
  };
  for (const signal of signals) process.on(signal, listen);
  return () => signals.forEach((signal) => process.off(signal, listen));
}

function durationMs(text: string, name: string): number {
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new CliError(`--${name}: found "${text}", expected a duration above 0. Fix: for example --${name} 30s`);
}
