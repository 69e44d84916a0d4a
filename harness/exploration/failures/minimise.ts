/** The smallest form of a failure, and what identifies it. */
import type { Engine } from '../../engines/engine.ts';
import type { RecordedRun } from '../../explanation/trace.ts';
import { record } from '../../explanation/trace.ts';
import type { Anomaly } from '../../scenario.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import { SameChoices } from '../replay/known-choices.ts';
import { digestOf } from '../replay/digest.ts';
import type { RecordedChoice } from '../replay/recorded-schedule.ts';
import { recordedSchedule } from '../replay/recorded-schedule.ts';
import type { Reduction } from '../shrink/reduction.ts';
import { shrink } from '../shrink/shrink.ts';

/** A failing schedule from which nothing can be left out. */
export interface Minimal {
  readonly fingerprint: string;
  /** What of the scenario the failure does not need. */
  readonly reduction: Reduction;
  readonly recorded: RecordedRun;
  /** The choices of the schedule that was shrunk, in the whole scenario. */
  readonly from: readonly number[];
}

/** @param indices the choices of a run that shows the anomaly */
export async function minimise(
  plan: RunPlan,
  engine: Engine,
  anomaly: Anomaly,
  indices: readonly number[],
): Promise<Minimal> {
  const shrunk = await shrink({ plan, engine, anomaly, indices });
  const recorded = await record(shrunk.plan, engine, new SameChoices(shrunk.indices));
  const fingerprint = fingerprintOf(plan.strategyName, anomaly, recordedSchedule(recorded));
  return { fingerprint, reduction: shrunk.reduction, recorded, from: indices };
}

/**
 * Of the strategy, the anomaly and the steps: equal for equal failures, in whichever scenario they were found. What actors
 * are called does not matter: they are told apart by the order in which they come.
 */
export function fingerprintOf(strategy: string, anomaly: Anomaly, schedule: readonly RecordedChoice[]): string {
  const numbers = new Map<string, number>();
  const numberOf = (actor: string): number => {
    if (!numbers.has(actor)) numbers.set(actor, numbers.size + 1);
    return numbers.get(actor)!;
  };
  const steps = schedule.flatMap(({ actor, step }) => {
    if (step === undefined) return [];
    const number = numberOf(actor);
    const [store, command] = step.label.slice(step.label.indexOf('.') + 1).split('.') as [string, string];
    // A crash is called after its victim.
    return [`${number} ${store} ${numbers.get(command) ?? command} ${step.key ?? ''}`];
  });
  return digestOf([strategy, anomaly, steps]);
}
