/** Strategies whose writes go with an event, in one transaction. */
import type { Known } from './known.ts';
import { EMPTIED, LAG, TOO_MANY } from './reasons.ts';

const POLLED_LATER = 'The write was acknowledged before a publisher has polled, and the cache still has the old value.';

export const outbox = {
  'outbox-polling': {
    writes:
      'writer.mysql.update writer.mysql.select writer.mysql.insert writer.mysql.commit ' +
      'publisher.mysql.select publisher.redis.set publisher.mysql.update',
    exempt: { 'cold-1w2r': TOO_MANY, 'cold-2w1r': TOO_MANY },
    allows: {
      'warm-1w2r': { 'stale-read': POLLED_LATER },
      eviction: { 'stale-at-rest': EMPTIED },
      'writer-crash': { 'stale-read': POLLED_LATER },
    },
  },
  'outbox-tailing': {
    writes:
      'writer.mysql.update writer.mysql.select writer.mysql.insert writer.mysql.commit ' +
      'consumer.binlog.deliver consumer.redis.set',
    exempt: { 'cold-2w1r': TOO_MANY },
    allows: {
      'cold-1w2r': { 'stale-read': LAG },
      'warm-1w2r': { 'stale-read': LAG },
      eviction: { 'stale-at-rest': EMPTIED },
      'writer-crash': { 'stale-read': LAG },
    },
  },
} satisfies Record<string, Known>;
