/** Executes on real servers what was explored on the embedded engine, and compares the two histories step by step. */
import { factsOf } from '../../checkers/facts.ts';
import { checkers } from '../../checkers/registry.ts';
import type { Engine } from '../../engines/engine.ts';
import type { AnomalyResult, TwinResult } from '../../result.ts';
import type { Anomaly } from '../../scenario.ts';
import { ANOMALIES } from '../../scenario.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import type { Run } from '../../scheduler/run.ts';
import { countDifferences, firstDifference } from './difference.ts';
import { execute } from './execute.ts';
import { hasFailed } from './stand-in.ts';
import type { SchedulePicker } from '../policies/policy.ts';
import { SameChoices } from '../replay/known-choices.ts';

export interface TwinOptions {
  readonly plan: RunPlan;
  readonly embedded: Engine;
  readonly real: Engine;
  readonly schedules: readonly (readonly number[])[];
  readonly shouldStop: () => boolean;
  /** Called after each schedule. */
  readonly onCompared: () => void;
}

/** What one schedule showed on both engines. Plain data. */
export interface Comparison {
  readonly indices: readonly number[];
  readonly steps: number;
  readonly differences: number;
  /** The first difference, in words; null where there is none. */
  readonly difference: string | null;
  readonly embedded: readonly Anomaly[];
  readonly real: readonly Anomaly[];
}

/** @returns a comparison for each schedule, in their order; fewer when it was stopped, or when the servers were lost */
export async function compareTwins(options: TwinOptions): Promise<Comparison[]> {
  const { schedules, real, shouldStop, onCompared } = options;
  const comparisons: Comparison[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < schedules.length && !shouldStop() && !hasFailed(real)) {
      const position = next++;
      try {
        comparisons[position] = await compareOne(options, schedules[position]!);
      } catch (error) {
        if (!hasFailed(real)) throw error;
        return;
      }
      onCompared();
    }
  };
  await Promise.all(Array.from({ length: real.concurrency }, worker));
  return comparisons.filter((comparison) => comparison !== undefined);
}

async function compareOne({ plan, embedded, real }: TwinOptions, indices: readonly number[]): Promise<Comparison> {
  const picker = (): SchedulePicker => new SameChoices(indices);
  const one = await execute(plan, embedded, picker(), false);
  return comparisonOf(indices, one, await execute(plan, real, picker(), false));
}

/** @param one on the embedded engine; `other` is the same schedule on the real servers */
export function comparisonOf(indices: readonly number[], one: Run, other: Run): Comparison {
  const difference = other.problem === null ? firstDifference(one, other) : other.problem.message;
  return {
    indices,
    steps: one.steps.length,
    differences: difference === null ? 0 : Math.max(1, countDifferences(one, other)),
    difference,
    embedded: anomaliesOf(one),
    real: anomaliesOf(other),
  };
}

/** What a run shows. */
export function anomaliesOf(run: Run): Anomaly[] {
  const facts = factsOf(run);
  return ANOMALIES.filter((anomaly) => checkers[anomaly].check(facts).kind === 'violation');
}

export function twinResultOf(comparisons: readonly Comparison[]): TwinResult {
  const sum = (of: (comparison: Comparison) => number): number =>
    comparisons.reduce((total, comparison) => total + of(comparison), 0);
  const first = comparisons.find(({ difference }) => difference !== null);
  return {
    schedulesCompared: comparisons.length,
    stepsCompared: sum(({ steps }) => steps),
    differences: sum(({ differences }) => differences),
    ...(first === undefined ? {} : { firstDifference: first.difference! }),
  };
}

/** Whether both engines showed the anomaly for the same schedules, or one of them alone. */
export function confirmationOf(comparisons: readonly Comparison[], anomaly: Anomaly): AnomalyResult['confirmed'] {
  const seen = comparisons.filter(({ embedded, real }) => embedded.includes(anomaly) || real.includes(anomaly));
  if (seen.length === 0) return 'NOT-COMPARED';
  if (seen.some(({ real }) => !real.includes(anomaly))) return 'EMBEDDED-ONLY';
  return seen.some(({ embedded }) => !embedded.includes(anomaly)) ? 'REAL-ONLY' : 'CONFIRMED';
}
