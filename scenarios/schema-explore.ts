import { z } from 'zod';
import { ANOMALIES, FAULT_KINDS, WAYS_TO_TELL } from '../harness/scenario.ts';
import { hint, mapping, text, wholeNumber } from './hint.ts';
import { actorName, itemKey, percentage, positiveDurationText, scenarioName, serverName } from './scalars.ts';
import { NODES_MAX } from './schema-actors.ts';
import { STEP_PATTERN, STEP_REFERENCE_PATTERN } from './steps.ts';

export const POLICIES = ['exhaustive', 'random', 'pct', 'pos', 'urw', 'bounded', 'portfolio', 'timed'] as const;
export const FAULT_COUNT_MAX = 64;
export const RUNS_MAX = 1_000_000_000;
export const STEPS_MAX = 1_000_000;
/** Beyond, an actor falls behind at nearly each choice, which is what `random` does better. */
export const DEPTH_MAX = 100;

export const stepReference = text(
  STEP_REFERENCE_PATTERN,
  'a step reference `actor.store.command`',
  'write it as `reader.redis.get`, and `reader.redis.get#2` for the second one of that actor',
).meta({ examples: ['reader.redis.get', 'writer.mysql.update#2'] });

export const faultSchema = mapping(
  {
    kind: z
      .enum(FAULT_KINDS)
      .describe(
        'evict, expire, flush and failover strike the cache; kill, isolate and recover a Redis server; join and leave a node or a Redis node; crash strikes an actor; lock-timeout one that waits for a lock of MySQL; the others strike a step.',
      ),
    key: itemKey.optional().describe('evict and expire: the key that disappears.'),
    actor: actorName
      .optional()
      .describe('crash, lock-timeout, drop and lost-reply: the actor that is hit. Default: any.'),
    step: text(STEP_PATTERN, 'a step `store.command`', 'write it as `redis.del`')
      .optional()
      .describe('drop, lost-reply, duplicate and reorder: the step that is hit, as `store.command`.')
      .meta({ examples: ['redis.del', 'mysql.commit', 'binlog.deliver'] }),
    store: serverName
      .optional()
      .describe(
        'evict, expire, flush, failover, kill, isolate, recover, join and leave: the Redis. Default, of the first three: any.',
      )
      .meta({ examples: ['redis2', 'edge'] }),
    node: wholeNumber(1, NODES_MAX).optional().describe('join and leave: the service instance that comes or goes.'),
    told: z
      .enum(WAYS_TO_TELL)
      .optional()
      .describe(
        'join and leave. one-by-one: each node hears of it in a step of its own. at-once: all know it immediately. Default: one-by-one.',
      ),
    lost: wholeNumber(1, FAULT_COUNT_MAX)
      .optional()
      .describe('failover: how many of the last changes of Redis the replica that takes over lacks. Default: 1.'),
    max: wholeNumber(1, FAULT_COUNT_MAX).optional().describe('Strikes up to so many times. Default: 1.'),
    times: wholeNumber(1, FAULT_COUNT_MAX).optional().describe('Strikes exactly so many times.'),
    per_second: z
      .number(hint('a number above 0', 'write a number such as 0.1'))
      .positive(hint('a number above 0', 'write a number such as 0.1'))
      .optional()
      .describe('Policy timed, for evict, flush and crash: how often in a second of virtual time, on average.'),
    chance: percentage
      .optional()
      .describe('Policy timed, for the others: which share of the steps that it can hit it hits.'),
  },
  'a fault such as { kind: flush, times: 1 }',
  `write it as { kind: … } with one of the kinds ${FAULT_KINDS.join(', ')}`,
);

const strategyName = z
  .string(
    hint('the name of a strategy', 'write a name such as `cache-aside`, or the path of a module such as `./mine.ts`'),
  )
  .meta({ id: 'strategyName', description: 'A built-in strategy, or the path of a module, relative to this file.' });

export const strategySchema = z.union([
  strategyName,
  mapping(
    {
      use: strategyName,
      as: scenarioName.optional().describe('The name in results. Default: the name of the strategy.'),
      with: z
        .record(z.string(), z.unknown(), hint('a mapping of options', 'write it as `with: { delay: 50ms }`'))
        .optional()
        .describe('The options of the strategy.'),
    },
    'a strategy',
    'write a name such as `cache-aside`, or { use: …, as: …, with: … }',
  ),
]);

export const exploreSchema = mapping(
  {
    policy: z.enum(POLICIES).optional().describe('What chooses the schedules. Default: exhaustive.'),
    reduction: z
      .enum(['dpor', 'none'])
      .optional()
      .describe('exhaustive only. dpor: one of each kind. none: every interleaving, for counting. Default: dpor.'),
    symmetry: z
      .boolean()
      .optional()
      .describe(
        'dpor only. Of what differs only in which of several identical actors does what, explore one. Default: false.',
      ),
    runs: wholeNumber(1, RUNS_MAX)
      .optional()
      .describe('How many schedules at most. Default: 10000; exhaustive and bounded go on to the end.'),
    time: positiveDurationText.optional().describe('Stops after so much real time.'),
    seed: wholeNumber(0, Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('The same seed gives the same schedules. Default: 42.'),
    max_steps: wholeNumber(1, STEPS_MAX)
      .optional()
      .describe('A run with more steps than this ends without a verdict. Default: 200.'),
    depth: wholeNumber(1, DEPTH_MAX)
      .optional()
      .describe('pct only. How many steps in a certain order a bug may need. Default: 3.'),
    bound: wholeNumber(0, STEPS_MAX)
      .optional()
      .describe(
        'bounded only. The most pre-emptions: switches away from an actor that could go on. Default: any number.',
      ),
  },
  'a mapping such as { policy: exhaustive }',
  'write it as `explore: { policy: random, runs: 10000 }`',
);

export const expectationSchema = mapping(
  {
    strategy: scenarioName.describe('The `as` name of a strategy of this file, or `all`.'),
    anomaly: z.enum(ANOMALIES).describe('The anomaly that is looked for.'),
    is: z
      .enum(['never', 'possible', 'always'])
      .describe('never: in no schedule. possible: in at least one. always: in every one.'),
  },
  'an expectation such as { strategy: all, anomaly: dirty-read, is: never }',
  'write it as { strategy: …, anomaly: …, is: … }',
);
