import { hint, list, mapping, wholeNumber } from './hint.ts';
import { durationText, levelName } from './scalars.ts';
import { NODES_MAX } from './schema-actors.ts';

/** Each is one more lane of every schedule, and one more server. */
const REPLICAS_MAX = 4;
const REDIS_NODES_MAX = 64;
const LEVELS_MAX = 8;

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
