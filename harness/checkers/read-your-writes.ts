import type { Checker } from './checker.ts';
import { OK } from './checker.ts';

/** A session (one actor) read a key that it had itself written, and got an older version than its own. */
export const readYourWrites: Checker = {
  title: 'An actor wrote a key, was told that it was done, and then read an older version.',
  check({ reads }) {
    for (const read of reads) {
      if (read.isObserver || read.returned < 0) continue;
      const { actor, invokedAt } = read.operation;
      for (let order = read.versions.length - 1; order > read.returned; order--) {
        const version = read.versions[order]!;
        if (version.writer?.actor !== actor || version.acknowledgedAt >= invokedAt) continue;
        return {
          kind: 'violation',
          violation: { read, expected: version, obligation: 'own-write', earlier: version.writer },
        };
      }
    }
    return OK;
  },
};
