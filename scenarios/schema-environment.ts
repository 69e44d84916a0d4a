import { z } from 'zod';
import { hint, list, mapping, wholeNumber } from './hint.ts';
import { durationText, levelName, percentage, positiveDurationText, scenarioName } from './scalars.ts';
import { NODES_MAX } from './schema-actors.ts';

const KEYS_MAX = 10_000_000;
/** Each is one more lane of every schedule, and one more server. */
const REPLICAS_MAX = 4;
const REDIS_NODES_MAX = 64;
const LEVELS_MAX = 8;
const PER_SECOND_MAX = 10_000_000;

export const topologySchema = mapping(
  {
    nodes: wholeNumber(1, NODES_MAX)
      .optional()
      .describe('Service instances, each with its own process memory. Default: 1.'),
    levels: list(levelName, 'a list of cache levels', 'write it as `levels: [edge, origin]`')
      .max(LEVELS_MAX, hint(`at most ${LEVELS_MAX} levels`, 'remove some'))
      .optional()
      .describe(
        'Cache levels, upstream first: each a Redis of its own beside `redis`, which strategies reach by `levels`.',
      ),
    clocks: list(durationText, 'a list of durations', 'write it as `clocks: [0ms, 5s]`')
      .optional()
      .describe(
        'How far the clock of each service instance is ahead of that of Redis and MySQL, in the order of the instances: what `clock.now()` shows there. Default: not at all.',
      ),
    replicas: wholeNumber(0, REPLICAS_MAX)
      .optional()
      .describe(
        'MySQL replicas, from which a strategy reads by `mysql.replica`. Each applies the transactions of the primary one by one, as late as it may be. Default: 0.',
      ),
    redis_nodes: wholeNumber(1, REDIS_NODES_MAX)
      .optional()
      .describe(
        'Redis servers that keys are spread over: `redis1`, `redis2` …, which strategies reach by `redisNodes`. The first one is also `redis`. Default: 1.',
      ),
  },
  'a mapping such as { nodes: 2 }',
  'write it as `topology: { nodes: 2 }`',
);

const latency = mapping(
  {
    p50: durationText.describe('Half of the steps take at most this long.'),
    p99: durationText.describe('99 of 100 steps take at most this long.'),
  },
  'a latency such as { p50: 0.3ms, p99: 3ms }',
  'write it as { p50: 0.3ms, p99: 3ms }',
);

export const timingSchema = mapping(
  {
    redis: latency.optional().describe('A Redis command, there and back.'),
    mysql: latency.optional().describe('An SQL statement, there and back.'),
    binlog: latency.optional().describe('From the commit to the delivery of its events.'),
    kafka: latency.optional().describe('From producing a message to its delivery.'),
    profile: z.string().optional().describe('A file written by `stalemate probe`, instead of the distributions.'),
  },
  'a mapping of stores to latencies',
  'write it as `timing: { redis: { p50: 0.3ms, p99: 3ms } }`',
);

const perSecond = z
  .number(hint('a number of operations per second', 'write a number such as 2000'))
  .nonnegative(hint('a number from 0', 'write a number such as 2000'))
  .max(PER_SECOND_MAX, hint(`at most ${PER_SECOND_MAX}`, 'write a smaller number'));

export const loadSchema = mapping(
  {
    duration: positiveDurationText.describe('Virtual time.'),
    reads_per_second: perSecond.describe('Reads that arrive in a second of virtual time, on average.'),
    writes_per_second: perSecond.describe('Writes that arrive in a second of virtual time, on average.'),
    keys: mapping(
      {
        count: wholeNumber(1, KEYS_MAX).describe('How many keys there are.'),
        zipf: z
          .number(hint('a number such as 0.99', 'write a number from 0 to 10'))
          .min(0, hint('a number from 0', 'write a number from 0 to 10'))
          .max(10, hint('a number up to 10', 'write a number from 0 to 10'))
          .optional()
          .describe('How unevenly keys are chosen: 0 is evenly, 0.99 is what caches usually see.'),
      },
      'a mapping such as { count: 1000, zipf: 0.99 }',
      'write it as `keys: { count: 1000, zipf: 0.99 }`',
    ).describe('The keys that operations choose from.'),
  },
  'a mapping such as { duration: 60s, reads_per_second: 2000, … }',
  'write `duration`, `reads_per_second`, `writes_per_second` and `keys`',
);

export const thresholdSchema = mapping(
  {
    metric: scenarioName.describe('The metric: stale_read_rate, …'),
    strategy: scenarioName.describe('The `as` name of a strategy of this file, or `all`.'),
    max: z
      .union(
        [z.number(), percentage, durationText],
        hint('a number, a percentage or a duration', 'write it as `0.1%`, `150ms` or `0.6`'),
      )
      .describe('The largest value that passes: a number, a percentage or a duration.'),
    confidence: percentage.optional().describe('How sure the estimate must be. Default: 95%.'),
    min_samples: wholeNumber(1, Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('With fewer samples the verdict is inconclusive.'),
  },
  'a threshold such as { metric: stale_read_rate, strategy: all, max: 0.1% }',
  'write it as { metric: …, strategy: …, max: … }',
);
