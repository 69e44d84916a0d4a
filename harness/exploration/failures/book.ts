/**
 * Failing runs, counted by how they came about. However many there are, a bounded number of kinds is kept, and of each a
 * bounded number of pasts with their shortest runs: always the smallest, so that what is kept does not depend on the order
 * in which they came, or in which thread.
 */
import type { Facts } from '../../checkers/facts.ts';
import { checkers } from '../../checkers/registry.ts';
import type { HappensBefore } from '../../dependence/happens-before.ts';
import { happensBefore } from '../../dependence/happens-before.ts';
import type { Anomaly } from '../../scenario.ts';
import type { Run } from '../../scheduler/run.ts';
import type { Exemplar } from '../verdict/exemplar.ts';
import { shorterOf, shorterThan } from '../verdict/exemplar.ts';
import type { Past } from './past.ts';
import { pastOf } from './past.ts';
import type { Entries } from './smallest.ts';
import { Smallest } from './smallest.ts';

/** Each past that is kept is shrunk in the end, in some dozens of executions. */
const KINDS_MAX = 128;
/** Failures whose cores are equal are nearly always one failure; a few pasts are shrunk to be surer. */
const PASTS_MAX = 3;

/** How often something was seen, and when first. */
export interface Sightings {
  schedules: number;
  /** The first schedule, from 0, and the arm that made it. */
  foundAt: number;
  foundBy: string;
}

/** Failures with the same core. */
export interface Kind extends Sightings {
  readonly anomaly: Anomaly;
  readonly ways: Smallest<Way>;
}

/** Failures with the same past. */
export interface Way extends Sightings {
  shortest: Exemplar;
}

/** Plain data, so that it can be sent from thread to thread as it is. */
export interface FailureData {
  readonly failing: number;
  readonly kinds: Entries<Omit<Kind, 'ways'> & { readonly ways: Entries<Way> }>;
}

export class FailureBook {
  /** Failing schedules; one that shows two anomalies counts twice. */
  failing = 0;
  readonly #kinds = new Smallest<Kind>(KINDS_MAX);

  /** Simplest first. */
  get kinds(): readonly Kind[] {
    return this.#kinds.values;
  }

  /** @param anomalies those that count as failures */
  add(run: Run, facts: Facts, anomalies: readonly Anomaly[], number: number, arm: string): void {
    let order: HappensBefore | null = null;
    for (const anomaly of anomalies) {
      const result = checkers[anomaly].check(facts);
      if (result.kind !== 'violation') continue;
      this.failing++;
      order ??= happensBefore(run);
      this.#note(anomaly, pastOf(run, result.violation, order), run, { schedules: 1, foundAt: number, foundBy: arm });
    }
  }

  /** In whatever order books are merged, the sum is the same. */
  merge({ failing, kinds }: FailureData): void {
    this.failing += failing;
    for (const [name, { size, value }] of kinds) {
      const kind = this.#kindOf(name, size, value.anomaly);
      addUp(kind, value);
      for (const [past, { size: steps, value: way }] of value.ways) {
        const known = kind.ways.get(past);
        if (known === undefined) kind.ways.add(past, steps, { ...way });
        else {
          addUp(known, way);
          known.shortest = shorterOf(known.shortest, way.shortest);
        }
      }
    }
  }

  toData(): FailureData {
    const kinds = [...this.#kinds.entries].map(
      ([name, { size, value }]) => [name, { size, value: { ...value, ways: value.ways.entries } }] as const,
    );
    return { failing: this.failing, kinds: new Map(kinds) };
  }

  #note(anomaly: Anomaly, past: Past, run: Run, sighting: Sightings): void {
    const kind = this.#kindOf(`${anomaly} ${past.core}`, past.coreSteps, anomaly);
    addUp(kind, sighting);
    const known = kind.ways.get(past.text);
    if (known === undefined) kind.ways.add(past.text, past.steps, { ...sighting, shortest: shorterThan(null, run) });
    else {
      addUp(known, sighting);
      known.shortest = shorterThan(known.shortest, run);
    }
  }

  #kindOf(name: string, size: number, anomaly: Anomaly): Kind {
    const known = this.#kinds.get(name);
    if (known !== undefined) return known;
    const kind = { anomaly, schedules: 0, foundAt: Infinity, foundBy: '', ways: new Smallest<Way>(PASTS_MAX) };
    this.#kinds.add(name, size, kind);
    return kind;
  }
}

/** Adds sightings to others of the same thing. */
export function addUp(sum: Sightings, { schedules, foundAt, foundBy }: Sightings): void {
  sum.schedules += schedules;
  if (foundAt >= sum.foundAt) return;
  sum.foundAt = foundAt;
  sum.foundBy = foundBy;
}
