/** What a helper does: explores a share of somebody else's exploration until it is done, or its time is over. */
import { installGuard } from '../../scheduler/guard.ts';
import type { ExploreOptions } from '../explore.ts';
import { answersAtOnce } from '../execution/execute-anywhere.ts';
import { rehearse } from '../execution/rehearse.ts';
import { Explorer } from '../explorer.ts';
import type { ExplorePlan } from '../../scenario.ts';
import type { Assignment, Share, ShareResult } from './helpers.ts';
import type { Observer } from '../observer.ts';
import { Exhaustive } from '../policies/exhaustive.ts';
import type { Policy } from '../policies/policy.ts';
import { isDivisible } from '../policies/policy.ts';
import { policies } from '../policies/registry.ts';
import { Sample } from '../verdict/sample.ts';

export interface ShareOptions extends Pick<ExploreOptions, 'plan' | 'engine' | 'isOverTime'> {
  /** After so many schedules it ends as soon as there is a rest that others could explore. Left out: only time ends it. */
  readonly atMost?: number;
  /** In place of the one that the scenario names. */
  readonly policy?: Policy;
  readonly observer?: Observer;
  readonly assignment: Assignment;
}

export async function exploreShare(options: ShareOptions): Promise<ShareResult> {
  const { plan, engine, isOverTime, assignment, observer, atMost = Infinity } = options;
  installGuard();
  const policy = options.policy ?? policyFor(assignment.share, plan.scenario.explore);
  if (!isDivisible(policy)) throw new Error(`the policy ${plan.scenario.explore.policy} cannot be shared out`);
  policy.restrictTo(assignment.share);
  const sample = new Sample(assignment.sampleSize, assignment.sampleBound);
  let rest: Share | null = null;
  const giveRest = (): boolean => (rest ??= policy.give(1, Infinity)) !== null;
  const explorer: Explorer = new Explorer(
    {
      plan,
      engine,
      policy,
      maxRuns: null,
      sampleSize: 0,
      shouldStop: () => false,
      isOverTime: () => isOverTime() || (explorer.exploration.tally.executed >= atMost && giveRest()),
      ...(observer === undefined ? {} : { observer }),
    },
    sample,
  );
  await rehearse(plan);
  await (answersAtOnce(engine) ? explorer.now() : explorer.inTurns());
  const observed = observer?.toData() ?? null;
  rest ??= policy.give(1, Infinity);
  return { tally: explorer.exploration.tally, sample: sample.toData(), observed, rest };
}

/** A search that cannot be reduced goes on without that, so what it hands out does not follow from the scenario alone. */
function policyFor({ kind }: Share, budget: ExplorePlan): Policy {
  return kind === 'prefixes' ? new Exhaustive() : policies[budget.policy](budget);
}
