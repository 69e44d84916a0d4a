/**
 * Many runs of one scenario under one strategy: executes what a policy asks for, judges every history, and executes again
 * each run that shows an anomaly and 5 % of the others, because a verdict counts only if it repeats.
 */
import type { Engine } from '../engines/engine.ts';
import { installGuard } from '../scheduler/guard.ts';
import type { RunPlan } from '../scheduler/plan.ts';
import { tuneCompiler } from './execution/compiler.ts';
import { answersAtOnce } from './execution/execute-anywhere.ts';
import { rehearse } from './execution/rehearse.ts';
import { Explorer } from './explorer.ts';
import type { Helpers } from './division/helpers.ts';
import type { Observer } from './observer.ts';
import type { Policy, Reach } from './policies/policy.ts';
import type { Sample } from './verdict/sample.ts';
import type { Tally } from './verdict/tally.ts';

export interface ExploreOptions {
  readonly plan: RunPlan;
  readonly engine: Engine;
  readonly policy: Policy;
  /** How many schedules at most; null for no bound. */
  readonly maxRuns: number | null;
  /** How many executed schedules to keep for a comparison on real servers. */
  readonly sampleSize: number;
  /** Asked between batches: true ends the exploration with what it has, as interrupted. */
  readonly shouldStop: (tally: Pick<Tally, 'executed'>) => boolean;
  /** Asked between batches: true when a budget of time is used up, which is an end like any other. */
  readonly isOverTime: () => boolean;
  /** Called in when there is much to do and the engine answers at once. Nothing but the time it takes depends on them. */
  readonly helpers?: Helpers;
  /** Sees every run that has a verdict. */
  readonly observer?: Observer;
}

export interface Exploration {
  readonly tally: Tally;
  /** Executed schedules, all of them or an even choice, by their choices. */
  readonly sample: Sample;
  readonly isComplete: boolean;
  /** Ended before the policy or the budget did. */
  readonly isStopped: boolean;
  /** How far a search by pre-emptions has come; null for other policies. */
  readonly reach: Reach | null;
  /** The budget of time was used up. */
  readonly isOutOfTime: boolean;
}

export async function explore(options: ExploreOptions): Promise<Exploration> {
  installGuard();
  tuneCompiler();
  await rehearse(options.plan);
  const explorer = new Explorer(options);
  await (answersAtOnce(options.engine) ? explorer.now() : explorer.inTurns());
  return explorer.exploration;
}
