/** Strategies whose writer deletes the key. */
import type { Known } from './known.ts';
import {
  EARLY_FILL,
  EARLY_FILL_SEEN,
  LATE_FILL,
  LATE_FILL_SEEN,
  NO_REPAIR,
  REPLICA_BEHIND,
  REPLICA_FILL,
} from './reasons.ts';

export const deletes = {
  'cache-aside': {
    writes: 'writer.mysql.update writer.redis.del',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': { 'stale-at-rest': LATE_FILL, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': LATE_FILL },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
      'lagging-replica': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
      'replica-eviction': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
    },
  },
  'delete-first': {
    writes: 'writer.redis.del writer.mysql.update',
    allows: {
      'cold-1w1r': { 'stale-at-rest': EARLY_FILL },
      'cold-1w2r': { 'stale-at-rest': EARLY_FILL, 'stale-read': LATE_FILL_SEEN },
      'warm-1w2r': { 'stale-at-rest': EARLY_FILL, 'stale-read': EARLY_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': EARLY_FILL },
      eviction: { 'stale-at-rest': EARLY_FILL },
      'writer-crash': { 'stale-at-rest': EARLY_FILL },
      'lagging-replica': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
      'replica-eviction': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
    },
  },
  'double-delete': {
    writes: 'writer.redis.del writer.mysql.update writer.redis.del',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': { 'stale-at-rest': LATE_FILL, 'stale-read': LATE_FILL_SEEN },
      'warm-1w2r': { 'stale-at-rest': LATE_FILL, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': LATE_FILL },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': { 'stale-at-rest': 'Without the second delete it is delete-first.' },
      'lagging-replica': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
      'replica-eviction': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
    },
  },
  'delete-in-transaction': {
    writes: 'writer.mysql.update writer.redis.del writer.mysql.commit',
    allows: {
      'cold-1w1r': { 'stale-at-rest': EARLY_FILL },
      'cold-1w2r': { 'stale-at-rest': EARLY_FILL, 'stale-read': LATE_FILL_SEEN },
      'warm-1w2r': { 'stale-at-rest': EARLY_FILL, 'stale-read': EARLY_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': EARLY_FILL },
      eviction: { 'stale-at-rest': EARLY_FILL },
      'writer-crash': { 'stale-at-rest': EARLY_FILL },
      'lagging-replica': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
      'replica-eviction': { 'stale-read': REPLICA_BEHIND, 'stale-at-rest': REPLICA_FILL },
    },
  },
  'negative-cache': {
    writes: 'writer.mysql.update writer.redis.del',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': { 'stale-at-rest': LATE_FILL, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': LATE_FILL },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
    },
  },
  'bloom-guard': {
    writes: 'writer.mysql.update writer.redis.del',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': { 'stale-at-rest': LATE_FILL, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': LATE_FILL },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
    },
  },
  'hash-split': {
    writes: 'writer.mysql.update writer.redis.del writer.redis.del',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': { 'stale-at-rest': LATE_FILL, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': LATE_FILL },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
    },
  },
  gutter: {
    writes: 'writer.mysql.update writer.redis.del',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': { 'stale-at-rest': LATE_FILL, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': LATE_FILL },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
    },
  },
  'hot-key-suffix': {
    writes: 'writer.mysql.update writer.redis.del writer.redis.del',
    allows: {
      'cold-1w1r': { 'stale-at-rest': LATE_FILL },
      'cold-1w2r': { 'stale-at-rest': LATE_FILL, 'stale-read': LATE_FILL_SEEN },
      'cold-2w1r': { 'stale-at-rest': LATE_FILL },
      eviction: { 'stale-at-rest': LATE_FILL },
      'writer-crash': { 'stale-at-rest': NO_REPAIR },
    },
  },
} satisfies Record<string, Known>;
