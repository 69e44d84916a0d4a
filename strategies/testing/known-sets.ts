/** Strategies whose writer stores the new value. */
import type { Known } from './known.ts';
import {
  AFTER_THE_BINLOG,
  EMPTIED,
  EMPTIED_SEEN,
  LATE_FILL,
  LATE_FILL_SEEN,
  NO_REPAIR,
  OTHER_ORDER,
  REPLICA_FILL,
} from './reasons.ts';

export const sets = {
  'write-then-set': {
    writes: 'writer.mysql.update writer.redis.set',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': { 'stale-at-rest': LATE_FILL, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': OTHER_ORDER, 'stale-read': OTHER_ORDER },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
      'lagging-replica': { 'stale-at-rest': REPLICA_FILL },
      'replica-eviction': { 'stale-read': EMPTIED_SEEN, 'stale-at-rest': REPLICA_FILL },
    },
  },
  'set-first': {
    writes: 'writer.redis.set writer.mysql.update',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': { 'stale-at-rest': LATE_FILL, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': OTHER_ORDER, 'stale-read': OTHER_ORDER },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': {
        'dirty-read': 'The writer dies before its update: what it stored in the cache is never committed.',
        'stale-at-rest': 'As the dirty read: the value stays in the cache.',
      },
      'lagging-replica': { 'stale-at-rest': REPLICA_FILL },
      'replica-eviction': { 'stale-read': EMPTIED_SEEN, 'stale-at-rest': REPLICA_FILL },
    },
  },
  'setnx-setex': {
    writes: 'writer.mysql.update writer.redis.setex',
    allows: {
      'cold-2w1r': { 'stale-at-rest': OTHER_ORDER, 'stale-read': OTHER_ORDER },
      eviction: { 'stale-at-rest': EMPTIED },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
      'replica-eviction': { 'stale-read': EMPTIED_SEEN, 'stale-at-rest': EMPTIED },
    },
  },
  'setnx-setex-binlog': {
    writes: 'writer.mysql.update writer.redis.setex consumer.binlog.deliver consumer.redis.setex',
    allows: {
      'cold-2w1r': {
        'stale-at-rest': 'A writer is slower than the binlog, and stores over it.',
        'stale-read': 'Between the late value and the binlog that mends it.',
      },
      eviction: { 'stale-at-rest': EMPTIED },
      'replica-eviction': { 'stale-read': EMPTIED_SEEN, 'stale-at-rest': EMPTIED },
    },
  },
  'write-both-binlog': {
    writes: 'writer.mysql.update writer.redis.set consumer.binlog.deliver consumer.redis.set',
    allows: {
      'cold-1w1r': { 'stale-at-rest': AFTER_THE_BINLOG },
      'cold-1w2r': { 'stale-at-rest': AFTER_THE_BINLOG, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': {
        'stale-at-rest': AFTER_THE_BINLOG,
        'stale-read': 'The slower writer has stored its value, and the binlog has not mended it yet.',
      },
      eviction: { 'stale-at-rest': AFTER_THE_BINLOG },
      'lagging-replica': { 'stale-at-rest': REPLICA_FILL },
      'replica-eviction': { 'stale-read': EMPTIED_SEEN, 'stale-at-rest': REPLICA_FILL },
    },
  },
} satisfies Record<string, Known>;
