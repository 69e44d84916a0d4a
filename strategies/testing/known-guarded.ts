/** Strategies in which the cache refuses what is old: by version, tombstone, marker or lease. */
import type { Known } from './known.ts';
import { EMPTIED, EMPTIED_SEEN, LATE_FILL_SEEN, NO_REPAIR, REPLICA_BEHIND, REPLICA_FILL } from './reasons.ts';

const UNTAGGED = 'The writer dies before it tags, and nobody else knows that the entry is old.';
const ERASED = 'The delete comes after the binlog and erases the version.';

export const guarded = {
  'versioned-set': {
    writes: 'writer.mysql.update writer.redis.del consumer.binlog.deliver consumer.redis.eval',
    allows: {
      'cold-1w1r': { 'stale-at-rest': ERASED },
      'cold-1w2r': { 'stale-at-rest': ERASED, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': {
        'stale-at-rest': ERASED,
        'stale-read': 'The binlog lags: it brings v2 back after v3 was acknowledged.',
      },
      eviction: { 'stale-at-rest': 'The flush, or the delete, erases the version.' },
      'lagging-replica': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
      'replica-eviction': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
    },
  },
  'versioned-write': {
    writes: 'writer.mysql.update writer.mysql.select writer.mysql.commit writer.redis.eval',
    allows: {
      eviction: { 'stale-at-rest': EMPTIED },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
      'replica-eviction': { 'stale-read': EMPTIED_SEEN, 'stale-at-rest': EMPTIED },
    },
  },
  'versioned-tombstone': {
    writes: 'writer.mysql.update writer.mysql.select writer.mysql.commit writer.redis.eval',
    allows: {
      eviction: { 'stale-at-rest': EMPTIED },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
      'lagging-replica': { 'stale-read': REPLICA_BEHIND },
      'replica-eviction': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': EMPTIED },
    },
  },
  lease: {
    writes: 'writer.mysql.update writer.redis.del',
    allows: {
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
      'lagging-replica': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
      'replica-eviction': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
    },
  },
  'tag-delete-strong': {
    writes: 'writer.mysql.update writer.redis.eval',
    allows: { 'writer-crash': { 'stale-at-rest': UNTAGGED } },
  },
  'deleted-marker-cas': {
    writes: 'writer.mysql.update writer.redis.eval',
    allows: {
      eviction: {
        'stale-at-rest': 'The marker is flushed: who saw nothing before the write finds nothing again, and adds.',
      },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
      'lagging-replica': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
      'replica-eviction': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
    },
  },
  'iq-lease': {
    writes: 'writer.mysql.update writer.redis.eval writer.mysql.commit writer.redis.eval',
    allows: {},
  },
} satisfies Record<string, Known>;
