/**
 * Everything that the verdict of a cell rests on. It is plain data and can be added up: an exploration gives one piece of
 * evidence, each shard of an exploration gives one, and the pieces of all shards give what one process would have given.
 */
import type { Certificate } from '../../result.ts';
import type { Anomaly } from '../../scenario.ts';
import { ANOMALIES } from '../../scenario.ts';
import type { Exemplar } from './exemplar.ts';
import type { Reach } from '../policies/policy.ts';
import { digestOf, Sample } from './sample.ts';
import type { TallyData } from './tally.ts';
import { Tally } from './tally.ts';
import type { Comparison } from '../execution/twin.ts';

/** Of one exploration, at most this many schedules are executed on the real servers too, chosen evenly. */
export const TWIN_SCHEDULES_MAX = 1000;

/** The schedule that stands for an anomaly in the result: the shortest that was found, or one like it that is simpler to read. */
export type Exemplars = Readonly<Partial<Record<Anomaly, Exemplar>>>;

export interface Evidence {
  readonly tally: TallyData;
  readonly shown: Exemplars;
  /** What the real servers showed; null where they were not asked. */
  readonly comparisons: readonly Comparison[] | null;
  /** What an execution stands for. */
  readonly unit: Certificate['covers']['unit'];
  /** How far a search by pre-emptions has come; null for other policies. */
  readonly reach: Reach | null;
  /** Why a reduction that was asked for was not possible. */
  readonly unreduced?: string;
  readonly isSampled: boolean;
  readonly isComplete: boolean;
  readonly isStopped: boolean;
  readonly isOutOfTime: boolean;
  /** The actors of the scenario; each must have entered in some schedule. */
  readonly actors: readonly string[];
  readonly budget: { readonly runs: number | null; readonly timeMs: number | null };
}

/** @param pieces of the same cell, at least one */
export function sumOf(pieces: readonly Evidence[]): Evidence {
  const tally = new Tally();
  for (const piece of pieces) tally.merge(piece.tally);
  const shown = shownOf(pieces, tally);
  const lists = pieces.flatMap(({ comparisons }) => (comparisons === null ? [] : [comparisons]));
  return {
    ...pieces[0]!,
    tally,
    shown,
    comparisons: lists.length === 0 ? null : evenChoiceOf(lists.flat(), shown),
    isComplete: pieces.every(({ isComplete }) => isComplete),
    isStopped: pieces.some(({ isStopped }) => isStopped),
    isOutOfTime: pieces.some(({ isOutOfTime }) => isOutOfTime),
  };
}

/** Of the shards, the one that has found the shortest schedule decides. */
function shownOf(pieces: readonly Evidence[], tally: TallyData): Exemplars {
  const shown: Partial<Record<Anomaly, Exemplar>> = {};
  for (const anomaly of ANOMALIES) {
    const exemplar = pieces[finderOf(pieces, anomaly, tally)]?.shown[anomaly];
    if (exemplar !== undefined) shown[anomaly] = exemplar;
  }
  return shown;
}

/** The schedules to compare: an even choice, and those that stand for the anomalies. */
export function schedulesToCompare(sample: Sample, shown: Exemplars): readonly (readonly number[])[] {
  const schedules = new Map(sample.schedules.map((indices) => [indices.join(), indices]));
  for (const anomaly of ANOMALIES) {
    const indices = shown[anomaly]?.indices;
    if (indices !== undefined) schedules.set(indices.join(), indices);
  }
  return [...schedules.values()];
}

/** Each shard has compared the schedules that would have been chosen if it were the whole; among them are those of the whole. */
function evenChoiceOf(comparisons: readonly Comparison[], shown: Exemplars): Comparison[] {
  const known = new Map(comparisons.map((comparison) => [comparison.indices.join(), comparison]));
  const sample = new Sample(TWIN_SCHEDULES_MAX);
  for (const { indices } of known.values()) sample.add(digestOf(indices), indices);
  return schedulesToCompare(sample, shown).flatMap((indices) => known.get(indices.join()) ?? []);
}

/** The piece in which the shortest schedule of all that shows the anomaly was found; -1 where none does. */
export function finderOf(pieces: readonly Evidence[], anomaly: Anomaly, { findings }: TallyData): number {
  const wanted = findings[anomaly].shortest;
  return pieces.findIndex(
    ({ tally }) => wanted !== null && tally.findings[anomaly].shortest?.schedule === wanted.schedule,
  );
}
