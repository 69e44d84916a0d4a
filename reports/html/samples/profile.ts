/** A profile as `stalemate probe` measures it, with its figures for three sizes. */
import type { ProfileResult } from '../../../harness/result.ts';

const SIZES = [10, 1_000, 1_000_000];
const DEPTHS = [10, 100];

function step(name: string, valueBytes: number, p50Ms: number, pipelined = 1): ProfileResult['steps'][number] {
  return { step: name, valueBytes, pipelined, p50Ms, p99Ms: p50Ms * 20, maxMs: p50Ms * 50, samples: 2000 };
}

export const profile: ProfileResult = {
  file: './profile.json',
  servers: { redis: '8.0.6', mysql: '9.7.4', kafka: null },
  steps: [
    ...SIZES.flatMap((bytes, i) => [
      step('redis.set', bytes, [0.054, 0.022, 2.23][i]!),
      step('redis.get', bytes, [0.043, 0.02, 2.75][i]!),
      step('mysql.select', bytes, [0.061, 0.031, 0.968][i]!),
      step('mysql.update', bytes, [0.088, 0.087, 20.4][i]!),
      step('mysql.commit', bytes, [0.05, 0.05, 4.1][i]!),
    ]),
    ...DEPTHS.map((depth, i) => step('redis.get', 10, [0.036, 0.204][i]!, depth)),
    { step: 'redis.del', valueBytes: null, pipelined: 1, p50Ms: 0.02, p99Ms: 1.88, maxMs: 11, samples: 2000 },
  ],
  delays: [{ of: 'binlog', p50Ms: 0.114, p99Ms: 3.6, maxMs: 36.7, samples: 2000 }],
  memory: [
    { valueBytes: 10, keys: 440_000, bytesPerKey: 163 },
    { valueBytes: 1_000, keys: 116_363, bytesPerKey: 1_170 },
    { valueBytes: 1_000_000, keys: 127, bytesPerKey: 1_018_401 },
  ],
  notes: ['These servers were started by Stalemate, which tunes MySQL for speed: a COMMIT waits for no disk.'],
};
