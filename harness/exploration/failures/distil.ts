/**
 * From the many ways in which schedules failed to the few failures that they are: the shortest schedule of each way is
 * shrunk, and ways that shrink to the same steps are one failure.
 */
import type { Engine } from '../../engines/engine.ts';
import type { Anomaly } from '../../scenario.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import type { Way } from './book.ts';
import type { Minimal } from './minimise.ts';
import { minimise } from './minimise.ts';

/** One failure. */
export interface Failure {
  /** The same for the same failure, whatever seed or policy found it. */
  readonly fingerprint: string;
  readonly anomaly: Anomaly;
  readonly minimal: Minimal;
  schedules: number;
  ways: number;
  /** The first schedule that showed it, from 0, and the arm that made it. */
  foundAt: number;
  foundBy: string;
}

/** Remembers what it has shrunk: ways stay the same from round to round. */
export class Distillery {
  readonly #plan: RunPlan;
  readonly #engine: Engine;
  readonly #minimal = new Map<string, Minimal>();

  constructor(plan: RunPlan, engine: Engine) {
    this.#plan = plan;
    this.#engine = engine;
  }

  /** @returns in the order in which they were found */
  async distil(ways: readonly Way[]): Promise<readonly Failure[]> {
    const failures = new Map<string, Failure>();
    for (const way of ways) {
      const minimal = await this.#minimise(way);
      const { anomaly, schedules, foundAt, foundBy } = way;
      const known = failures.get(minimal.fingerprint);
      if (known === undefined) {
        const { fingerprint } = minimal;
        failures.set(fingerprint, { fingerprint, anomaly, minimal, schedules, ways: 1, foundAt, foundBy });
        continue;
      }
      known.ways++;
      known.schedules += schedules;
      if (foundAt < known.foundAt) [known.foundAt, known.foundBy] = [foundAt, foundBy];
    }
    return [...failures.values()].sort((one, other) => one.foundAt - other.foundAt);
  }

  async #minimise({ anomaly, shortest }: Way): Promise<Minimal> {
    const name = `${anomaly} ${shortest.indices.join()}`;
    let minimal = this.#minimal.get(name);
    if (minimal === undefined) {
      minimal = await minimise(this.#plan, this.#engine, anomaly, shortest.indices);
      this.#minimal.set(name, minimal);
    }
    return minimal;
  }
}
