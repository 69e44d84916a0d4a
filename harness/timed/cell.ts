/** One cell under policy `timed`: executes its runs, the first one twice, and says what they come to. */
import type { CellProgress, Engines } from '../exploration/cell.ts';
import { expectationsOf } from '../exploration/cell.ts';
import { tuneCompiler } from '../exploration/execution/compiler.ts';
import { conclude, headOf } from '../exploration/verdict/conclude.ts';
import type { Engine } from '../engines/engine.ts';
import type { CellResult } from '../result.ts';
import { audit, canCountResources, TurnCount } from '../scheduler/audit.ts';
import type { RunData } from './measures.ts';
import type { Simulated } from './simulate.ts';
import { simulate } from './simulate.ts';
import { ratesOf, timedResultOf, valuesOf } from './summary.ts';
import { tallyOf } from './tally.ts';
import { judgeThreshold } from './thresholds.ts';
import type { TimedPlan } from './timed-run.ts';
import { compareBeginning } from './twin.ts';

/** Somebody else who can execute runs of the cell: a thread, in practice. */
export interface TimedHelper {
  simulate(number: number): Promise<Simulated | null>;
}

export interface TimedCellOptions {
  readonly timed: TimedPlan;
  readonly strategyTitle: string;
  readonly engines: Engines;
  readonly helpers: readonly TimedHelper[];
  readonly onProgress: (progress: CellProgress) => void;
  /** Asked often: true ends the cell with the runs that are done. */
  readonly shouldStop: () => boolean;
  readonly elapsedMs: () => number;
}

export const DEFAULT_TIMED_RUNS = 20;

/** What comes out does not depend on the helpers: runs have numbers, and these say all that is chance in them. */
export async function exploreTimedCell(options: TimedCellOptions): Promise<CellResult> {
  tuneCompiler();
  const { timed, engines } = options;
  const { scenario, strategyName } = timed.plan;
  const { explore, herdMax } = scenario;
  const count = explore.runs ?? DEFAULT_TIMED_RUNS;
  const results = await executeRuns(options, count);
  const again = results.length > 0 ? await repeatFirst(options, results[0]!) : null;
  const tally = tallyOf(again === null ? results : [again, ...results.slice(1)], herdMax);
  if (again !== null) tally.rechecked = tally.audited = 1;
  const real = realOf(engines);
  const isComparable = real !== null && results.length > 0 && !options.shouldStop();
  const comparisons = isComparable ? [await compareBeginning(timed, real, options.shouldStop)] : null;
  const runs = results.flatMap((result) => ('data' in result ? [result.data] : []));
  const isStopped = results.length < count && options.elapsedMs() < (explore.timeMs ?? Infinity);
  const result = conclude({
    head: headOf(timed.plan, { strategyTitle: options.strategyTitle, engine: real === null ? 'embedded' : 'twin' }),
    evidence: {
      tally,
      shown: {},
      comparisons,
      unit: 'sampled schedules',
      reach: null,
      isSampled: true,
      isComplete: false,
      isStopped,
      isOutOfTime: results.length < count && !isStopped,
      actors: scenario.actors.map(({ name }) => name),
      budget: { runs: count, timeMs: explore.timeMs },
    },
    counterexamples: new Map(),
    expectations: expectationsOf(scenario.expect, strategyName),
    shard: null,
    durationMs: Math.round(options.elapsedMs()),
  });
  const rates = ratesOf(runs, explore.seed);
  const doubt = doubtOf(result, isStopped);
  return {
    ...result,
    metrics: valuesOf(rates),
    rates,
    timed: timedResultOf(runs, timed.load, explore.seed),
    thresholds: (scenario.thresholds ?? [])
      .filter(({ strategy }) => strategy === strategyName || strategy === 'all')
      .map((threshold) => judgeThreshold(threshold, strategyName, runs, explore.seed, doubt)),
  };
}

/** A load is simulated on the embedded engine, wherever it is confirmed. */
function realOf(engines: Engines): Engine | null {
  if (engines.on === 'twin') return engines.real;
  return engines.on === 'real' ? engines.engine : null;
}

function doubtOf({ problems, schedules }: CellResult, isStopped: boolean): string | null {
  if (isStopped) return 'stopped before it was done';
  if (problems.length > 0) return `${schedules.unknown} of ${schedules.executed} runs have no verdict`;
  return null;
}

/** In the order of their numbers; fewer when it was told to stop. Whoever has nothing to do takes the next one. */
async function executeRuns(options: TimedCellOptions, count: number): Promise<Simulated[]> {
  const { timed, helpers, onProgress, shouldStop, elapsedMs } = options;
  const timeMs = timed.plan.scenario.explore.timeMs ?? Infinity;
  const isOver = (): boolean => shouldStop() || elapsedMs() >= timeMs;
  const results: (Simulated | null)[] = [];
  let next = 0;
  let done = 0;
  const report = (part: number): void => onProgress({ phase: 'explore', done: Math.floor(done + part), total: count });
  const own: TimedHelper = {
    simulate: (number) =>
      simulate(timed, number, {
        onSlice: (progress) => {
          report(progress);
          return isOver();
        },
      }),
  };
  const work = async (helper: TimedHelper): Promise<void> => {
    while (next < count && !isOver()) {
      const number = next++;
      results[number] = await helper.simulate(number);
      done++;
    }
  };
  await Promise.all([own, ...helpers].map(work));
  // What came after a run that was given up counts for nothing: it would depend on who was quick.
  const gap = Array.from({ length: count }, (_, i) => results[i] ?? null).indexOf(null);
  return (gap < 0 ? results : results.slice(0, gap)) as Simulated[];
}

/** Executes the first run once more, watched: what differs, or leaves the process, makes all that was measured worthless. */
async function repeatFirst({ timed }: TimedCellOptions, first: Simulated): Promise<Simulated> {
  const made = new TurnCount();
  const again = (await simulate(timed, 0, canCountResources ? { watch: made.watch } : { watch: audit }))!;
  if (made.hasAny) {
    const watched = (await simulate(timed, 0, { watch: audit }))!;
    if ('problem' in watched) return watched;
  }
  if ('problem' in first || 'problem' in again) return 'problem' in first ? first : again;
  if (JSON.stringify(first.data) === JSON.stringify(again.data)) return first;
  const what = differenceOf(first.data, again.data);
  return {
    problem: { kind: 'nondeterminism', message: `the first run, executed twice, was not the same: ${what}` },
  };
}

function differenceOf({ sums, digest }: RunData, again: RunData): string {
  for (const [name, value] of Object.entries(sums)) {
    const other = again.sums[name as keyof typeof sums];
    if (value !== other) return `${name} was ${value}, then ${other}`;
  }
  return digest === again.digest ? 'what it counted' : 'the order of its steps';
}
