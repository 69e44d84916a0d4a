/**
 * Scenarios by chance × strategies × schedules by chance, each schedule executed on the embedded engine and on the real
 * servers, and compared step by step.
 */
import * as fc from 'fast-check';
import { entryOf, withOptions } from '../../cli/strategies.ts';
import type { Engine } from '../../harness/engines/engine.ts';
import { execute } from '../../harness/exploration/execution/execute.ts';
import type { Comparison } from '../../harness/exploration/execution/twin.ts';
import { comparisonOf } from '../../harness/exploration/execution/twin.ts';
import type { Policy } from '../../harness/exploration/policies/policy.ts';
import { policies } from '../../harness/exploration/policies/registry.ts';
import { SameChoices } from '../../harness/exploration/replay/known-choices.ts';
import { installGuard } from '../../harness/scheduler/guard.ts';
import type { RunPlan } from '../../harness/scheduler/plan.ts';
import { planRun } from '../../harness/scheduler/plan.ts';
import type { Run } from '../../harness/scheduler/run.ts';
import { draftArbitrary } from '../../scenarios/arbitrary/draft.ts';
import { scenarioOfDraft } from '../../scenarios/arbitrary/scenario.ts';
import { resolveExplore } from '../../scenarios/resolve.ts';
import type { AnyStrategy } from '../../strategies/strategy.ts';
import { explanationOf } from './explained.ts';
import { mixture } from './mixture.ts';

export interface SoakOptions {
  readonly embedded: Engine;
  readonly real: Engine;
  readonly strategies: Readonly<Record<string, AnyStrategy>>;
  readonly seed: number;
  /** Ends with the round in which so many steps were executed on both engines. */
  readonly steps: number;
  /** For each strategy in a round; 4 by default. */
  readonly scenarios?: number;
  /** Of each scenario; 6 by default. */
  readonly schedules?: number;
  readonly onRound?: (result: SoakResult) => void;
}

export interface SoakResult {
  readonly scenarios: number;
  readonly schedules: number;
  readonly steps: number;
  /** Steps that differ. */
  readonly differing: number;
  /** Every schedule whose histories differ. */
  readonly differences: readonly SoakDifference[];
  /** Schedules that an engine declines, or that come to no end on both, by their problem. */
  readonly refused: Readonly<Record<string, number>>;
}

export interface SoakDifference {
  /** Finds it again: strategy, seed, scenario, schedule. */
  readonly where: string;
  readonly what: string;
  /** From the list of those that are known; null for one that is not. */
  readonly explanation: string | null;
  readonly steps: number;
}

const SCENARIOS = 4;
const SCHEDULES = 6;
const POLICIES = ['random', 'urw', 'pct', 'pos'] as const;
const STEPS_MAX = 300;

/** Same seed, same scenarios and schedules. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  installGuard();
  const sum = new Sum();
  for (let round = 0; sum.steps < options.steps; round++) {
    for (const name of Object.keys(options.strategies)) await soakStrategy(options, name, options.seed + round, sum);
    options.onRound?.(sum.result);
  }
  return sum.result;
}

async function soakStrategy(options: SoakOptions, name: string, seed: number, sum: Sum): Promise<void> {
  const { embedded, real } = options;
  const plans = plansOf(options, name, seed);
  sum.scenarios += plans.length;
  await Promise.all(
    plans.map(async (plan, number) => {
      const { explore } = plan.scenario;
      const policy: Policy = policies[explore.policy](explore);
      for (let picker = policy.next(); picker !== null; picker = policy.next()) {
        const one = await execute(plan, embedded, picker, false);
        policy.ended(picker);
        const { indices } = one.choices;
        const other = await execute(plan, real, new SameChoices(indices), false);
        sum.add(`${name}, seed ${seed}, scenario ${number}, schedule ${indices.join(' ')}`, one, other);
      }
    }),
  );
}

type Made = Pick<SoakOptions, 'strategies' | 'scenarios' | 'schedules'>;

export function plansOf(made: Made, name: string, seed: number): readonly RunPlan[] {
  const { strategies, scenarios = SCENARIOS, schedules = SCHEDULES } = made;
  const strategy = strategies[name]!;
  const drafts = fc.sample(draftArbitrary(entryOf(strategy)), { seed, numRuns: scenarios });
  return drafts.map((one, i) => {
    // Options by chance are the usual ones; this strategy is another one for each seed.
    const draft = strategy === mixture ? { ...one, options: { seed: seed * scenarios + i } } : one;
    const file = { policy: POLICIES[(seed + i) % POLICIES.length]!, runs: schedules, seed };
    const explore = { ...resolveExplore({ explore: file }), maxSteps: STEPS_MAX };
    const use = { use: name, as: name, with: {} };
    const scenario = scenarioOfDraft(draft, { name: 'soak', use, explore });
    const { options } = withOptions({ use, strategy, options: {} as never }, scenario.strategies[0]!);
    return planRun(scenario, name, strategy, options);
  });
}

class Sum {
  scenarios = 0;
  schedules = 0;
  steps = 0;
  differing = 0;
  readonly differences: SoakDifference[] = [];
  readonly refused: Record<string, number> = {};

  get result(): SoakResult {
    const { scenarios, schedules, steps, differing, differences, refused } = this;
    return { scenarios, schedules, steps, differing, differences, refused };
  }

  add(where: string, one: Run, other: Run): void {
    this.schedules += 1;
    const problem = one.problem ?? other.problem;
    if (problem !== null && isDeclined(one, other)) {
      const kind = `${problem.kind}: ${problem.message}`;
      this.refused[kind] = (this.refused[kind] ?? 0) + 1;
      return;
    }
    const comparison = comparisonOf(one.choices.indices, one, other);
    this.steps += comparison.steps;
    this.differing += comparison.differences;
    if (comparison.difference !== null) this.differences.push(differenceOf(where, comparison, one, other));
  }
}

/** What an engine declines is no difference: it says so, and nothing is compared. */
function isDeclined({ problem: one }: Run, { problem: other }: Run): boolean {
  return one?.kind === 'engine' || other?.kind === 'engine' || one?.kind === other?.kind;
}

function differenceOf(where: string, { difference, differences }: Comparison, one: Run, other: Run): SoakDifference {
  const what = difference!;
  return { where, what, explanation: explanationOf({ embedded: one, real: other }), steps: differences };
}
