/** The built-in strategies. The CLI, the schema and the docs read their names from here. */
import { binlogOnly } from './binlog-only.ts';
import { binlogVersioned } from './binlog-versioned.ts';
import { bloomGuard } from './bloom-guard.ts';
import { cacheAside } from './cache-aside.ts';
import { cdcDelete } from './cdc-delete.ts';
import { clientSideCaching } from './client-side-caching.ts';
import { deleteFirst } from './delete-first.ts';
import { deleteInTransaction } from './delete-in-transaction.ts';
import { deletePlusCdc } from './delete-plus-cdc.ts';
import { deletedMarkerCas } from './deleted-marker-cas.ts';
import { doubleDelete } from './double-delete.ts';
import { hashSplit } from './hash-split.ts';
import { hotKeyPromotion } from './hot-key-promotion.ts';
import { gtidWait } from './gtid-wait.ts';
import { gutter } from './gutter.ts';
import { hotKeySuffix } from './hot-key-suffix.ts';
import { remoteMarker } from './remote-marker.ts';
import { twoTierOrigin } from './two-tier-origin.ts';
import { iqLease } from './iq-lease.ts';
import { lease } from './lease.ts';
import { localRefresh } from './local-refresh.ts';
import { multiLevel } from './multi-level.ts';
import { mutexRebuild } from './mutex-rebuild.ts';
import { namedLock } from './named-lock.ts';
import { negativeCache } from './negative-cache.ts';
import { outboxPolling } from './outbox-polling.ts';
import { outboxTailing } from './outbox-tailing.ts';
import { readThrough } from './read-through.ts';
import { refreshAhead } from './refresh-ahead.ts';
import { replicaCdcLease } from './replica-cdc-lease.ts';
import { setFirst } from './set-first.ts';
import { setnxSetexBinlog } from './setnx-setex-binlog.ts';
import { setnxSetex } from './setnx-setex.ts';
import { singleflightRouted } from './singleflight-routed.ts';
import { singleflight } from './singleflight.ts';
import { staleWhileRevalidate } from './stale-while-revalidate.ts';
import type { AnyStrategy } from './strategy.ts';
import { tagDeleteStrong } from './tag-delete-strong.ts';
import { tagDeleteWeak } from './tag-delete-weak.ts';
import { versionedSet } from './versioned-set.ts';
import { versionedTombstone } from './versioned-tombstone.ts';
import { versionedWrite } from './versioned-write.ts';
import { writeBehind } from './write-behind.ts';
import { writeBothBinlog } from './write-both-binlog.ts';
import { writeThenSet } from './write-then-set.ts';
import { writeThrough } from './write-through.ts';

export const strategies = {
  'cache-aside': cacheAside,
  'delete-first': deleteFirst,
  'write-then-set': writeThenSet,
  'set-first': setFirst,
  'double-delete': doubleDelete,
  'delete-in-transaction': deleteInTransaction,
  'setnx-setex': setnxSetex,
  'setnx-setex-binlog': setnxSetexBinlog,
  'versioned-set': versionedSet,
  lease,
  'write-both-binlog': writeBothBinlog,
  'binlog-only': binlogOnly,
  'binlog-versioned': binlogVersioned,
  'cdc-delete': cdcDelete,
  'delete-plus-cdc': deletePlusCdc,
  'versioned-write': versionedWrite,
  'versioned-tombstone': versionedTombstone,
  'read-through': readThrough,
  'write-through': writeThrough,
  'write-behind': writeBehind,
  singleflight,
  'mutex-rebuild': mutexRebuild,
  'named-lock': namedLock,
  'negative-cache': negativeCache,
  'bloom-guard': bloomGuard,
  'hash-split': hashSplit,
  'stale-while-revalidate': staleWhileRevalidate,
  'refresh-ahead': refreshAhead,
  'tag-delete-weak': tagDeleteWeak,
  'tag-delete-strong': tagDeleteStrong,
  'deleted-marker-cas': deletedMarkerCas,
  'iq-lease': iqLease,
  'replica-cdc-lease': replicaCdcLease,
  'remote-marker': remoteMarker,
  'gtid-wait': gtidWait,
  'hot-key-promotion': hotKeyPromotion,
  'client-side-caching': clientSideCaching,
  'hot-key-suffix': hotKeySuffix,
  'local-refresh': localRefresh,
  'singleflight-routed': singleflightRouted,
  'two-tier-origin': twoTierOrigin,
  'multi-level': multiLevel,
  gutter,
  'outbox-polling': outboxPolling,
  'outbox-tailing': outboxTailing,
} satisfies Record<string, AnyStrategy>;

export type StrategyName = keyof typeof strategies;
