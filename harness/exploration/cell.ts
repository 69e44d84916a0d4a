/** One cell of the matrix: explores one scenario under one strategy, confirms it on real servers, and says what came out. */
import type { Engine } from '../engines/engine.ts';
import type { RecordedRun } from '../explanation/trace.ts';
import { record } from '../explanation/trace.ts';
import { turningPointsOf } from '../explanation/turning-points.ts';
import type { CellResult, Counterexample } from '../result.ts';
import type { Anomaly, Expectation, ExplorePlan } from '../scenario.ts';
import { ANOMALIES } from '../scenario.ts';
import type { RunPlan } from '../scheduler/plan.ts';
import type { Counterexamples } from './verdict/conclude.ts';
import { conclude, headOf } from './verdict/conclude.ts';
import type { Evidence, Exemplars } from './verdict/evidence.ts';
import { schedulesToCompare, TWIN_SCHEDULES_MAX } from './verdict/evidence.ts';
import type { Exemplar } from './verdict/exemplar.ts';
import type { Exploration } from './explore.ts';
import { explore } from './explore.ts';
import { Dpor } from './dpor/dpor.ts';
import { Exhaustive } from './policies/exhaustive.ts';
import type { Helpers } from './division/helpers.ts';
import { partOf } from './division/part.ts';
import type { Policy } from './policies/policy.ts';
import { policies } from './policies/registry.ts';
import type { FoundRun, Kept } from './replay/counterexample.ts';
import { counterexampleOf } from './replay/counterexample.ts';
import { SameChoices } from './replay/known-choices.ts';
import { scenarioDigest } from './division/scenario-digest.ts';
import type { Shard } from './division/shard.ts';
import { canonicalExemplar } from './shrink/canonicalise.ts';
import { Single } from './policies/single.ts';
import { partOfPolicy, sizeOfPart, splitOf } from './division/shard.ts';
import type { Tally } from './verdict/tally.ts';
import type { Comparison } from './execution/twin.ts';
import { withStandIn } from './execution/stand-in.ts';
import { compareTwins } from './execution/twin.ts';

export interface CellOptions {
  readonly plan: RunPlan;
  readonly strategyTitle: string;
  readonly engines: Engines;
  /** In place of the one that the scenario names. */
  readonly policy?: Policy;
  /** Which part of the work to do; null for the whole. */
  readonly shard: Shard | null;
  /** For explorations on an engine that answers at once. */
  readonly helpers?: Helpers;
  /** How to explore, in place of executing once what the policy asks for. */
  readonly explore?: typeof explore;
  /** How a counterexample can be executed again; called once for each, with the run that shows it. */
  readonly keep: (found: FoundRun) => Kept;
  readonly onProgress: (progress: CellProgress) => void;
  /** Asked often: true ends the cell with what it has. */
  readonly shouldStop: () => boolean;
  /** Milliseconds that the cell has taken; the harness has no clock of its own. */
  readonly elapsedMs: () => number;
}

/** `twin` explores on the embedded engine and repeats on the real one; the others do everything on one. */
export type Engines =
  | { readonly on: 'embedded' | 'real'; readonly engine: Engine }
  | { readonly on: 'twin'; readonly engine: Engine; readonly real: Engine };

/** What has ended one of the engines, such as a server that is lost; null while all is well. */
export function failureOf(engines: Engines): Error | null {
  return engines.engine.failure ?? (engines.on === 'twin' ? engines.real.failure : null) ?? null;
}

export interface CellProgress {
  readonly phase: 'explore' | 'confirm';
  readonly done: number;
  /** Null where it is not known before the end. */
  readonly total: number | null;
}

/**
 * When an engine fails, the cell ends with what it has, and says so among its problems: whoever called looks at `failureOf`.
 * @returns what came out; of a shard, with what is needed to merge it
 */
export async function exploreCell(options: CellOptions): Promise<CellResult> {
  const { plan, engines, shard } = options;
  const { scenario, strategyName } = plan;
  const { explore: budget } = scenario;
  const whole = options.policy ?? policies[budget.policy](budget);
  const partOfIt = (one: Policy): Policy => (shard === null ? one : partOfPolicy(one, shard, budget.runs));
  let policy = partOfIt(whole);
  let exploration = await exploreWith(options, policy);
  const unreduced = policy.unsuitable ?? (policy instanceof Dpor ? null : whyUnreduced(budget));
  if (typeof policy.unsuitable === 'string' && failureOf(engines) === null) {
    policy = partOfIt(new Exhaustive());
    exploration = await exploreWith(options, policy);
  }
  const { tally, sample, isComplete, isStopped, isOutOfTime, reach } = exploration;
  // Of all interleavings the shortest is known; of some, what was met first decides, unless it is made to look alike.
  const isShortest = policy instanceof Exhaustive || policy instanceof Single;
  const shown = await exemplarsOf(plan, engines.engine, tally, isShortest);
  const evidence: Evidence = {
    tally,
    shown,
    comparisons: engines.on === 'twin' ? await confirm(options, engines, schedulesToCompare(sample, shown)) : null,
    unit: unitOf(budget, policy),
    reach,
    ...(unreduced === null ? {} : { unreduced }),
    isSampled: policy.isSampled,
    isComplete,
    isStopped,
    isOutOfTime,
    actors: scenario.actors.map(({ name }) => name),
    budget: { runs: budget.runs, timeMs: budget.timeMs },
  };
  const counterexamples = await counterexamplesOf(options, shown);
  const failure = failureOf(engines);
  if (failure !== null) tally.addProblem({ kind: 'server', message: failure.message });
  const result = conclude({
    head: headOf(options.plan, { strategyTitle: options.strategyTitle, engine: engines.on }),
    evidence,
    counterexamples,
    expectations: expectationsOf(scenario.expect, strategyName),
    shard,
    durationMs: Math.round(options.elapsedMs()),
  });
  return shard === null ? result : { ...result, part: partOf(evidence, scenarioDigest(scenario), splitOf(policy)) };
}

function exploreWith(options: CellOptions, policy: Policy): Promise<Exploration> {
  const { plan, engines, shard, helpers } = options;
  const { runs, timeMs } = plan.scenario.explore;
  const total = policy.isSampled ? sizeOfPart(shard, runs) : null;
  return (options.explore ?? explore)({
    plan,
    engine: engines.engine,
    policy,
    maxRuns: runs,
    sampleSize: engines.on === 'twin' ? TWIN_SCHEDULES_MAX : 0,
    shouldStop: ({ executed }) => {
      options.onProgress({ phase: 'explore', done: executed, total });
      return options.shouldStop() || failureOf(engines) !== null;
    },
    ...(helpers === undefined ? {} : { helpers }),
    isOverTime: () => timeMs !== null && options.elapsedMs() >= timeMs,
  });
}

/** Those of this strategy; `all` means each. */
export function expectationsOf(expect: readonly Expectation[], strategyName: string): Expectation[] {
  return expect
    .filter(({ strategy }) => strategy === strategyName || strategy === 'all')
    .map((expectation) => ({ ...expectation, strategy: strategyName }));
}

function unitOf({ policy: name, symmetry }: ExplorePlan, policy: Policy): Evidence['unit'] {
  const { isSampled, reach } = policy;
  if (name === 'pinned') return 'pinned schedule';
  if (isSampled) return 'sampled schedules';
  if (reach?.isCutOff === true) return 'schedules within the bound';
  if (!(policy instanceof Dpor)) return 'interleavings';
  return symmetry ? 'classes up to symmetry' : 'classes';
}

function whyUnreduced({ policy, reduction, steer }: ExplorePlan): string | null {
  if (policy !== 'exhaustive' || reduction === 'none' || steer.length === 0) return null;
  return '`steer` makes the order of steps matter that would not matter else';
}

/** What stands for each anomaly in the result. */
async function exemplarsOf(
  plan: RunPlan,
  engine: Engine,
  { findings }: Tally,
  isShortest: boolean,
): Promise<Exemplars> {
  const exemplars: Partial<Record<Anomaly, Exemplar>> = {};
  for (const anomaly of ANOMALIES) {
    const { shortest } = findings[anomaly];
    if (shortest !== null) exemplars[anomaly] = isShortest ? shortest : await simplest(plan, engine, anomaly, shortest);
  }
  return exemplars;
}

async function simplest(plan: RunPlan, engine: Engine, anomaly: Anomaly, known: Exemplar): Promise<Exemplar> {
  return (await withStandIn(engine, (able) => canonicalExemplar(plan, able, anomaly, known))) ?? known;
}

function confirm(
  { plan, onProgress, shouldStop }: CellOptions,
  { engine, real }: Extract<Engines, { on: 'twin' }>,
  schedules: readonly (readonly number[])[],
): Promise<Comparison[]> {
  let done = 0;
  const onCompared = (): void => onProgress({ phase: 'confirm', done: ++done, total: schedules.length });
  return compareTwins({ plan, embedded: engine, real, schedules, shouldStop, onCompared });
}

async function counterexamplesOf(options: CellOptions, shown: Exemplars): Promise<Counterexamples> {
  const { plan, engines, keep } = options;
  const counterexamples = new Map<Anomaly, Counterexample>();
  const recorded = new Map<string, RecordedRun>();
  const showOn = async (engine: Engine, anomaly: Anomaly, { schedule, indices }: Exemplar): Promise<void> => {
    const run = recorded.get(schedule) ?? (await record(plan, engine, new SameChoices(indices)));
    recorded.set(schedule, run);
    const counterexample = counterexampleOf(run, anomaly, keep);
    if (counterexample === null) return;
    counterexamples.set(anomaly, counterexample);
    counterexamples.set(anomaly, {
      ...counterexample,
      ...(await turningPointsOf({ plan, engine, anomaly, indices })),
    });
  };
  for (const anomaly of ANOMALIES) {
    const exemplar = shown[anomaly];
    if (exemplar !== undefined) await withStandIn(engines.engine, (engine) => showOn(engine, anomaly, exemplar));
  }
  return counterexamples;
}
