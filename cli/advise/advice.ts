/** What `stalemate advise` found out, as one document: what the terminal shows, and `--json`. */
import { type Point, STALE } from '../../harness/advice/point.ts';
import { rankByPareto } from '../../harness/advice/pareto.ts';
import { changesOf, type Shape } from '../../harness/advice/shape.ts';
import { type AdviceVerdict, nearestToTell, type Range, verdictOf } from '../../harness/advice/sweep.ts';
import { durationText } from '../../harness/advice/values.ts';
import type { PairedDifference } from '../../harness/statistics/batch-means.ts';
import type { Rate } from '../../harness/result.ts';
import type { Scenario } from '../../harness/scenario.ts';
import { DEFAULT_TIMED_RUNS } from '../../harness/timed/cell.ts';
import { exitCodes } from '../exit-codes.ts';
import { version } from '../package-root.ts';
import type { Candidate, Finding } from './candidates.ts';

export const ADVICE_SCHEMA_VERSION = 1;

export interface Advice {
  readonly schemaVersion: typeof ADVICE_SCHEMA_VERSION;
  readonly stalemate: string;
  /** met: some strategy, at some value, meets the target. */
  readonly verdict: AdviceVerdict;
  readonly exitCode: number;
  readonly scenario: string;
  readonly file: string;
  readonly seed: number;
  /** Of each value, and how many virtual milliseconds each measures. */
  readonly runs: number;
  readonly durationMs: number;
  /** The largest share of stale reads that meets it: compared with the upper end of the interval at `confidence`. */
  readonly target: { readonly metric: typeof STALE; readonly max: number; readonly confidence: number };
  /** Ctrl-C: what is here is what was done. */
  readonly isInterrupted: boolean;
  readonly sweeps: readonly SweepAdvice[];
  /** Best first. */
  readonly ranking: readonly RankedAdvice[];
}

export interface SweepAdvice {
  readonly strategy: string;
  /** Null: it has no option to sweep, and was measured as it is. */
  readonly option: string | null;
  readonly range: Range | null;
  readonly verdict: AdviceVerdict;
  readonly isComplete: boolean;
  /** What more of the option does to the stale reads. */
  readonly shape: Shape;
  /** The ends of the values that meet the target. */
  readonly smallest: string | null;
  readonly largest: string | null;
  /** The one of them that costs less. */
  readonly cheapest: string | null;
  /** Values at odds with that, by chance or not. */
  readonly exceptions: readonly string[];
  /** The value that is nearest to being told, and how many more reads, or how many runs in all, would probably do that. */
  readonly open: { readonly value: string | null; readonly moreReads: number; readonly runs: number } | null;
  /** The trade-off curve. */
  readonly curve: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly value: string | null;
  readonly valueMs: number | null;
  readonly standing: Point['standing'];
  readonly problem: string | null;
  readonly moreReads: number | null;
  /** Against the value before, in the same runs. */
  readonly change: PairedDifference | null;
  readonly rates: Readonly<Record<CostMetric, Rate>>;
}

/** What is traded, one for the other. */
export const COSTS = [
  STALE,
  'mysql_reads_per_read',
  'mysql_qps',
  'write_latency_mean',
  'read_latency_mean',
  'hit_rate',
] as const;
type CostMetric = (typeof COSTS)[number];

export interface RankedAdvice {
  readonly strategy: string;
  readonly option: string | null;
  /** The value that stands for it: the cheaper end of those that meet the target, else the one with the fewest stale reads. */
  readonly value: string | null;
  readonly meets: boolean;
  /** 1: the Pareto front. */
  readonly front: number;
  readonly dominatedBy: readonly string[];
  /** What it was ranked by. */
  readonly costs: { readonly staleAtMost: number; readonly mysqlReadsPerRead: number; readonly writeMs: number };
}

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
