import type { Checker } from './checker.ts';
import { OK } from './checker.ts';

/** A read returned a row although its deletion, the newest change of the key, had been acknowledged when the read was invoked. */
export const resurrected: Checker = {
  title: 'A deleted row was served although its deletion had been acknowledged when the read began.',
  check({ reads }) {
    for (const read of reads) {
      if (read.returned < 0 || read.returned >= read.acknowledged) continue;
      const expected = read.versions[read.acknowledged]!;
      if (expected.value !== null) continue;
      return { kind: 'violation', violation: { read, expected, obligation: 'deleted' } };
    }
    return OK;
  },
};
