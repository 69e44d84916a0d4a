/** Waits for locks that end because they have lasted long enough. */
import type { Step } from '../scheduler/step.ts';
import type { Happening } from './happening.ts';
import { interventionStep } from './interventions.ts';
import type { Simulation } from './simulation.ts';

/** InnoDB's innodb_lock_wait_timeout, by default. */
const ROW_LOCK_MS = 50_000;
const GET_LOCK = /\bget_lock\s*\(\s*(\?|[^,]+?)\s*,\s*(\?|[\d.]+)\s*\)/i;

/** How long the statement waits: `GET_LOCK` says it itself, in seconds. */
export function patienceMsOf({ command, request }: Step): number {
  if (command !== 'get_lock' || request.store !== 'mysql') return ROW_LOCK_MS;
  const [, name, seconds] = GET_LOCK.exec(request.sql) ?? [];
  const given = seconds === '?' ? request.params[name === '?' ? 1 : 0] : seconds;
  return given === undefined || given === null ? ROW_LOCK_MS : 1000 * Number(given);
}

/** A statement has waited for a lock as long as it may. */
export class LockTimeout implements Happening {
  at: number;
  order = 0;
  readonly #step: Step;

  constructor(at: number, step: Step) {
    this.at = at;
    this.#step = step;
  }

  happen(simulation: Simulation): Step | null {
    if (!simulation.isBlocked(this.#step)) return null;
    return interventionStep(this.#step.actor, 'lock-timeout', {
      kind: 'lock-timeout',
      session: this.#step.session,
    });
  }
}
