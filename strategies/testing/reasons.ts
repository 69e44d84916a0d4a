/** Why a strategy cannot but show an anomaly: those that several share. */
export const LATE_FILL = 'A fill that was read before the commit lands after the invalidation.';
export const LATE_FILL_SEEN = 'As at rest; here another reader comes before the end and sees it.';
export const EARLY_FILL = 'The key is gone before the commit: any reader in between stores the old row.';
export const EARLY_FILL_SEEN = 'A reader fills in between, and another one hits that after the write was acknowledged.';
export const NO_REPAIR = 'The writer dies after its commit, and nobody else knows that the cache is old.';
export const OTHER_ORDER = 'The slower of two writers stores its value over the newer one.';
export const EMPTIED = 'After the flush an old fill finds nothing that it could lose against.';
export const EMPTIED_SEEN =
  'As at rest: the flush comes after the acknowledgement, and the fill from a replica that lags.';
export const REPLICA_FILL =
  'A fill that was read from the replica before it applied the write lands after the invalidation.';
export const REPLICA_BEHIND = 'The write was acknowledged, and the reader asks a replica that has not applied it.';
export const LAG = 'The write was acknowledged before the binlog has reached the cache, which still has the old value.';
export const AFTER_THE_BINLOG =
  'What was read or written earlier is stored after the consumer, and nobody comes after it.';
