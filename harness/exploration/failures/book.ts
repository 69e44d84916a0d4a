/**
 * Failing runs, counted by how they came about. However many there are, only a bounded number of ways is kept, each with
 * its shortest run: those with the fewest steps, so that what is kept does not depend on the order in which they came.
 */
import type { Facts } from '../../checkers/facts.ts';
import { checkers } from '../../checkers/registry.ts';
import type { HappensBefore } from '../../dependence/happens-before.ts';
import { happensBefore } from '../../dependence/happens-before.ts';
import type { Anomaly } from '../../scenario.ts';
import type { Run } from '../../scheduler/run.ts';
import type { Exemplar } from '../exemplar.ts';
import { shorterOf, shorterThan } from '../exemplar.ts';
import { pastOf } from './past.ts';

/** The ways that are kept. Each is shrunk in the end, in some dozens of executions. */
export const WAYS_MAX = 256;

/** One way to fail. */
export interface Way {
  readonly anomaly: Anomaly;
  /** Its causal past in normal form. */
  readonly past: string;
  /** Of the past, in steps. */
  readonly size: number;
  schedules: number;
  /** The first schedule that failed in this way, from 0, and the arm that made it. */
  foundAt: number;
  foundBy: string;
  shortest: Exemplar;
}

/** Plain data, so that it can be sent from thread to thread as it is. */
export type FailureData = Pick<FailureBook, 'failing' | 'ways'>;

export class FailureBook {
  /** Failing schedules; one that shows two anomalies counts twice. */
  failing = 0;
  readonly ways = new Map<string, Way>();

  /** @param anomalies those that count as failures */
  add(run: Run, facts: Facts, anomalies: readonly Anomaly[], number: number, arm: string): void {
    let order: HappensBefore | undefined;
    for (const anomaly of anomalies) {
      const result = checkers[anomaly].check(facts);
      if (result.kind !== 'violation') continue;
      this.failing++;
      order ??= happensBefore(run);
      const { text, steps } = pastOf(run, result.violation, order);
      const name = `${anomaly} ${text}`;
      const known = this.ways.get(name);
      if (known === undefined) {
        const found = { schedules: 1, foundAt: number, foundBy: arm, shortest: shorterThan(null, run) };
        this.ways.set(name, { anomaly, past: text, size: steps, ...found });
        if (this.ways.size >= 2 * WAYS_MAX) this.#forgetLongest();
      } else {
        known.schedules++;
        known.shortest = shorterThan(known.shortest, run);
        if (number < known.foundAt) [known.foundAt, known.foundBy] = [number, arm];
      }
    }
  }

  /** In whatever order books are merged, the sum is the same. */
  merge({ failing, ways }: FailureData): void {
    this.failing += failing;
    for (const [name, way] of ways) {
      const known = this.ways.get(name);
      if (known === undefined) {
        this.ways.set(name, { ...way });
        continue;
      }
      known.schedules += way.schedules;
      known.shortest = shorterOf(known.shortest, way.shortest);
      if (way.foundAt < known.foundAt) [known.foundAt, known.foundBy] = [way.foundAt, way.foundBy];
    }
    this.#forgetLongest();
  }

  /** Those that are kept, shortest past first. */
  list(): readonly Way[] {
    this.#forgetLongest();
    return [...this.ways.values()];
  }

  /**
   * A way that is among the shortest in the end has been among them all along, in every thread: it is never forgotten on
   * the way, and its count is exact.
   */
  #forgetLongest(): void {
    const sorted = [...this.ways].sort(
      ([name, one], [otherName, other]) => one.size - other.size || (name < otherName ? -1 : 1),
    );
    this.ways.clear();
    for (const [name, way] of sorted.slice(0, WAYS_MAX)) this.ways.set(name, way);
  }
}
