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
    const { operations, observedFrom } = history;
    for (const operation of operations) {
      if (operation.succeeded || operation.invokedAt < observedFrom || observedFrom < 0) continue;
      return {
        kind: 'unknown',
        reason: `the observer could not read ${operation.key}: ${String(operation.error)}`,
      };
    }
    return OK;
  },
};
