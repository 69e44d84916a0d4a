/**
 * What a key costs in Redis, by the size of its value: how much `used_memory` grows by so many keys, shared out. Keys have a TTL,
 * as cache entries have. A script on the server makes them, so that a value crosses the network once for many keys.
 */
import type { Deadline, Finding, Measurement } from './measurement.ts';
import { redisMemoryOf, roomIn } from './redis-memory.ts';
import type { Site } from './site.ts';
import { sizeText } from '../../harness/result/size-text.ts';

/** More make the figure no better. */
const KEYS_MAX = 500_000;
/** Fewer would drown in what else changes. */
const KEYS_MIN = 20;
/** Of one script: Redis does nothing else meanwhile. About a millisecond. */
const BATCH_KEYS_MAX = 1_000;
const BATCH_BYTES_MAX = 5_000_000;
/** What a small key takes beside its value, at least: name, entry, TTL. For planning only. */
const OVERHEAD_BYTES = 100;
const TTL_SECONDS = 3600;

/** KEYS what the names begin with · ARGV first number, last number, value, TTL in seconds. */
const FILL = `for n = ARGV[1], ARGV[2] do redis.call('SET', KEYS[1] .. n, ARGV[3], 'EX', ARGV[4]) end`;
const CLEAR = `for n = ARGV[1], ARGV[2] do redis.call('DEL', KEYS[1] .. n) end`;

/** @param budgetBytes how much memory the keys of one size may take */
export function memoryMeasurements(sizes: readonly number[], budgetBytes: number): Measurement[] {
  return sizes.map((bytes) => ({
    label: `redis memory, ${sizeText(bytes)}`,
    weight: 4,
    run: (site, deadline) => measure(bytes, budgetBytes, site, deadline),
  }));
}

async function measure(bytes: number, budgetBytes: number, site: Site, deadline: Deadline): Promise<Finding> {
  const before = redisMemoryOf(await site.redis.info('memory'));
  const allowedBytes = Math.min(budgetBytes, roomIn(before));
  const wanted = Math.min(KEYS_MAX, Math.floor(allowedBytes / (bytes + OVERHEAD_BYTES)));
  if (wanted < KEYS_MIN) {
    const because = `${KEYS_MIN} keys would take more than ${sizeText(Math.round(allowedBytes))}`;
    return { notes: [`Memory for values of ${sizeText(bytes)} was not measured: ${because}.`] };
  }
  const names = `${site.prefix}memory:`;
  const batch = Math.max(1, Math.min(BATCH_KEYS_MAX, Math.floor(BATCH_BYTES_MAX / bytes)));
  const value = 'x'.repeat(bytes);
  let made = 0;
  try {
    while (made < wanted && !deadline.isOver(made >= KEYS_MIN)) {
      const first = made + 1;
      made = Math.min(wanted, made + batch);
      await site.redis.eval(FILL, 1, names, first, made, value, TTL_SECONDS);
    }
    if (made < KEYS_MIN) return {};
    const { usedBytes } = redisMemoryOf(await site.redis.info('memory'));
    const bytesPerKey = Math.max(0, Math.round(((usedBytes - before.usedBytes) / made) * 10) / 10);
    return { memory: [{ valueBytes: bytes, keys: made, bytesPerKey }] };
  } finally {
    for (let from = 1; from <= made; from += BATCH_KEYS_MAX) {
      await site.redis.eval(CLEAR, 1, names, from, Math.min(made, from + BATCH_KEYS_MAX - 1));
    }
  }
}
