/** Strategies in which the cache refuses what is old: by version, tombstone, marker or lease. */
import type { Known } from './known.ts';
import { EMPTIED, LATE_FILL_SEEN, NO_REPAIR } from './reasons.ts';

const UNTAGGED = 'The writer dies before it tags, and nobody else knows that the entry is old.';
const ERASED = 'The delete comes after the binlog and erases the version.';

const NEEDS_REPLICA = 'It is about a replica; scenarios/lagging-replica.yaml has one.';
const WITHOUT_REPLICA = {
  'cold-1w1r': NEEDS_REPLICA,
  'cold-1w2r': NEEDS_REPLICA,
  'warm-1w2r': NEEDS_REPLICA,
  'cold-2w1r': NEEDS_REPLICA,
  eviction: NEEDS_REPLICA,
  'writer-crash': NEEDS_REPLICA,
};

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
    },
  },
  'versioned-write': {
    writes: 'writer.mysql.update writer.mysql.select writer.mysql.commit writer.redis.eval',
    allows: {
      eviction: { 'stale-at-rest': EMPTIED },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
    },
  },
  'versioned-tombstone': {
    writes: 'writer.mysql.update writer.mysql.select writer.mysql.commit writer.redis.eval',
    allows: {
      eviction: { 'stale-at-rest': EMPTIED },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
    },
  },
  lease: {
    writes: 'writer.mysql.update writer.redis.del',
    allows: { 'writer-crash': { 'stale-at-rest': NO_REPAIR } },
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
    },
  },
  'iq-lease': {
    writes: 'writer.mysql.update writer.redis.eval writer.mysql.commit writer.redis.eval',
    allows: {},
  },
  'replica-cdc-lease': {
    writes: 'writer.mysql.update writer.redis.del consumer.binlog.deliver consumer.redis.del',
    exempt: WITHOUT_REPLICA,
    allows: {},
  },
} satisfies Record<string, Known>;
