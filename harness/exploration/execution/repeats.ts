/**
 * Schedules that have been executed a second time, under audit, and what that showed.
 *
 * A small scenario has few interleavings, and a sampling policy meets the same one again and again. Each time it is
 * executed, and comparing that with the audited execution is all that is needed. What the audit found counts each time, so
 * that the sum does not depend on how many hands there were.
 */
import type { Run } from '../../scheduler/run.ts';
import { digestOf, isSameSchedule } from '../verdict/sample.ts';

/** Runs are kept for as many schedules; beyond, each one is executed a second time. */
const KEPT_MAX = 256;

/** `Audited` is a run, or the promise of one where many are executed at once. */
export class Repeats<Audited> {
  /** By the digest of their choices, which different schedules seldom share. */
  readonly #audited = new Map<number, { readonly indices: readonly number[]; readonly audited: Audited }>();

  /** The audited execution of the same schedule; null when there was none. */
  of({ indices }: Run): Audited | null {
    const kept = this.#audited.get(digestOf(indices));
    return kept !== undefined && isSameSchedule(kept.indices, indices) ? kept.audited : null;
  }

  keep({ indices }: Run, audited: Audited): Audited {
    if (this.#audited.size < KEPT_MAX) this.#audited.set(digestOf(indices), { indices, audited });
    return audited;
  }
}
