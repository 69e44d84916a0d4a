/** A run that shows an anomaly, as it goes into a result. */
import type { RecordedRun } from '../../explanation/trace.ts';
import { explain } from '../../explanation/trace.ts';
import type { Counterexample } from '../../result.ts';
import type { Anomaly } from '../../scenario.ts';
import type { Reduction } from '../shrink/reduction.ts';
import { scheduleOf } from './schedule.ts';
import { mainStepsOf } from './recorded-schedule.ts';

/** What is known of a counterexample when it is to be kept. */
export interface FoundRun {
  readonly recorded: RecordedRun;
  readonly anomaly: Anomaly;
  readonly because: string;
  /** What of the scenario was left out; left out itself where the whole scenario was executed. */
  readonly reduction?: Reduction;
}

/** How it can be executed again. */
export type Kept = Pick<Counterexample, 'replay' | 'token' | 'traceFile' | 'recording' | 'regression'>;

/** Null when the run does not show the anomaly. */
export function counterexampleOf(
  recorded: RecordedRun,
  anomaly: Anomaly,
  keep: (found: FoundRun) => Kept,
  reduction?: Reduction,
): Counterexample | null {
  const explained = explain(recorded, anomaly);
  if (explained === null) return null;
  const { run } = recorded;
  const { because, trace } = explained;
  return {
    schedule: scheduleOf(run),
    steps: run.steps.slice(0, mainStepsOf(run)).map(({ label }) => label),
    because,
    ...keep({ recorded, anomaly, because, ...(reduction === undefined ? {} : { reduction }) }),
    trace,
  };
}
