/** The smallest form of a failure, and what identifies it. */
import type { Engine } from '../../engines/engine.ts';
import { keyOf } from '../coverage/sites.ts';
import type { Anomaly } from '../../scenario.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import type { Run } from '../../scheduler/run.ts';
import { execute } from '../execute.ts';
import { SameChoices } from '../replay.ts';
import { digestOf } from '../replay/digest.ts';

/** A failing schedule from which nothing can be left out. */
export interface Minimal {
  /** Of the strategy, the anomaly and the steps: equal for equal failures, in whichever scenario they were found. */
  readonly fingerprint: string;
  /** Of the scenario without what the failure does not need. */
  readonly plan: RunPlan;
  readonly indices: readonly number[];
}

export async function minimise(
  plan: RunPlan,
  engine: Engine,
  anomaly: Anomaly,
  indices: readonly number[],
): Promise<Minimal> {
  const run = await execute(plan, engine, new SameChoices(indices), false);
  return { fingerprint: fingerprintOf(run, anomaly), plan, indices };
}

function fingerprintOf(run: Run, anomaly: Anomaly): string {
  const steps = run.steps.slice(0, run.observedFrom).map((step) => `${step.label} ${keyOf(step) ?? ''}`);
  return digestOf([run.plan.strategyName, anomaly, steps]);
}
