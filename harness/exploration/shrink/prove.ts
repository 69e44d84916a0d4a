/**
 * A certificate for a shrunk counterexample: nothing that is one actor, operation or fault smaller shows the anomaly in any
 * order, and no order with fewer switches shows it. Both by search to the end, or by as much of it as the budget allows.
 */
import type { Engine } from '../../engines/engine.ts';
import type { MinimalityProof, SearchedPart } from '../../result.ts';
import type { Anomaly, ExplorePlan } from '../../scenario.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import { executeAnywhere } from '../execution/execute-anywhere.ts';
import type { Policy } from '../policies/policy.ts';
import { policies } from '../policies/registry.ts';
import { planAgain } from './candidate.ts';
import { searchFewSwitches } from './few-switches.ts';
import { isShown, Laboratory } from './laboratory.ts';
import type { Part } from './parts.ts';
import { keepOnly, partsOf } from './parts.ts';
import { NO_REDUCTION, reduceScenario } from './reduction.ts';
import type { Shrunk } from './shrink.ts';

export interface ProveOptions {
  readonly engine: Engine;
  readonly anomaly: Anomaly;
  readonly shrunk: Pick<Shrunk, 'plan' | 'switches'>;
  /** How many executions at most, in all. */
  readonly executionsMax: number;
}

export async function proveMinimal({ engine, anomaly, shrunk, executionsMax }: ProveOptions): Promise<MinimalityProof> {
  const { plan, switches } = shrunk;
  const smaller: (SearchedPart & { without: string })[] = [];
  let executions = 0;
  for (const [without, parts] of oneLess(plan)) {
    const scenario = reduceScenario(plan.scenario, keepOnly(plan.scenario, parts));
    const searched = await searchAll(planAgain(plan, scenario), engine, anomaly, executionsMax - executions);
    executions += searched.executions;
    smaller.push({ without, ...searched });
  }
  const laboratory = new Laboratory({ plan, engine, anomaly, replaysMax: executionsMax - executions });
  const bounds = { switchesMax: switches - 1, replaysMax: Infinity };
  const { specimen, isComplete } = await searchFewSwitches(laboratory, laboratory.candidate(NO_REDUCTION), bounds);
  const fewerSwitches = { executions: laboratory.replays, isComplete, shows: specimen !== null };
  return {
    isProven: [fewerSwitches, ...smaller].every((searched) => searched.isComplete && !searched.shows),
    fewerSwitches,
    smaller,
    executions: executions + laboratory.replays,
  };
}

/** Every scenario that lacks one operation or one fault of this one, if anybody is left; by what it lacks. */
function oneLess({ scenario }: RunPlan): [without: string, parts: readonly Part[]][] {
  const parts = partsOf(
    scenario,
    scenario.faults.map(({ atMost }) => atMost),
  );
  return parts
    .map((part): [string, Part[]] => [describe(part, scenario), parts.filter((other) => other !== part)])
    .filter(([, left]) => left.some(({ kind }) => kind === 'operation'));
}

function describe(part: Part, { actors, faults }: RunPlan['scenario']): string {
  if (part.kind === 'fault') return `the ${faults[part.position]!.kind}`;
  const { operations } = actors.find(({ name }) => name === part.actor)!;
  return operations.length === 1 ? part.actor : `operation ${part.position + 1} of ${part.actor}`;
}

/** All orders of one scenario, until one shows the anomaly. */
async function searchAll(
  plan: RunPlan,
  engine: Engine,
  anomaly: Anomaly,
  executionsMax: number,
): Promise<SearchedPart> {
  const policy = (policies.exhaustive as (explore: ExplorePlan) => Policy)({
    ...plan.scenario.explore,
    policy: 'exhaustive',
    reduction: 'dpor',
  });
  let executions = 0;
  let shows = false;
  for (let picker = policy.next(); picker !== null && executions < executionsMax && !shows; picker = policy.next()) {
    const run = await executeAnywhere(plan, engine, picker);
    policy.ended(picker);
    executions++;
    shows = isShown(run, anomaly);
  }
  return { executions, isComplete: policy.isComplete, shows };
}
