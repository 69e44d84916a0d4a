import type { Checker } from './checker.ts';
import { OK } from './checker.ts';
import type { ReadFact } from './facts.ts';

/** A session (one actor) read a key twice, and the second read returned an older version than the first. */
export const monotonicReads: Checker = {
  title: 'An actor read a key twice and went back in time.',
  check({ reads }) {
    if (reads.length < 2) return OK;
    for (let i = 1; i < reads.length; i++) {
      const read = reads[i]!;
      if (read.isObserver || read.returned < 0) continue;
      const earlier = newestBefore(reads, i);
      if (earlier === null || earlier.returnedAtLeast <= read.returned) continue;
      return {
        kind: 'violation',
        violation: {
          read,
          expected: read.versions[earlier.returnedAtLeast]!,
          obligation: 'own-read',
          earlier: earlier.operation,
        },
      };
    }
    return OK;
  },
};

/** Of the same session's earlier reads of the key, the one that certainly returned the newest version. */
function newestBefore(reads: readonly ReadFact[], position: number): ReadFact | null {
  const { actor, key } = reads[position]!.operation;
  let newest: ReadFact | null = null;
  for (let i = 0; i < position; i++) {
    const { operation, returnedAtLeast } = reads[i]!;
    if (operation.actor !== actor || operation.key !== key) continue;
    if (newest === null || returnedAtLeast > newest.returnedAtLeast) newest = reads[i]!;
  }
  return newest;
}
