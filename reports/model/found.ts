/** What fuzzing knows of a failure: how many schedules are this one, and how it came to be found. */
import type { CellResult, FailureResult } from '../../harness/result.ts';
import type { Cell, Failure } from './summary.ts';
import { count, plural } from './wording.ts';

export interface Found extends Pick<FailureResult, 'fingerprint' | 'schedules' | 'foundAt' | 'foundBy' | 'isNew'> {
  readonly confirmed: NonNullable<FailureResult['confirmed']> | null;
  /** The file of the scenario that was made up, where one was. */
  readonly scenarioFile: string | null;
}

/** What a session of fuzzing came to in one cell, beside its failures. */
export interface Fuzzed {
  readonly failing: number;
  readonly unsorted: number;
  /** Saved failures that were executed again, and those that still fail. */
  readonly replayed: number;
  readonly stillFailing: number;
  readonly handOffs: { readonly seen: number; readonly total: number } | null;
  /** How many hand-offs had been seen after how many schedules. */
  readonly curve: readonly (readonly [schedules: number, handOffs: number])[];
  /** Hand-offs that were never seen, each in words. */
  readonly untried: readonly string[];
}

export function foundOf(failure: FailureResult): Found {
  const { fingerprint, schedules, foundAt, foundBy, isNew, confirmed = null, scenario } = failure;
  return { fingerprint, schedules, foundAt, foundBy, isNew, confirmed, scenarioFile: scenario?.file ?? null };
}

/** Null for a cell that was not fuzzed. */
export function fuzzedOf({ fuzz }: CellResult): Fuzzed | null {
  if (fuzz === undefined) return null;
  const { failing, unsorted, replayed, coverage } = fuzz;
  return {
    failing,
    unsorted,
    replayed: replayed.length,
    stillFailing: replayed.filter(({ outcome }) => outcome === 'still fails').length,
    handOffs: coverage === null ? null : { seen: coverage.seen, total: coverage.total },
    curve: coverage?.curve ?? [],
    untried: (coverage?.handOffs ?? [])
      .filter(({ firstAt }) => firstAt === null)
      .map(({ key, by, between, and }) => `${by} between ${between} and ${and}, on ${key}`),
  };
}

/** `25 of 300 schedules, first in schedule 4, by pct-2`. */
export function foundText({ schedules, foundAt, foundBy }: Found, cell: Cell): string {
  return `${count(schedules)} of ${plural(cell.schedules.executed, 'schedule')}, first in schedule ${count(foundAt)}, by ${foundBy}`;
}

/** The headline of a session of fuzzing; null for what was no such session. */
export function fuzzHeadline(cells: readonly Cell[], failures: readonly Failure[]): string | null {
  if (cells.length === 0 || cells.some(({ fuzzed }) => fuzzed === null)) return null;
  const found = failures.flatMap((failure) => failure.found ?? []);
  const known = found.filter(({ isNew }) => !isNew).length;
  if (found.length === 0) return 'No failure was found';
  const failing = plural(sum(cells, 'failing'), 'failing schedule');
  const old = known === 0 ? '' : `, ${known === found.length ? 'all' : count(known)} of the baseline`;
  return `${plural(found.length, 'distinct failure')}${old}, in ${failing}`;
}

/** What else a session did, in short. */
export function fuzzFacts(cells: readonly Cell[]): readonly string[] {
  const replayed = sum(cells, 'replayed');
  const covered = cells.flatMap(({ fuzzed }) => fuzzed?.handOffs ?? []);
  const seen = covered.reduce((total, handOffs) => total + handOffs.seen, 0);
  const total = covered.reduce((all, handOffs) => all + handOffs.total, 0);
  const unsorted = sum(cells, 'unsorted');
  return [
    ...(replayed === 0 ? [] : [`${count(sum(cells, 'stillFailing'))} of ${count(replayed)} saved failures still fail`]),
    ...(total === 0 ? [] : [`${count(seen)} of ${plural(total, 'hand-off')} seen`]),
    ...(unsorted === 0 ? [] : [`${plural(unsorted, 'failing schedule')} of too many kinds to look at each`]),
  ];
}

function sum(cells: readonly Cell[], figure: 'failing' | 'unsorted' | 'replayed' | 'stillFailing'): number {
  return cells.reduce((total, { fuzzed }) => total + (fuzzed?.[figure] ?? 0), 0);
}
