import { describe, expect, it } from 'vitest';
import type { Histogram, Profile } from './profile.ts';
import { measurementOf, memoryPerKey, profileSchema } from './profile.ts';

const latency: Histogram = {
  count: 3,
  minMs: 0.1,
  maxMs: 2,
  meanMs: 0.5,
  buckets: [
    [0.2, 2],
    [2, 1],
  ],
};

const profile: Profile = profileSchema.parse({
  profileVersion: 1,
  stalemate: '0.1.0',
  servers: { redis: '8.0.6', mysql: '9.7.4', kafka: null },
  steps: [
    { step: 'redis.get', valueBytes: 10, latency },
    { step: 'redis.get', valueBytes: 10_000, latency },
    { step: 'redis.get', valueBytes: 10, pipelined: 100, latency },
    { step: 'mysql.commit', valueBytes: null, latency },
  ],
  binlog: latency,
  kafka: null,
  replica: null,
  memory: [
    { valueBytes: 1000, keys: 10_000, bytesPerKey: 1100 },
    { valueBytes: 10, keys: 10_000, bytesPerKey: 110 },
  ],
});

describe('a profile', () => {
  it('refuses a histogram that contradicts itself', () => {
    const wrong = (change: Partial<Histogram>): string =>
      String(profileSchema.safeParse({ ...profile, binlog: { ...latency, ...change } }).error);
    expect(wrong({ count: 4 })).toContain('`count` must be the sum');
    expect(
      wrong({
        buckets: [
          [2, 1],
          [0.2, 2],
        ],
      }),
    ).toContain('must ascend');
  });

  it('answers for a size that was not measured with the nearest by ratio, and never with a pipelined round trip', () => {
    expect(measurementOf(profile, 'redis.get', 100)).toMatchObject({ valueBytes: 10, pipelined: 1 });
    expect(measurementOf(profile, 'redis.get', 1000)).toMatchObject({ valueBytes: 10_000 });
    expect(measurementOf(profile, 'mysql.commit', 1000)).toMatchObject({ step: 'mysql.commit' });
    expect(measurementOf(profile, 'redis.set', 10)).toBeNull();
  });

  it('says what a key costs, also between and beyond the measured sizes', () => {
    expect(memoryPerKey(profile, 10)).toBe(110);
    expect(memoryPerKey(profile, 505)).toBeCloseTo(605, 6);
    expect(memoryPerKey(profile, 2000)).toBe(2100);
    expect(memoryPerKey(profile, 1)).toBe(110);
    expect(memoryPerKey({ ...profile, memory: [] }, 1)).toBeNull();
  });
});
