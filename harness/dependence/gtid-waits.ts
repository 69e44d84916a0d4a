/**
 * Who waits on a replica for a transaction. When such a wait begins, and with which step it ends, is held to depend on
 * everything: what the waiting one does next could not have come sooner.
 */
import { mentionsGtidWait } from '../engines/gtids.ts';
import type { Step } from '../scheduler/step.ts';

export function isGtidWait({ request }: Pick<Step, 'request'>): boolean {
  return request.store === 'mysql' && request.replica !== undefined && mentionsGtidWait(request.sql);
}

/** Follows one run. */
export class GtidWaits {
  #waiting: readonly Step[] = [];

  /** To be called once for each step, in order. @returns whether it waits, or ends a wait */
  concerns(step: Step): boolean {
    if (isGtidWait(step)) {
      if (step.waitedFor !== null) this.#waiting = [...this.#waiting, step];
      return true;
    }
    const before = this.#waiting.length;
    if (before > 0) this.#waiting = this.#waiting.filter(({ grantedAt }) => grantedAt !== step.index);
    return this.#waiting.length < before;
  }
}
