/** Strategies that serve old values on purpose, or refresh before they must. */
import type { Known } from './known.ts';
import { LATE_FILL, LATE_FILL_SEEN, NO_REPAIR } from './reasons.ts';

const ON_PURPOSE = 'The old value is served until a refresh in the background has ended.';
const NOBODY_CAME =
  'Nobody has come since the write: the next reader, here the observer, gets the old value once more.';
const MARKED_FRESH = 'As cache-aside: a refresh that was read before the commit marks the old value as fresh.';

export const tolerant = {
  'stale-while-revalidate': {
    writes: 'writer.mysql.update writer.redis.eval',
    allows: {
      'cold-1w1r': { 'stale-at-rest': MARKED_FRESH },
      'cold-1w2r': { 'stale-at-rest': MARKED_FRESH, 'stale-read': ON_PURPOSE },
      'warm-1w2r': { 'stale-at-rest': NOBODY_CAME, 'stale-read': ON_PURPOSE },
      'cold-2w1r': { 'stale-at-rest': MARKED_FRESH },
      eviction: { 'stale-at-rest': MARKED_FRESH },
      'writer-crash': { 'stale-at-rest': NO_REPAIR, 'stale-read': ON_PURPOSE },
    },
  },
  'refresh-ahead': {
    writes: 'writer.mysql.update writer.redis.del',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': { 'stale-at-rest': LATE_FILL, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': LATE_FILL },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
    },
  },
  'tag-delete-weak': {
    writes: 'writer.mysql.update writer.redis.eval',
    allows: {
      'cold-1w1r': { 'stale-at-rest': NOBODY_CAME },
      'cold-1w2r': { 'stale-at-rest': NOBODY_CAME, 'stale-read': ON_PURPOSE },
      'warm-1w2r': { 'stale-at-rest': NOBODY_CAME, 'stale-read': ON_PURPOSE },
      'cold-2w1r': { 'stale-at-rest': NOBODY_CAME },
      eviction: { 'stale-at-rest': NOBODY_CAME },
      'writer-crash': { 'stale-at-rest': NO_REPAIR, 'stale-read': ON_PURPOSE },
    },
  },
} satisfies Record<string, Known>;
