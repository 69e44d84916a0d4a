/** Strategies that keep something in the memory of a node. */
import type { Known } from './known.ts';
import { LATE_FILL, LATE_FILL_SEEN, NO_REPAIR } from './reasons.ts';

const OLD_COPY = 'The copy is read again when it is older than `every`; in these scenarios no time passes.';
const OLD_COPY_SEEN = 'As at rest: whoever reads after the write was acknowledged reads the old copy.';
const TOLD_LATER = 'The write was acknowledged before Redis’ message has reached the node, which serves its copy.';
const LATE_COPY = 'As a late fill; or a copy is stored in local memory after the writer has deleted it there.';

export const local = {
  'hot-key-promotion': {
    writes: 'writer.mysql.update writer.redis.del writer.local.delete',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': { 'stale-at-rest': LATE_COPY, 'stale-read': LATE_FILL_SEEN },
      'warm-1w2r': { 'stale-at-rest': LATE_COPY, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': LATE_FILL },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
    },
  },
  'client-side-caching': {
    writes: 'writer.mysql.update writer.redis.del',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': { 'stale-at-rest': LATE_FILL, 'stale-read': TOLD_LATER },
      'warm-1w2r': { 'stale-read': TOLD_LATER },
      'cold-2w1r': { 'stale-at-rest': LATE_FILL },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
    },
  },
  'local-refresh': {
    writes: 'writer.mysql.update',
    allows: {
      'cold-1w1r': { 'stale-at-rest': OLD_COPY },
      'cold-1w2r': { 'stale-at-rest': OLD_COPY, 'stale-read': OLD_COPY_SEEN },
      'warm-1w2r': { 'stale-at-rest': OLD_COPY, 'stale-read': OLD_COPY_SEEN },
      'cold-2w1r': { 'stale-at-rest': OLD_COPY },
      eviction: { 'stale-at-rest': OLD_COPY },
      'writer-crash': { 'stale-at-rest': OLD_COPY, 'stale-read': OLD_COPY_SEEN },
    },
  },
  'multi-level': {
    writes: 'writer.mysql.update writer.redis.del writer.local.delete',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_COPY },
      'cold-1w2r': { 'stale-at-rest': LATE_COPY, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': LATE_COPY },
      eviction: { 'stale-at-rest': LATE_COPY },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
    },
  },
} satisfies Record<string, Known>;
