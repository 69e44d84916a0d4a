import type { Checker } from './checker.ts';
import { OK } from './checker.ts';

/**
 * All actors have ended, everything but TTL expiry is drained, and still some node serves something else than the newest
 * committed version. Whether that version's write was acknowledged does not matter here: nobody is left who could finish it.
 */
export const staleAtRest: Checker = {
  title: 'When all had ended, a node still served something else than what MySQL holds.',
  check({ reads, history }) {
    for (const read of reads) {
      const newest = read.versions.at(-1)!;
      if (!read.isObserver || read.returned === newest.order) continue;
      return { kind: 'violation', violation: { read, expected: newest, obligation: 'at-rest' } };
    }
    const failed = history.operations.find(
      (o) => o.invokedAt >= history.observedFrom && history.observedFrom >= 0 && !o.succeeded,
    );
    if (failed !== undefined)
      return { kind: 'unknown', reason: `the observer could not read ${failed.key}: ${String(failed.error)}` };
    return OK;
  },
};
