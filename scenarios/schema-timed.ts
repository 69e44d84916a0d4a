/** What policy `timed` adds to a scenario file: how long things take, what arrives, and limits for what is estimated. */
import { z } from 'zod';
import { hint, list, mapping, text, wholeNumber } from './hint.ts';
import { durationText, percentage, positiveDurationText, scenarioName, startText } from './scalars.ts';

const KEYS_MAX = 10_000_000;
const PER_SECOND_MAX = 10_000_000;
const CLIENTS_MAX = 100_000;
const BYTES_MAX = 512 * 1024 * 1024;

const shapes = {
  constant: durationText.optional().describe('Always this long.'),
  uniform: startText
    .optional()
    .describe('Evenly spread over a range: `1ms..5ms`.')
    .meta({ examples: ['1ms..5ms'] }),
  p50: durationText.optional().describe('With `p99`, a lognormal distribution: half take at most this long.'),
  p99: durationText.optional().describe('99 of 100 take at most this long.'),
  histogram: list(
    mapping(
      {
        up_to: durationText.describe(
          'The upper end of the bucket; the one before it is the lower end, and 0 the first.',
        ),
        count: wholeNumber(0, Number.MAX_SAFE_INTEGER).describe('How many took so long.'),
      },
      'a bucket such as { up_to: 1ms, count: 90 }',
      'write it as { up_to: 1ms, count: 90 }',
    ),
    'a list of buckets',
    'write it as `histogram: [ { up_to: 1ms, count: 90 }, { up_to: 5ms, count: 10 } ]`',
  )
    .optional()
    .describe('What was measured, in buckets with ascending ends.'),
};

const mixture = list(
  mapping(
    { share: percentage.describe('How often it is this one. All shares are 100% together.'), ...shapes },
    'a part such as { share: 1%, constant: 200ms }',
    'write it as { share: 1%, constant: 200ms }',
  ),
  'a list of parts',
  'write it as `mixture: [ { share: 99%, p50: 1ms, p99: 5ms }, { share: 1%, constant: 200ms } ]`',
)
  .meta({ id: 'mixture' })
  .optional()
  .describe('Now this, now that: pauses for garbage, a failover.');

const EXAMPLE = 'write it as { p50: 0.3ms, p99: 3ms }, as 5ms, or as { uniform: 1ms..5ms }';

const distribution = z
  .union([durationText, mapping({ ...shapes, mixture }, 'a distribution such as { p50: 0.3ms, p99: 3ms }', EXAMPLE)])
  .meta({ id: 'distribution', description: 'How long something takes: a duration, or a distribution.' });

const latency = z
  .union([
    durationText,
    mapping(
      {
        ...shapes,
        mixture,
        request: distribution.optional().describe('With `reply`: from sending it until it takes effect.'),
        reply: distribution.optional().describe('From the effect until the caller has the answer.'),
      },
      'a latency such as { p50: 0.3ms, p99: 3ms }',
      EXAMPLE,
    ),
  ])
  .meta({ id: 'latency', description: 'How long a step takes, there and back: a distribution, or one for each way.' });

export type DistributionInFile = z.infer<typeof distribution>;
export type LatencyInFile = z.infer<typeof latency>;

const timedStep = text(
  /^(redis|mysql|replica|local)\.[a-z]+$/,
  'a step `store.command`',
  'write it as `redis.get` or `mysql.commit`',
);

export const timingSchema = mapping(
  {
    redis: latency.optional().describe('A Redis command, there and back; or `request` and `reply` apart.'),
    mysql: latency.optional().describe('An SQL statement, there and back.'),
    local: latency.optional().describe("An access to the process's own memory. Default: no time."),
    steps: z
      .record(timedStep, latency, hint('a mapping of steps to latencies', 'write it as `steps: { mysql.commit: 5ms }`'))
      .optional()
      .describe('Single commands, in place of the latency of their store.'),
    binlog: distribution.optional().describe('From the commit to the delivery of its events, or to Kafka.'),
    kafka: distribution.optional().describe('From producing a message to its delivery.'),
    replica_lag: distribution.optional().describe('From the commit until a replica has applied it.'),
    poll: positiveDurationText
      .optional()
      .describe('How often an instance looks for background work, such as rows of an outbox. Default: 100ms.'),
    profile: z
      .string(hint('the path of a profile', 'write it as `profile: ./profile.json`'))
      .optional()
      .describe('A file written by `stalemate probe`, for what is not said here. Relative to this file.'),
  },
  'a mapping of stores to latencies',
  'write it as `timing: { redis: { p50: 0.3ms, p99: 3ms }, mysql: { p50: 2ms, p99: 20ms } }`',
);

const perSecond = z
  .number(hint('a number of operations per second', 'write a number such as 2000'))
  .nonnegative(hint('a number from 0', 'write a number such as 2000'))
  .max(PER_SECOND_MAX, hint(`at most ${PER_SECOND_MAX}`, 'write a smaller number'));

const keysSchema = mapping(
  {
    count: wholeNumber(1, KEYS_MAX).describe('How many keys there are: item:1, item:2, …'),
    zipf: z
      .number(hint('a number such as 0.99', 'write a number from 0 to 10'))
      .min(0, hint('a number from 0', 'write a number from 0 to 10'))
      .max(10, hint('a number up to 10', 'write a number from 0 to 10'))
      .optional()
      .describe('How unevenly keys are chosen: 0 is evenly, 0.99 is what caches usually see. Default: evenly.'),
    hot: mapping(
      {
        keys: wholeNumber(1, KEYS_MAX).describe('How many keys are hot.'),
        share: percentage.describe('The share of operations that are about one of them.'),
      },
      'a hot set such as { keys: 10, share: 90% }',
      'write it as `hot: { keys: 10, share: 90% }`',
    )
      .optional()
      .describe('In place of `zipf`: few keys get most operations, evenly among them.'),
  },
  'a mapping such as { count: 1000, zipf: 0.99 }',
  'write it as `keys: { count: 1000, zipf: 0.99 }`',
);

const bursts = mapping(
  {
    every: positiveDurationText.describe('From the beginning of one burst to that of the next.'),
    lasts: positiveDurationText.describe('How long a burst is.'),
    times: z
      .number(hint('a number above 1', 'write a number such as 10'))
      .min(1, hint('a number above 1', 'write a number such as 10'))
      .describe('How many times as many arrive in it as else.'),
  },
  'bursts such as { every: 10s, lasts: 1s, times: 10 }',
  'write it as `bursts: { every: 10s, lasts: 1s, times: 10 }`',
);

export const loadSchema = mapping(
  {
    duration: positiveDurationText.describe('Virtual time that each run measures.'),
    warmup: durationText.optional().describe('Virtual time before that, not measured. Default: a tenth of `duration`.'),
    reads_per_second: perSecond.optional().describe('Reads that arrive in a second of virtual time, on average.'),
    writes_per_second: perSecond.optional().describe('Writes that arrive in a second of virtual time, on average.'),
    arrivals: z
      .enum(['poisson', 'constant'], hint('`poisson` or `constant`', 'remove it for `poisson`'))
      .optional()
      .describe('poisson: independent of each other. constant: evenly spaced. Default: poisson.'),
    bursts: bursts.optional().describe('In place of `arrivals`: more at some times than at others; the average stays.'),
    clients: wholeNumber(1, CLIENTS_MAX)
      .optional()
      .describe('In place of the rates: so many clients, each of which waits for the answer before it asks again.'),
    think: distribution
      .optional()
      .describe('With `clients`: how long one waits before it asks again. Default: no time.'),
    reads: percentage.optional().describe('With `clients`: the share of operations that are reads.'),
    keys: keysSchema.describe('The keys that operations choose from.'),
    sessions: wholeNumber(1, CLIENTS_MAX)
      .optional()
      .describe(
        'How many users there are, for read-your-writes and monotonic reads. Default: 100; with `clients`, these.',
      ),
    ttl_jitter: percentage
      .optional()
      .describe('TTLs that commands set are by up to so much shorter or longer. Default: 0%.'),
    value_bytes: wholeNumber(0, BYTES_MAX)
      .optional()
      .describe('How large values are: which latencies of a profile are taken. Default: 100.'),
  },
  'a mapping such as { duration: 60s, reads_per_second: 2000, … }',
  'write `duration`, `reads_per_second`, `writes_per_second` and `keys`',
);

const limit = z.union(
  [z.number(), percentage, durationText],
  hint('a number, a percentage or a duration', 'write it as `0.1%`, `150ms` or `0.6`'),
);

export const thresholdSchema = mapping(
  {
    metric: scenarioName.describe('The metric: stale_read_rate, … docs/metrics.md has them all.'),
    strategy: scenarioName.describe('The `as` name of a strategy of this file, or `all`.'),
    max: limit.optional().describe('The largest value that passes: a number, a percentage or a duration.'),
    min: limit.optional().describe('In place of `max`: the smallest value that passes.'),
    confidence: percentage.optional().describe('How sure the estimate must be. Default: 95%.'),
    min_samples: wholeNumber(1, Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('With fewer samples the figure does not suffice. Default: 1.'),
    if_insufficient: z
      .enum(['fail', 'warn'], hint('`fail` or `warn`', 'remove it for `warn`'))
      .optional()
      .describe(
        'When the samples do not suffice to tell: fail (exit 1), or warn (inconclusive, exit 3). Default: warn.',
      ),
  },
  'a threshold such as { metric: stale_read_rate, strategy: all, max: 0.1% }',
  'write it as { metric: …, strategy: …, max: … }',
);
