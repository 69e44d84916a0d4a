/**
 * What the page knows before a trace is opened: the result without its traces.
 *
 * Durations are left out on purpose. They are the only part of a result that differs between two runs of one seed, and
 * two such runs must give the same report, byte for byte.
 */
import type {
  AnomalyResult,
  CellResult,
  Counterexample,
  ExpectationResult,
  PointOfNoReturn,
  Result,
} from '../../harness/result.ts';

import type { Detail } from '../counterexample/subject.ts';
import type { Alternatives } from './alternative.ts';
import type { Found, Fuzzed } from './found.ts';
import { foundOf, fuzzedOf } from './found.ts';
import { raceOf } from './race.ts';
import { slug } from './wording.ts';

export type Anomaly = ExpectationResult['anomaly'];

export interface Summary extends Omit<Result, 'results'> {
  readonly cells: readonly Cell[];
  /** Every counterexample, the ones that break an expectation first. */
  readonly failures: readonly Failure[];
  /** How many failures have no trace in the page, because the page would have grown too large. */
  readonly tracesLeftOut: number;
}

export interface Cell extends Omit<CellResult, 'anomalies' | 'durationMs' | 'part' | 'fuzz'> {
  /** Null where nothing was fuzzed. */
  readonly fuzzed: Fuzzed | null;
  readonly anomalies: Readonly<Partial<Record<Anomaly, Finding>>>;
}

export interface Finding extends Omit<AnomalyResult, 'counterexample'> {
  /** The id of the failure that shows it. */
  readonly failure?: string;
}

/** `unexpected` breaks an expectation, `expected` fulfils one, and of `unjudged` no expectation speaks. */
export type Standing = 'unexpected' | 'unjudged' | 'expected';

/** One counterexample: one anomaly in one cell of the matrix. */
export interface Failure {
  /** Stable across runs, for deep links: `classic-race.cache-aside.stale-at-rest`. */
  readonly id: string;
  /** Index into `cells`. */
  readonly cell: number;
  readonly anomaly: Anomaly;
  readonly standing: Standing;
  readonly because: string;
  readonly replay: string;
  readonly steps: number;
  readonly flips: NonNullable<Counterexample['flips']>;
  readonly pointOfNoReturn: PointOfNoReturn | null;
  /** The same number is the same race, whatever the strategy and the scenario; see `raceOf`. */
  readonly race: number;
  /** Null where it was not fuzzing that found it. */
  readonly found: Found | null;
}

export interface Summarised {
  readonly summary: Summary;
  /** By failure id: what is opened one failure at a time. */
  readonly details: ReadonlyMap<string, Detail>;
}

const STANDINGS: readonly Standing[] = ['unexpected', 'unjudged', 'expected'];

/** Splits a result into what is read at once and the traces, which are opened one at a time. */
export function summarise(result: Result, alternatives: Alternatives = new Map()): Summarised {
  const details = new Map<string, Detail>();
  const races = new Map<string, number>();
  const failures: Failure[] = [];
  const cells = result.results.map((cell, index): Cell => {
    const { durationMs: _, part: __, fuzz: ___, ...rest } = cell;
    const anomalies: Partial<Record<Anomaly, Finding>> = {};
    for (const [anomaly, { counterexample, ...finding }] of anomaliesOf(cell)) {
      anomalies[anomaly] = finding;
      for (const shown of shownOf(cell, anomaly, counterexample)) {
        const id = uniqueId([cell.scenario, cell.strategy, anomaly], details);
        const { trace, recording, regression } = shown.counterexample;
        const others = alternatives.get(shown.counterexample) ?? [];
        // Fuzzing has told failures apart already.
        const race = numberOf(races, shown.found?.fingerprint ?? raceOf(trace));
        details.set(id, {
          trace,
          ...(recording === undefined ? {} : { recording }),
          ...(regression === undefined ? {} : { regression }),
          ...(others.length === 0 ? {} : { alternatives: others }),
        });
        anomalies[anomaly] = { failure: id, ...anomalies[anomaly]! };
        failures.push({ id, cell: index, anomaly, race, ...gist(cell, anomaly, shown) });
      }
    }
    return { ...rest, anomalies, fuzzed: fuzzedOf(cell) };
  });
  failures.sort((a, b) => STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing) || a.steps - b.steps);
  const { results: _, ...rest } = result;
  return { summary: { ...rest, cells, failures, tracesLeftOut: 0 }, details };
}

interface Shown {
  readonly counterexample: Counterexample;
  readonly found: Found | null;
}

/** What fuzzing has found, each distinct failure with a counterexample of its own; else the one of the anomaly. */
function shownOf({ fuzz }: CellResult, anomaly: Anomaly, counterexample: Counterexample | undefined): Shown[] {
  const failures = fuzz?.failures.filter((failure) => failure.anomaly === anomaly) ?? [];
  if (failures.length > 0)
    return failures.map((failure) => ({ counterexample: failure.counterexample, found: foundOf(failure) }));
  return counterexample === undefined ? [] : [{ counterexample, found: null }];
}

function gist(cell: CellResult, anomaly: Anomaly, { counterexample, found }: Shown) {
  const { because, replay, trace, flips = [], pointOfNoReturn = null } = counterexample;
  const steps = trace.steps.length;
  // Fuzzing counts as no failure what its scenario expects.
  const judged = cell.fuzz === undefined ? standingOf(cell.expectations, anomaly) : 'expected';
  const standing: Standing = found === null ? judged : found.isNew ? 'unexpected' : 'expected';
  return { standing, because, replay, steps, flips, pointOfNoReturn, found };
}

function standingOf(expectations: readonly ExpectationResult[], anomaly: Anomaly): Standing {
  const about = expectations.filter((expectation) => expectation.anomaly === anomaly);
  if (about.some(({ is, verdict }) => is === 'never' && verdict === 'fail')) return 'unexpected';
  return about.some(({ is }) => is !== 'never') ? 'expected' : 'unjudged';
}

/** Numbers in the order of first asking. */
function numberOf(numbers: Map<string, number>, name: string): number {
  const number = numbers.get(name) ?? numbers.size;
  numbers.set(name, number);
  return number;
}

function uniqueId(parts: readonly string[], taken: ReadonlyMap<string, unknown>): string {
  const wanted = parts.map(slug).join('.');
  let id = wanted;
  for (let copy = 2; taken.has(id); copy++) id = `${wanted}.${copy}`;
  return id;
}

function anomaliesOf(cell: CellResult): readonly (readonly [Anomaly, AnomalyResult])[] {
  return Object.entries(cell.anomalies) as [Anomaly, AnomalyResult][];
}
