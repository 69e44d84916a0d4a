/**
 * The profile of a Redis and a MySQL: what `stalemate probe` measures and writes to `profile.json`, and what `timing.profile`
 * and the report read. Times are milliseconds, sizes bytes. Unknown fields are errors, and `profileVersion` rises when an old
 * reader would misunderstand a new file.
 */
import { z } from 'zod';

export const PROFILE_VERSION = 1;

const count = z.int().min(0);
const ms = z.number().min(0);

/**
 * How long something took, as counts: `buckets` are [upper end in ms, how many] in ascending order of their ends. Within a
 * bucket nothing is known but its ends; the first begins at `minMs`, the last ends at `maxMs` or above it.
 */
export const histogramSchema = z
  .strictObject({
    count: count.min(1),
    minMs: ms,
    maxMs: ms,
    meanMs: ms,
    buckets: z.array(z.tuple([ms, count])).min(1),
  })
  .refine(({ buckets }) => buckets.every(([end], i) => i === 0 || end > buckets[i - 1]![0]), {
    error: 'the ends of `buckets` must ascend',
    path: ['buckets'],
  })
  .refine(({ buckets, count: all }) => buckets.reduce((sum, [, n]) => sum + n, 0) === all, {
    error: '`count` must be the sum of the counts in `buckets`',
    path: ['count'],
  });

/** One kind of step at one size: from sending it to its reply, as the client sees it. */
const stepSchema = z.strictObject({
  /** `store.command`, as in schedules: `redis.get`, `mysql.update`, `mysql.commit`. */
  step: z.string().regex(/^(redis|mysql|replica)\.[a-z]+$/),
  /** How large the value was. Null: there is none. */
  valueBytes: count.nullable(),
  /** How many commands went out in one round trip; the latency is that of the round trip. 1: no pipelining. */
  pipelined: z.int().min(1).default(1),
  /** How many clients did the same at once. */
  clients: z.int().min(1).default(1),
  latency: histogramSchema,
});

/** What one key with a TTL and a name of some 30 bytes costs in Redis: the growth of `used_memory` by `keys` keys of this size, shared out. */
const memorySchema = z.strictObject({
  valueBytes: count,
  keys: z.int().min(1),
  bytesPerKey: z.number().min(0),
});

export const profileSchema = z.strictObject({
  profileVersion: z.literal(PROFILE_VERSION),
  /** The version of Stalemate that measured. */
  stalemate: z.string(),
  /** ISO 8601. */
  measuredAt: z.string().optional(),
  servers: z.strictObject({
    redis: z.string().nullable(),
    mysql: z.string().nullable(),
    kafka: z.string().nullable(),
  }),
  steps: z.array(stepSchema),
  /** From a commit, taken as half way between its sending and its reply, to the delivery of its row events. */
  binlog: histogramSchema.nullable(),
  /** From sending a message to its delivery. */
  kafka: histogramSchema.nullable(),
  /** From the reply to the COMMIT until a replica shows it. */
  replica: histogramSchema.nullable(),
  memory: z.array(memorySchema),
  /** What a reader must know, a sentence each: what was not measured and why, which figures are not those of production. */
  notes: z.array(z.string()).default([]),
});

export type Profile = z.infer<typeof profileSchema>;
export type ProfiledStep = Profile['steps'][number];
export type Histogram = z.infer<typeof histogramSchema>;

/** How long a step takes that was not measured at this very size: what was measured at the size nearest to it, by ratio. */
export function measurementOf(profile: Profile, step: string, valueBytes: number | null): ProfiledStep | null {
  const candidates = profile.steps.filter((measured) => measured.step === step && measured.pipelined === 1);
  const distance = ({ valueBytes: bytes }: ProfiledStep): number =>
    valueBytes === null || bytes === null ? 0 : Math.abs(Math.log((bytes + 1) / (valueBytes + 1)));
  return candidates.toSorted((one, other) => distance(one) - distance(other))[0] ?? null;
}

/** Bytes of Redis memory for a key with a value of this size: between what was measured, along a straight line; null: nothing was. */
export function memoryPerKey({ memory }: Profile, valueBytes: number): number | null {
  const points = memory.toSorted((one, other) => one.valueBytes - other.valueBytes);
  const above = points.findIndex((point) => point.valueBytes >= valueBytes);
  if (points.length === 0) return null;
  if (above <= 0)
    return points.at(above)!.bytesPerKey + Math.max(0, above < 0 ? valueBytes - points.at(-1)!.valueBytes : 0);
  const [low, high] = [points[above - 1]!, points[above]!];
  const share = (valueBytes - low.valueBytes) / (high.valueBytes - low.valueBytes);
  return low.bytesPerKey + share * (high.bytesPerKey - low.bytesPerKey);
}
