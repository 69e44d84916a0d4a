/** One checker per anomaly. */
import type { Anomaly } from '../scenario.ts';
import type { Checker } from './checker.ts';
import { dirtyRead } from './dirty-read.ts';
import { lostUpdate } from './lost-update.ts';
import { monotonicReads } from './monotonic-reads.ts';
import { readYourWrites } from './read-your-writes.ts';
import { resurrected } from './resurrected.ts';
import { staleAtRest } from './stale-at-rest.ts';
import { staleRead } from './stale-read.ts';
import { thunderingHerd } from './thundering-herd.ts';
import { ttlInversion } from './ttl-inversion.ts';

export const checkers = {
  'stale-read': staleRead,
  'dirty-read': dirtyRead,
  'read-your-writes': readYourWrites,
  'monotonic-reads': monotonicReads,
  'stale-at-rest': staleAtRest,
  'lost-update': lostUpdate,
  resurrected,
  'thundering-herd': thunderingHerd,
  'ttl-inversion': ttlInversion,
} satisfies Record<Anomaly, Checker>;
