import type { Checker } from './checker.ts';
import { OK } from './checker.ts';

/** A read returned an older version than the newest whose write had been acknowledged when the read was invoked. */
export const staleRead: Checker = {
  title: 'A read returned an older version than one already acknowledged when it began.',
  check({ reads }) {
    for (const read of reads) {
      if (read.isObserver || read.returned < 0 || read.returned >= read.acknowledged) continue;
      return {
        kind: 'violation',
        violation: { read, expected: read.versions[read.acknowledged]!, obligation: 'acknowledged' },
      };
    }
    return OK;
  },
};
