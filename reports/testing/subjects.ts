/** Counterexamples of the samples, as exporters get them. */
import type { Result } from '../../harness/result.ts';
import { type Subject, subjectOf } from '../counterexample/subject.ts';
import { cellOf, counterexampleOf, resultOf } from '../html/samples/results.ts';
import { longTrace } from '../html/samples/traces.ts';
import { summarise } from '../model/summary.ts';

/** The first counterexample of a result. */
export function subjectIn(result: Result): Subject {
  const { summary, details } = summarise(result);
  const [failure] = summary.failures;
  if (failure === undefined) throw new Error('there is no counterexample in the sample');
  return { ...subjectOf(failure, summary.cells[failure.cell]!, summary.stalemate), ...details.get(failure.id)! };
}

/** One failure of so many steps. */
export function longResult(steps: number): Result {
  const counterexample = counterexampleOf(longTrace(steps), 'It is long.');
  return resultOf([cellOf({ anomalies: { 'stale-read': { schedules: 1, counterexample } } })]);
}
