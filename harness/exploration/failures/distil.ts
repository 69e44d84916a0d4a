/**
 * From the many kinds of failing schedules to the few failures that they are: the shortest schedule of each is shrunk, and
 * what shrinks to the same steps is one failure.
 */
import type { Engine } from '../../engines/engine.ts';
import type { Anomaly } from '../../scenario.ts';
import { withStandIn } from '../execution/stand-in.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import type { Kind, Sightings } from './book.ts';
import { addUp } from './book.ts';
import type { Minimal } from './minimise.ts';
import { minimise } from './minimise.ts';

/** One failure. */
export interface Failure extends Sightings {
  readonly anomaly: Anomaly;
  readonly minimal: Minimal;
  /** How many kinds of failing schedules it explains. */
  kinds: number;
}

/** Remembers what it has shrunk: much stays the same from round to round. */
export class Distillery {
  readonly #plan: RunPlan;
  readonly #engine: Engine;
  readonly #known = new Map<string, Minimal>();

  constructor(plan: RunPlan, engine: Engine) {
    this.#plan = plan;
    this.#engine = engine;
  }

  /** @returns in the order in which they were found */
  async distil(kinds: readonly Kind[]): Promise<readonly Failure[]> {
    const failures = new Map<string, Failure>();
    for (const kind of kinds) {
      // What other ways of this kind turn out to be is counted apart; the rest is what the simplest way is.
      let main: Failure | null = null;
      let apart = 0;
      for (const { shortest, ...sightings } of kind.ways.values) {
        const minimal = await this.#minimise(kind.anomaly, shortest.indices);
        if (minimal === null) continue;
        const failure = failureOf(failures, kind.anomaly, minimal);
        main ??= failure;
        if (failure === main) continue;
        addUp(failure, sightings);
        failure.kinds++;
        apart += sightings.schedules;
      }
      if (main === null) continue;
      addUp(main, { ...kind, schedules: kind.schedules - apart });
      main.kinds++;
    }
    return [...failures.values()].sort((one, other) => one.foundAt - other.foundAt);
  }

  /** Null when the servers were lost, and what they showed cannot be had without them. */
  async #minimise(anomaly: Anomaly, indices: readonly number[]): Promise<Minimal | null> {
    const name = `${anomaly} ${indices.join()}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const minimal = await withStandIn(this.#engine, (engine) => minimise(this.#plan, engine, anomaly, indices));
    if (minimal !== null) this.#known.set(name, minimal);
    return minimal;
  }
}

function failureOf(failures: Map<string, Failure>, anomaly: Anomaly, minimal: Minimal): Failure {
  let failure = failures.get(minimal.fingerprint);
  if (failure === undefined) {
    failure = { anomaly, minimal, kinds: 0, schedules: 0, foundAt: Infinity, foundBy: '' };
    failures.set(minimal.fingerprint, failure);
  }
  return failure;
}
