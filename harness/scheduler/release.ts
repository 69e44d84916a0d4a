/** Hands a step's outcome to the code that awaits it, in the shape of the client library. It runs in the drain that follows. */
import type { StoreError } from '../engines/engine.ts';
import { NO_CONNECTION } from '../engines/redis-servers.ts';
import { connectionError, mysqlError, redisError } from './handles/errors.ts';
import type { Step } from './step.ts';

const LOCK_ERRORS: readonly (number | undefined)[] = [1213, 1205, 3058];

/** @param grantedAt for a step that waited for a lock: the step that let it go */
export function release(step: Step, grantedAt = -1): void {
  if (grantedAt >= 0) {
    step.grantedAt = grantedAt;
    step.actor.blocked = null;
  }
  if (step.resolve === null) return;
  const error = errorOf(step);
  if (error !== null) step.reject!(error);
  else step.resolve(valueOf(step));
}

/** Notes what an engine has left in the step. Returns whether it waits for a lock. */
export function noteOutcome(step: Step): boolean {
  if (step.state === 'blocked') {
    step.actor.blocked = step;
    step.waitedFor = step.blockedBy;
    return true;
  }
  // The scheduler's own step: nothing was asked of a store.
  if (step.state === 'pending') step.state = 'done';
  return false;
}

/** What the client library rejects with; null when the step has succeeded. */
export function errorOf(step: Step): Error | null {
  if (step.fault === 'drop' || step.fault === 'lost-reply') {
    disturb(step);
    return connectionError(step.store === 'redis' ? 'redis' : 'mysql');
  }
  if (step.state !== 'failed') return null;
  const error = step.reply as StoreError;
  if (error === NO_CONNECTION) {
    disturb(step);
    return connectionError('redis');
  }
  if (LOCK_ERRORS.includes(error.errno)) disturb(step);
  return step.request.store === 'mysql' ? mysqlError(error, step.request.sql) : redisError(error);
}

/** What the client library resolves with. An access to a node's memory happens only now. */
export function valueOf(step: Step): unknown {
  if (step.store === 'local') {
    step.reply = (step.present as unknown as () => string | null)();
    return step.reply;
  }
  return step.present === null ? step.reply : step.present(step.reply as never);
}

/** From here on, failing is a legitimate outcome of its operation. */
function disturb(step: Step): void {
  if (step.operation !== null) step.operation.disturbed = true;
}
