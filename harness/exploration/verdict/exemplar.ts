/** The schedule that stands for an anomaly: the shortest that shows it. */
import type { Run } from '../../scheduler/run.ts';
import { isSameSchedule } from './sample.ts';
import { scheduleOf } from '../replay/schedule.ts';

/** Plain data: it comes from other threads too. */
export interface Exemplar {
  readonly schedule: string;
  readonly indices: readonly number[];
  readonly length: number;
  readonly switches: number;
}

/** Fewest steps, then fewest switches between actors, then alphabetical: the same whatever was explored first. */
export function shorterOf(one: Exemplar, other: Exemplar): Exemplar {
  const difference = one.length - other.length || one.switches - other.switches;
  if (difference !== 0) return difference < 0 ? one : other;
  return one.schedule <= other.schedule ? one : other;
}

/** The shorter one of a known exemplar and a run. Most runs are longer: they cost next to nothing. */
export function shorterThan(best: Exemplar | null, run: Run): Exemplar {
  const length = run.observedFrom;
  const { indices } = run;
  if (best !== null && (best.length < length || isSameSchedule(best.indices, indices))) return best;
  const switches = switchesOfRun(run);
  if (best !== null && best.length === length && best.switches < switches) return best;
  const candidate = { schedule: scheduleOf(run), indices: indices.slice(), length, switches };
  return best === null ? candidate : shorterOf(best, candidate);
}

export function switchesOfRun({ chosen }: Run): number {
  return chosen.reduce((sum, actor, i) => (i > 0 && actor !== chosen[i - 1] ? sum + 1 : sum), 0);
}
