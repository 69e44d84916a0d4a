/** Strategies in which a consumer of the binlog invalidates or stores. */
import type { Known } from './known.ts';
import { AFTER_THE_BINLOG, EMPTIED, LAG, LATE_FILL_SEEN, REPLICA_BEHIND, REPLICA_FILL } from './reasons.ts';

export const binlog = {
  'binlog-only': {
    writes: 'writer.mysql.update consumer.binlog.deliver consumer.redis.set',
    allows: {
      'cold-1w2r': { 'stale-read': LAG },
      'warm-1w2r': { 'stale-read': LAG },
      'cold-2w1r': { 'stale-read': LAG },
      eviction: { 'stale-at-rest': EMPTIED },
      'writer-crash': { 'stale-read': LAG },
      'lagging-replica': { 'stale-read': REPLICA_BEHIND },
      'replica-eviction': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': EMPTIED },
    },
  },
  'binlog-versioned': {
    writes: 'writer.mysql.update consumer.binlog.deliver consumer.redis.eval',
    allows: {
      'cold-1w2r': { 'stale-read': LAG },
      'warm-1w2r': { 'stale-read': LAG },
      'cold-2w1r': { 'stale-read': LAG },
      eviction: { 'stale-at-rest': EMPTIED },
      'writer-crash': { 'stale-read': LAG },
      'lagging-replica': { 'stale-read': REPLICA_BEHIND },
      'replica-eviction': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': EMPTIED },
    },
  },
  'cdc-delete': {
    writes: 'writer.mysql.update consumer.binlog.deliver consumer.redis.del',
    allows: {
      'cold-1w1r': { 'stale-at-rest': AFTER_THE_BINLOG },
      'cold-1w2r': { 'stale-at-rest': AFTER_THE_BINLOG, 'stale-read': LAG },
      'warm-1w2r': { 'stale-read': LAG },
      'cold-2w1r': { 'stale-at-rest': AFTER_THE_BINLOG },
      eviction: { 'stale-at-rest': AFTER_THE_BINLOG },
      'writer-crash': { 'stale-read': LAG },
      'lagging-replica': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
      'replica-eviction': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
    },
  },
  'delete-plus-cdc': {
    writes: 'writer.mysql.update writer.redis.del consumer.binlog.deliver consumer.redis.del',
    allows: {
      'cold-1w1r': { 'stale-at-rest': AFTER_THE_BINLOG },
      'cold-1w2r': { 'stale-at-rest': AFTER_THE_BINLOG, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': AFTER_THE_BINLOG },
      eviction: { 'stale-at-rest': AFTER_THE_BINLOG },
      'lagging-replica': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
      'replica-eviction': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
    },
  },
} satisfies Record<string, Known>;
