/** Makes the advice of what was found out about each strategy. */
import { nearestToTell, verdictOf } from '../../harness/advice/sweep.ts';
import { type Point, STALE } from '../../harness/advice/point.ts';
import { rankByPareto } from '../../harness/advice/pareto.ts';
import { changesOf } from '../../harness/advice/shape.ts';
import { durationText } from '../../harness/advice/values.ts';
import type { PairedDifference } from '../../harness/statistics/batch-means.ts';
import {
  ADVICE_SCHEMA_VERSION,
  type Advice,
  type AdviceVerdict,
  COSTS,
  type CurvePoint,
  type RankedAdvice,
  type SweepAdvice,
} from '../../harness/result.ts';
import type { Scenario } from '../../harness/scenario.ts';
import { DEFAULT_TIMED_RUNS } from '../../harness/timed/cell.ts';
import { exitCodes } from '../exit-codes.ts';
import { version } from '../package-root.ts';
import type { Candidate, Finding } from './candidates.ts';

interface Circumstances {
  readonly scenario: Scenario;
  readonly max: number;
  readonly confidence: number;
  readonly isInterrupted: boolean;
}

export function adviceOf(
  findings: readonly Finding[],
  { scenario, max, confidence, isInterrupted }: Circumstances,
): Advice {
  const runs = scenario.explore.runs ?? DEFAULT_TIMED_RUNS;
  const isWhole = !isInterrupted && findings.every(({ sweep }) => sweep.isComplete);
  const verdict = isWhole ? verdictOf(findings.flatMap(({ sweep }) => sweep.points)) : 'inconclusive';
  return {
    schemaVersion: ADVICE_SCHEMA_VERSION,
    stalemate: version,
    verdict,
    exitCode: isInterrupted ? exitCodes.interrupted : EXIT_CODES[verdict],
    scenario: scenario.name,
    file: scenario.file,
    seed: scenario.explore.seed,
    runs,
    durationMs: scenario.timed!.load.durationMs,
    target: { metric: STALE, max, confidence },
    isInterrupted,
    sweeps: findings.map((finding) => sweepAdviceOf(finding, runs, max)),
    ranking: rankingOf(findings),
  };
}

const EXIT_CODES = {
  met: exitCodes.pass,
  'not-met': exitCodes.fail,
  inconclusive: exitCodes.inconclusive,
} as const satisfies Record<AdviceVerdict, number>;

function sweepAdviceOf({ candidate: { strategy, swept }, sweep }: Finding, runs: number, max: number): SweepAdvice {
  const { points, smallest, largest, cheapest, exceptions, verdict, shape, isComplete } = sweep;
  const changes = changesOf(points);
  // Where some value meets the target, only what may meet it as well is worth more reads.
  const worthTelling = verdict === 'met' ? points.filter(({ rates }) => (rates[STALE]!.value ?? 1) < max) : points;
  const open = nearestToTell(worthTelling);
  return {
    strategy: strategy.use.as,
    option: swept?.option ?? null,
    range: swept?.range ?? null,
    verdict,
    isComplete,
    shape,
    smallest: smallest && valueOf(smallest),
    largest: largest && valueOf(largest),
    cheapest: cheapest && valueOf(cheapest),
    exceptions: exceptions.map((point) => valueOf(point)!),
    open: open && { value: valueOf(open), moreReads: open.moreReads!, runs: runsFor(open, runs) },
    curve: points.map((point, i) => curvePointOf(point, changes[i]!)),
  };
}

/** How many runs have so many more reads. */
function runsFor({ moreReads, rates }: Point, runs: number): number {
  return Math.ceil((runs * (rates[STALE]!.samples + moreReads!)) / rates[STALE]!.samples);
}

function curvePointOf(point: Point, change: PairedDifference | null): CurvePoint {
  const { valueMs, standing, problem, moreReads, rates } = point;
  const costs = Object.fromEntries(COSTS.map((name) => [name, rates[name]!])) as CurvePoint['rates'];
  return { value: valueOf(point), valueMs, standing, problem, moreReads, change, rates: costs };
}

function valueOf({ valueMs }: Point): string | null {
  return valueMs === null ? null : durationText(valueMs);
}

/** Each strategy at the value that stands for it: where nothing was measured there is none. */
function rankingOf(findings: readonly Finding[]): RankedAdvice[] {
  const chosen = findings.flatMap((finding) => {
    const point = representativeOf(finding);
    return point === null ? [] : [{ candidate: finding.candidate, point, costs: costsOf(point) }];
  });
  type Chosen = (typeof chosen)[number];
  const costs = ({ costs: { staleAtMost, mysqlReadsPerRead, writeMs } }: Chosen): readonly number[] => [
    staleAtMost,
    mysqlReadsPerRead,
    writeMs,
  ];
  const strategyOf = ({ candidate }: { readonly candidate: Candidate }): string => candidate.strategy.use.as;
  return rankByPareto(chosen, costs).map(({ item, front, dominatedBy }) => ({
    strategy: strategyOf(item),
    option: item.candidate.swept?.option ?? null,
    value: valueOf(item.point),
    meets: item.point.standing === 'met',
    front,
    dominatedBy: dominatedBy.map(strategyOf),
    costs: item.costs,
  }));
}

/** Where no value meets the target: the one with the fewest stale reads. */
function representativeOf({ sweep: { cheapest, points } }: Finding): Point | null {
  if (cheapest !== null) return cheapest;
  const measured = points.filter(({ standing }) => standing !== 'failed');
  const bound = ({ rates }: Point): number => rates[STALE]!.interval![1];
  return measured.reduce<Point | null>((best, one) => (best === null || bound(one) < bound(best) ? one : best), null);
}

function costsOf({ rates }: Point): RankedAdvice['costs'] {
  return {
    staleAtMost: rates[STALE]!.interval![1],
    mysqlReadsPerRead: rates['mysql_reads_per_read']!.value ?? 0,
    writeMs: rates['write_latency_mean']!.value ?? 0,
  };
}
