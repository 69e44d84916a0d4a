import type { StoreError } from './engine.ts';

/** What a statement gets that has waited for a lock for `innodb_lock_wait_timeout`: it is undone, its transaction is not. */
export const LOCK_WAIT_TIMEOUT: StoreError = {
  kind: 'error',
  code: 'ER_LOCK_WAIT_TIMEOUT',
  errno: 1205,
  sqlState: 'HY000',
  message: 'Lock wait timeout exceeded; try restarting transaction',
};
