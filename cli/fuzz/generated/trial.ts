/** One generated scenario put to the test: some schedules of it, and the distinct failures that they show. */
import type { Engine } from '../../../harness/engines/engine.ts';
import type { Exploration } from '../../../harness/exploration/explore.ts';
import { explore } from '../../../harness/exploration/explore.ts';
import type { Failure } from '../../../harness/exploration/failures/distil.ts';
import { Distillery } from '../../../harness/exploration/failures/distil.ts';
import { Observations } from '../../../harness/exploration/fuzz/observations.ts';
import { policyOf } from '../../../harness/exploration/fuzz/part.ts';
import { executeOnce } from '../../../harness/exploration/replay/execute-once.ts';
import type { RecordedChoice } from '../../../harness/exploration/replay/recorded-schedule.ts';
import type { Minimal } from '../../../harness/exploration/failures/minimise.ts';
import { minimise } from '../../../harness/exploration/failures/minimise.ts';
import { anomaliesOf } from '../../../harness/exploration/execution/twin.ts';
import type { Anomaly } from '../../../harness/scenario.ts';
import type { RunPlan } from '../../../harness/scheduler/plan.ts';

export interface Trial {
  readonly exploration: Exploration;
  readonly failures: readonly Failure[];
  readonly failing: number;
}

export interface TrialOptions {
  readonly plan: RunPlan;
  readonly engine: Engine;
  readonly seed: number;
  /** How many schedules. */
  readonly runs: number;
  /** How many were executed before, of other scenarios. */
  readonly offset: number;
  readonly shouldStop: () => boolean;
}

/** Kinds of failures that are shrunk when one is looked for. */
const KINDS_MAX = 2;

export async function tryScenario(options: TrialOptions): Promise<Trial> {
  const { exploration, observations } = await exploreScenario(options);
  const { kinds, failing } = observations.failures;
  return { exploration, failures: await new Distillery(options.plan, options.engine).distil(kinds), failing };
}

/** Whether a schedule of a larger scenario fails in this smaller one too, adapted as far as need be; shrunk when it does. */
export async function tryAgain(
  plan: RunPlan,
  engine: Engine,
  anomaly: Anomaly,
  schedule: readonly RecordedChoice[],
): Promise<Minimal | null> {
  const { run } = await executeOnce(plan, engine, schedule, true);
  const isShown = run.problem === null && !run.isDiscarded && anomaliesOf(run).includes(anomaly);
  return isShown ? minimise(plan, engine, anomaly, run.indices) : null;
}

/** Looks for one certain failure. */
export async function lookFor(options: TrialOptions, anomaly: Anomaly, fingerprint: string): Promise<Minimal | null> {
  const { plan, engine } = options;
  const { observations } = await exploreScenario(options);
  const candidates = observations.failures.kinds.filter((kind) => kind.anomaly === anomaly);
  for (const { ways } of candidates.slice(0, KINDS_MAX)) {
    const minimal = await minimise(plan, engine, anomaly, ways.values[0]!.shortest.indices);
    if (minimal.fingerprint === fingerprint) return minimal;
  }
  return null;
}

async function exploreScenario({ plan, engine, seed, runs, offset, shouldStop }: TrialOptions): Promise<{
  readonly exploration: Exploration;
  readonly observations: Observations;
}> {
  const observations = new Observations(plan);
  const exploration = await explore({
    plan,
    engine,
    policy: policyOf({ corpus: null, seed, runs, offset }, plan.scenario.explore),
    maxRuns: runs,
    sampleSize: 0,
    observer: observations,
    shouldStop,
    isOverTime: () => false,
  });
  return { exploration, observations };
}
