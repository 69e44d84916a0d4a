/**
 * Schedules that must be executed twice, and what they showed the first time.
 *
 * A small scenario has few interleavings, and a sampling policy meets the same one again and again. Each time it is
 * executed, and each time but the first it is a second execution already: comparing it with the first is all that is needed.
 */
import type { Run } from '../scheduler/run.ts';

/** Runs are kept for as many schedules; beyond, each one is executed a second time. */
const KEPT_MAX = 256;

export class Repeats {
  readonly #first = new Map<string, Run>();

  /** The first execution of the same schedule; null when this one is the first, which is then kept. */
  firstOf(run: Run): Run | null {
    const schedule = run.indices.join();
    const first = this.#first.get(schedule);
    if (first !== undefined) return first;
    if (this.#first.size < KEPT_MAX) this.#first.set(schedule, run);
    return null;
  }
}
