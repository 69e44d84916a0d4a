import { copyOf } from '../explanation/provenance.ts';
import type { Checker } from './checker.ts';
import { OK } from './checker.ts';

/**
 * An upstream cache level served an old version from a copy that had outlived its source: the entry of the level below, which it
 * had been filled from, was to end before. Then old data live longer than the level below allows, by up to the copy's own TTL
 * at each level. Judged between the Redis servers of a topology. Source: cacheable #1077 (TTL of a backfill).
 */
export const ttlInversion: Checker = {
  title: 'A cache level served an old version that the level below had been told to forget by then.',
  check({ reads, history }) {
    if ((history.plan.redisServers ?? null) === null) return OK;
    for (const read of reads) {
      if (read.returned < 0 || read.returned >= read.committed) continue;
      const copy = copyOf(history.steps, read.operation);
      if (copy === null || copy.source.livesUntil === null || copy.source.livesUntil > copy.answered.at) continue;
      const expected = read.versions[read.committed]!;
      return { kind: 'violation', violation: { read, expected, obligation: 'outlived' } };
    }
    return OK;
  },
};
