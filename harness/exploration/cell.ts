/** One cell of the matrix: explores one scenario under one strategy, confirms it on real servers, and says what came out. */
import { factsOf } from '../checkers/facts.ts';
import { checkers } from '../checkers/registry.ts';
import type { Engine } from '../engines/engine.ts';
import type { RecordedRun } from '../explanation/trace.ts';
import { explain, record } from '../explanation/trace.ts';
import type { AnomalyResult, CellResult, Counterexample, TwinResult } from '../result.ts';
import type { Anomaly, Expectation } from '../scenario.ts';
import { ANOMALIES } from '../scenario.ts';
import type { RunPlan } from '../scheduler/plan.ts';
import type { Run } from '../scheduler/run.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import { judgeExpectation } from './expectations.ts';
import type { Exploration } from './explore.ts';
import { explore } from './explore.ts';
import type { Helpers } from './helpers.ts';
import type { Policy } from './policy.ts';
import { policies } from './registry.ts';
import { SameChoices } from './replay.ts';
import type { Tally } from './tally.ts';
import { compareTwins } from './twin.ts';

export interface CellOptions {
  readonly plan: RunPlan;
  readonly strategyTitle: string;
  readonly engines: Engines;
  /** In place of the one that the scenario names. */
  readonly policy?: Policy;
  /** For explorations on an engine that answers at once. */
  readonly helpers?: Helpers;
  /** The command that runs one schedule of this cell again. */
  readonly replayCommand: (schedule: string) => string;
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

export interface CellProgress {
  readonly phase: 'explore' | 'confirm';
  readonly done: number;
  /** Null where it is not known before the end. */
  readonly total: number | null;
}

/** Of one exploration, at most this many schedules are executed on the real servers too, chosen evenly. */
export const TWIN_SCHEDULES_MAX = 1000;

export async function exploreCell(options: CellOptions): Promise<CellResult> {
  const { plan, engines } = options;
  const { scenario, strategyName } = plan;
  const { explore: budget } = scenario;
  const policy = options.policy ?? policies[budget.policy](budget);
  const exploration = await explore({
    plan,
    engine: engines.engine,
    policy,
    maxRuns: budget.runs,
    sampleSize: engines.on === 'twin' ? TWIN_SCHEDULES_MAX : 0,
    shouldStop: (tally) => {
      options.onProgress({ phase: 'explore', done: tally.executed, total: policy.isSampled ? budget.runs : null });
      return options.shouldStop();
    },
    ...(options.helpers === undefined ? {} : { helpers: options.helpers }),
    isOverTime: () => budget.timeMs !== null && options.elapsedMs() >= budget.timeMs,
  });
  const confirmations = new Confirmations();
  const twin = engines.on === 'twin' ? await confirm(options, engines, exploration, confirmations) : null;
  const { tally } = exploration;
  if (twin !== null && twin.differences > 0) {
    tally.addProblem({
      kind: 'engine',
      message: `the embedded engine and the real servers differ: ${twin.firstDifference}`,
    });
  }
  return {
    scenario: scenario.name,
    title: scenario.title,
    file: scenario.file,
    strategy: strategyName,
    strategyTitle: options.strategyTitle,
    engine: engines.on,
    policy: budget.policy,
    seed: budget.seed,
    schedules: {
      executed: tally.executed,
      interleavings: budget.policy === 'exhaustive' && exploration.isComplete ? tally.executed : null,
      complete: exploration.isComplete,
      blocked: 0,
      unknown: tally.unknown,
      rechecked: tally.rechecked,
      raced: tally.raced,
    },
    reads: { ...tally.reads },
    anomalies: await anomaliesOf(options, exploration, policy.isSampled, confirmations),
    metrics: metricsOf(tally),
    ...(twin === null ? {} : { twin }),
    expectations: expectationsOf(scenario.expect, strategyName).map((expectation) =>
      judgeExpectation(exploration, budget.policy, expectation),
    ),
    problems: tally.listProblems(),
    durationMs: Math.round(options.elapsedMs()),
  };
}

/** Those of this strategy; `all` means each. */
export function expectationsOf(expect: readonly Expectation[], strategyName: string): Expectation[] {
  return expect
    .filter(({ strategy }) => strategy === strategyName || strategy === 'all')
    .map((expectation) => ({ ...expectation, strategy: strategyName }));
}

/** Which anomalies the engines showed for the same schedules: both, or one of them alone. */
class Confirmations {
  readonly #seen = new Map<Anomaly, { isEmbeddedAlone: boolean; isRealAlone: boolean }>();

  add(embedded: Run, real: Run): void {
    const [facts, realFacts] = [factsOf(embedded), factsOf(real)];
    for (const anomaly of ANOMALIES) {
      const one = checkers[anomaly].check(facts).kind === 'violation';
      const other = checkers[anomaly].check(realFacts).kind === 'violation';
      if (!one && !other) continue;
      const seen = this.#seen.get(anomaly) ?? { isEmbeddedAlone: false, isRealAlone: false };
      if (!other) seen.isEmbeddedAlone = true;
      if (!one) seen.isRealAlone = true;
      this.#seen.set(anomaly, seen);
    }
  }

  of(anomaly: Anomaly): AnomalyResult['confirmed'] {
    const seen = this.#seen.get(anomaly);
    if (seen === undefined) return 'NOT-COMPARED';
    if (seen.isEmbeddedAlone) return 'EMBEDDED-ONLY';
    return seen.isRealAlone ? 'REAL-ONLY' : 'CONFIRMED';
  }
}

function confirm(
  { plan, onProgress, shouldStop }: CellOptions,
  engines: Extract<Engines, { on: 'twin' }>,
  { tally, sample }: Exploration,
  confirmations: Confirmations,
): Promise<TwinResult> {
  const schedules = new Map(sample.schedules.map((indices) => [indices.join(), indices]));
  for (const anomaly of ANOMALIES) {
    const indices = tally.findings[anomaly].shortest?.indices;
    if (indices !== undefined) schedules.set(indices.join(), indices);
  }
  let done = 0;
  return compareTwins({
    plan,
    embedded: engines.engine,
    real: engines.real,
    schedules: [...schedules.values()],
    shouldStop,
    onCompared: (embedded, real) => {
      confirmations.add(embedded, real);
      onProgress({ phase: 'confirm', done: ++done, total: schedules.size });
    },
  });
}

async function anomaliesOf(
  options: CellOptions,
  { tally }: Exploration,
  isSampled: boolean,
  confirmations: Confirmations,
): Promise<CellResult['anomalies']> {
  const results: Partial<Record<Anomaly, AnomalyResult>> = {};
  const recorded = new Map<string, RecordedRun>();
  for (const anomaly of ANOMALIES) {
    const { schedules, shortest } = tally.findings[anomaly];
    const interval = isSampled ? { interval: wilsonInterval(schedules, tally.judged) } : {};
    if (shortest === null) {
      results[anomaly] = { schedules, ...interval };
      continue;
    }
    let run = recorded.get(shortest.schedule);
    if (run === undefined) {
      run = await record(options.plan, options.engines.engine, new SameChoices(shortest.indices));
      recorded.set(shortest.schedule, run);
    }
    const explained = explain(run, anomaly);
    const counterexample: Counterexample | null = explained && {
      schedule: shortest.schedule,
      steps: run.run.steps.slice(0, run.run.observedFrom).map(({ label }) => label),
      because: explained.because,
      replay: options.replayCommand(shortest.schedule),
      trace: explained.trace,
    };
    results[anomaly] = {
      schedules,
      ...interval,
      ...(counterexample === null ? {} : { counterexample }),
      ...(options.engines.on === 'twin' ? { confirmed: confirmations.of(anomaly) } : {}),
    } as AnomalyResult;
  }
  return results;
}

function metricsOf({ reads, mysql }: Tally): Record<string, number> {
  if (reads.total === 0) return {};
  const round = (value: number): number => Math.round(value * 1e6) / 1e6;
  return {
    mysql_reads_per_read: round(mysql.selects / reads.total),
    hit_rate: round(1 - mysql.readsThatAsked / reads.total),
  };
}
