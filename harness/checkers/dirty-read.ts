import type { Checker } from './checker.ts';
import { OK } from './checker.ts';

/** A read returned a value that was never committed: rolled back, or never written to MySQL at all. */
export const dirtyRead: Checker = {
  title: 'A read returned a value that MySQL never committed.',
  check({ reads }) {
    for (const read of reads) {
      if (read.isObserver || read.returned >= 0) continue;
      return { kind: 'violation', violation: { read, expected: null, obligation: 'committed' } };
    }
    return OK;
  },
};
