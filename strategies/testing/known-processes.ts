/** Strategies in which the requests of a process, or those who want the same lock, have to do with each other. */
import type { Known } from './known.ts';
import { LATE_FILL, LATE_FILL_SEEN, NO_REPAIR } from './reasons.ts';

const DIES_AS_A_WHOLE =
  'A crash ends one actor, not its process; those who wait for it in that process would wait for ever.';

export const processes = {
  'read-through': {
    writes: 'writer.mysql.update writer.redis.del',
    exempt: { 'writer-crash': DIES_AS_A_WHOLE },
    allows: {},
  },
  'write-through': {
    writes: 'writer.mysql.update writer.redis.set',
    exempt: { 'writer-crash': DIES_AS_A_WHOLE },
    allows: {},
  },
  'write-behind': {
    writes: 'writer.redis.set writer.mysql.update',
    allows: {
      eviction: {
        'stale-at-rest': 'After the flush, and before the row is updated, a reader stores the old row.',
        'stale-read': 'As at rest: the write was acknowledged when it was in the cache alone.',
      },
      'writer-crash': {
        'dirty-read': 'The writer dies before its update: the value that is read is never committed.',
        'stale-at-rest': 'As the dirty read: the cache keeps what MySQL never had.',
        'lost-update': 'The write was acknowledged, and dies with the process.',
      },
    },
  },
  singleflight: {
    writes: 'writer.mysql.update writer.redis.del',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': {
        'stale-at-rest': LATE_FILL,
        'stale-read': 'As at rest; or a reader that begins after the acknowledgement joins a flight from before it.',
      },
      'cold-2w1r': { 'stale-at-rest': LATE_FILL },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
    },
  },
  'singleflight-routed': {
    writes: 'writer.mysql.update writer.redis.del',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': { 'stale-at-rest': LATE_FILL, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': LATE_FILL },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
    },
  },
  'two-tier-origin': {
    writes: 'writer.mysql.update writer.redis.del',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': { 'stale-at-rest': LATE_FILL, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': LATE_FILL },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
    },
  },
  'mutex-rebuild': {
    writes: 'writer.mysql.update writer.redis.del',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': { 'stale-at-rest': LATE_FILL, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': LATE_FILL },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
    },
  },
  'named-lock': {
    writes: 'writer.mysql.get_lock writer.mysql.update writer.redis.del writer.mysql.release_lock',
    allows: { 'writer-crash': { 'stale-at-rest': NO_REPAIR } },
  },
} satisfies Record<string, Known>;
