/** Strategies whose writes go with an event, in one transaction. */
import type { Known } from './known.ts';
import { EMPTIED, LAG } from './reasons.ts';

const POLLED_LATER = 'The write was acknowledged before a publisher has polled, and the cache still has the old value.';

export const outbox = {
  'outbox-polling': {
    writes:
      'writer.mysql.update writer.mysql.select writer.mysql.insert writer.mysql.commit ' +
      'publisher.mysql.select publisher.redis.set publisher.mysql.update',
    allows: {
      'cold-1w2r': { 'stale-read': POLLED_LATER },
      'cold-2w1r': { 'stale-read': POLLED_LATER },
      'warm-1w2r': { 'stale-read': POLLED_LATER },
      eviction: { 'stale-at-rest': EMPTIED },
      'writer-crash': { 'stale-read': POLLED_LATER },
    },
  },
  'outbox-tailing': {
    writes:
      'writer.mysql.update writer.mysql.select writer.mysql.insert writer.mysql.commit ' +
      'consumer.binlog.deliver consumer.redis.set',
    allows: {
      'cold-1w2r': { 'stale-read': LAG },
      'cold-2w1r': { 'stale-read': LAG },
      'warm-1w2r': { 'stale-read': LAG },
      eviction: { 'stale-at-rest': EMPTIED },
      'writer-crash': { 'stale-read': LAG },
    },
  },
} satisfies Record<string, Known>;
