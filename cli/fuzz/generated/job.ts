/** Fuzzes scenarios for one strategy, and makes a cell of the matrix of what it finds. */
import { conclude } from '../../../harness/exploration/verdict/conclude.ts';
import { failureResult } from '../../../harness/exploration/failures/result.ts';
import { inOrder } from '../../../harness/exploration/execution/in-order.ts';
import type { CellResult, FailureResult } from '../../../harness/result.ts';
import type { ExplorePlan, StrategyUse } from '../../../harness/scenario.ts';
import { failureOf } from '../../../harness/exploration/cell.ts';
import { planRun } from '../../../harness/scheduler/plan.ts';
import type { RunPlan } from '../../../harness/scheduler/plan.ts';
import type { Draft } from '../../../scenarios/arbitrary/draft.ts';
import { draftArbitrary } from '../../../scenarios/arbitrary/draft.ts';
import { scenarioOfDraft } from '../../../scenarios/arbitrary/scenario.ts';
import type { Session } from '../../execute.ts';
import { thousands } from '../../progress.ts';
import type { ResolvedStrategy } from '../../strategies.ts';
import { entryOf, withOptions } from '../../strategies.ts';
import type { Budget } from '../budget.ts';
import { GENERATED, keepInCorpus, replayGenerated } from '../corpus.ts';
import type { FuzzContext } from '../job.ts';
import type { Catch } from './hunt.ts';
import { Hunt } from './hunt.ts';
import { writeScenario } from './scenario-file.ts';

export interface GeneratedJob {
  readonly strategy: ResolvedStrategy;
  readonly explore: ExplorePlan;
}

export async function fuzzGenerated(
  { strategy, explore }: GeneratedJob,
  { progress, shouldStop }: Session,
  budget: Budget,
  context: FuzzContext,
): Promise<CellResult> {
  const { engines, saved, isKnown } = context;
  const began = performance.now();
  const elapsedMs = (): number => performance.now() - began;
  const { runs, timeMs } = budget;
  progress.beginCell(`${strategy.use.as} × ${GENERATED}`);
  const replayed = await replayGenerated(strategy, engines.engine, saved, isKnown);
  const hunt = new Hunt({
    arbitrary: draftArbitrary(entryOf(strategy.strategy)),
    planOf: (draft) => planOf(draft, strategy, explore),
    engine: engines.engine,
    seed: explore.seed,
    budget,
    onProgress: ({ tally, scenarios, catches }) => {
      progress.note(`${thousands(scenarios)} scenarios · ${catches.size} failures`);
      progress.update({ phase: 'explore', done: tally.executed, total: runs });
    },
    shouldStop,
    isOverTime: () => timeMs !== null && elapsedMs() >= timeMs,
  });
  await hunt.run().catch((error: unknown) => {
    if (failureOf(engines) === null) throw error;
  });
  const failure = failureOf(engines);
  if (failure !== null) hunt.tally.addProblem({ kind: 'server', message: failure.message });
  progress.endCell(hunt.tally.executed);
  const cell = conclude({
    head: {
      scenario: GENERATED,
      title: `${thousands(hunt.scenarios)} scenarios made by chance`,
      file: '',
      strategy: strategy.use.as,
      strategyTitle: strategy.strategy.title,
      engine: engines.on,
      policy: explore.policy,
      seed: explore.seed,
    },
    evidence: {
      tally: hunt.tally,
      shown: {},
      comparisons: null,
      unit: 'sampled schedules',
      reach: null,
      isSampled: true,
      isComplete: false,
      isStopped: shouldStop(),
      isOutOfTime: timeMs !== null && elapsedMs() >= timeMs,
      actors: [],
      budget: { runs, timeMs },
    },
    counterexamples: new Map(),
    expectations: [],
    shard: null,
    durationMs: Math.round(elapsedMs()),
  });
  const failures = [...hunt.catches.values()].sort((one, other) => one.foundAt - other.foundAt);
  const sorted = failures.reduce((sum, { schedules }) => sum + schedules, 0);
  return {
    ...cell,
    fuzz: {
      failures: await inOrder(failures, (failure) => resultOf(failure, context)),
      failing: hunt.failing,
      unsorted: hunt.failing - sorted,
      replayed,
      coverage: null,
    },
  };
}

function planOf(draft: Draft, strategy: ResolvedStrategy, explore: ExplorePlan): RunPlan {
  const scenario = scenarioOfDraft(draft, { name: GENERATED, use: strategy.use, explore });
  const { use, options } = withOptions(strategy, scenario.strategies[0]!);
  return planRun(scenario, use.as, strategy.strategy, options);
}

async function resultOf(
  failure: Catch,
  { engines, corpus, recordedOn, write, isKnown }: FuzzContext,
): Promise<FailureResult> {
  const { scenario } = failure.plan;
  const use: StrategyUse = scenario.strategies[0]!;
  const keepFailure = keepInCorpus(corpus, { scenario, use, engine: recordedOn }, write);
  const result = await failureResult(failure, { engines, isKnown, keepFailure });
  return { ...result, scenario: writeScenario(corpus, failure, result.counterexample, use, write) };
}
