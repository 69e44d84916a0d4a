/** Strategies that are about a replica. */
import type { StrategyName } from '../registry.ts';
import type { Known } from './known.ts';
import { EMPTIED, EMPTIED_SEEN, REPLICA_BEHIND } from './reasons.ts';

const NEEDS_REPLICA = 'It is about a replica.';
const WITHOUT_REPLICA = {
  'cold-1w1r': NEEDS_REPLICA,
  'cold-1w2r': NEEDS_REPLICA,
  'warm-1w2r': NEEDS_REPLICA,
  'cold-2w1r': NEEDS_REPLICA,
  eviction: NEEDS_REPLICA,
  'writer-crash': NEEDS_REPLICA,
};

export const replica = {
  'replica-cdc-lease': {
    writes: 'writer.mysql.update writer.redis.del consumer.binlog.deliver consumer.redis.del',
    exempt: WITHOUT_REPLICA,
    allows: {
      'lagging-replica': { 'stale-read': REPLICA_BEHIND },
      'replica-eviction': { 'stale-read': REPLICA_BEHIND },
    },
  },
  'remote-marker': {
    writes: 'writer.redis.exec writer.mysql.update writer.redis.del consumer.binlog.deliver consumer.redis.hdel',
    exempt: {
      ...WITHOUT_REPLICA,
      'replica-eviction':
        'There are 10,080 interleavings; scenarios/patterns/remote-marker-evicted.yaml shows what an eviction does.',
    },
    allows: {},
  },
  'gtid-wait': {
    writes: 'writer.mysql.update writer.mysql.select writer.mysql.commit writer.redis.eval',
    exempt: WITHOUT_REPLICA,
    allows: {
      'replica-eviction': { 'stale-read': EMPTIED_SEEN, 'stale-at-rest': EMPTIED },
    },
  },
} satisfies Record<string, Known>;

export const READS_PRIMARY = 'It reads the primary, so a replica changes nothing.';

/** Those that read the primary alone, so that a replica is nothing to them. */
export const primaryOnly = [
  'read-through',
  'write-through',
  'write-behind',
  'singleflight',
  'singleflight-routed',
  'two-tier-origin',
  'mutex-rebuild',
  'named-lock',
  'negative-cache',
  'bloom-guard',
  'hash-split',
  'stale-while-revalidate',
  'refresh-ahead',
  'tag-delete-weak',
  'tag-delete-strong',
  'iq-lease',
  'hot-key-promotion',
  'client-side-caching',
  'hot-key-suffix',
  'local-refresh',
  'multi-level',
  'gutter',
  'outbox-polling',
  'outbox-tailing',
] as const satisfies readonly StrategyName[];
