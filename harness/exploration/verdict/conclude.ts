/** From evidence to a result: figures, verdicts and the certificate. The same for one process and for merged shards. */
import type { AnomalyResult, CellResult, Counterexample, ExpectationResult } from '../../result.ts';
import type { Anomaly } from '../../scenario.ts';
import { ANOMALIES } from '../../scenario.ts';
import { wilsonInterval } from '../../statistics/wilson.ts';
import { portfolioOf } from './arms.ts';
import { certificateOf } from './certificate.ts';
import { COSTS, shownCost } from './costs.ts';
import type { Evidence } from './evidence.ts';
import { judgeExpectation } from './expectations.ts';
import type { Shard } from '../division/shard.ts';
import { Tally } from './tally.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import { cellDigest } from '../replay/identity.ts';
import { confirmationOf, twinResultOf } from '../execution/twin.ts';

/** Which cell it is. */
export type CellHead = Pick<
  CellResult,
  'scenario' | 'title' | 'file' | 'strategy' | 'strategyTitle' | 'engine' | 'policy' | 'seed' | 'scenarioDigest'
>;

export function headOf(
  { scenario, strategyName }: Pick<RunPlan, 'scenario' | 'strategyName'>,
  ours: Pick<CellHead, 'strategyTitle' | 'engine'>,
): CellHead {
  const { name, title, file, explore } = scenario;
  return {
    scenario: name,
    title,
    file,
    strategy: strategyName,
    ...ours,
    policy: explore.policy,
    seed: explore.seed,
    scenarioDigest: cellDigest(scenario, strategyName),
  };
}

export type Counterexamples = ReadonlyMap<Anomaly, Counterexample>;

export interface Findings {
  readonly head: CellHead;
  readonly evidence: Evidence;
  readonly counterexamples: Counterexamples;
  readonly expectations: readonly Pick<ExpectationResult, 'strategy' | 'anomaly' | 'is'>[];
  /** Null: this is the whole. */
  readonly shard: Shard | null;
  readonly durationMs: number;
}

export function conclude({ head, counterexamples, expectations, shard, durationMs, ...found }: Findings): CellResult {
  const { comparisons } = found.evidence;
  const twin = comparisons === null ? null : twinResultOf(comparisons);
  const tally = new Tally();
  tally.merge(found.evidence.tally);
  if (twin !== null && twin.differences > 0) {
    tally.addProblem({
      kind: 'engine',
      message: `the embedded engine and the real servers differ: ${twin.firstDifference}`,
    });
  }
  const evidence = { ...found.evidence, tally };
  const problems = tally.listProblems();
  const isWhole = evidence.isComplete && (shard === null || shard.count === 1);
  const portfolio = portfolioOf(tally.arms);
  return {
    ...head,
    schedules: {
      executed: tally.executed,
      interleavings: evidence.unit === 'interleavings' && isWhole ? tally.executed : null,
      complete: isWhole,
      ...(evidence.reach === null ? {} : { bound: evidence.reach.preemptions }),
      blocked: tally.blocked,
      ...(evidence.unreduced === undefined ? {} : { unreduced: evidence.unreduced }),
      unknown: tally.unknown,
      rechecked: tally.rechecked,
      raced: tally.raced,
    },
    reads: { ...tally.reads },
    anomalies: anomaliesOf(evidence, counterexamples, portfolio === null),
    metrics: metricsOf(tally),
    ...(Object.keys(tally.costs).length === 0 ? {} : { metricRanges: rangesOf(tally) }),
    ...(portfolio === null ? {} : { portfolio }),
    ...(twin === null ? {} : { twin }),
    expectations: expectations.map((expectation) => judgeExpectation(evidence, head.policy, expectation, shard)),
    problems,
    certificate: certificateOf({ ...evidence, isComplete: isWhole }, head.engine, problems, twin),
    durationMs,
  };
}

function anomaliesOf(
  { tally, isSampled, comparisons }: Evidence,
  counterexamples: Counterexamples,
  isOneSample: boolean,
): CellResult['anomalies'] {
  const results: Partial<Record<Anomaly, AnomalyResult>> = {};
  for (const anomaly of ANOMALIES) {
    const { schedules, shortest } = tally.findings[anomaly];
    const counterexample = counterexamples.get(anomaly);
    results[anomaly] = {
      schedules,
      ...(isSampled && isOneSample ? { interval: wilsonInterval(schedules, tally.judged) } : {}),
      ...(counterexample === undefined ? {} : { counterexample }),
      ...(comparisons === null || shortest === null ? {} : { confirmed: confirmationOf(comparisons, anomaly) }),
    } as AnomalyResult;
  }
  return results;
}

/** Of all reads of all schedules, and means over schedules. */
function metricsOf({ reads, mysql, costs }: Tally): Record<string, number> {
  if (reads.total === 0) return {};
  const round = (value: number): number => Math.round(value * 1e6) / 1e6;
  const metrics: Record<string, number> = {
    mysql_reads_per_read: round(mysql.selects / reads.total),
    hit_rate: round(Math.max(0, 1 - mysql.readsThatAsked / reads.total)),
  };
  for (const cost of COSTS) {
    const known = costs[cost];
    if (known !== undefined) metrics[cost] ??= shownCost(cost, known.sum / known.schedules);
  }
  return metrics;
}

function rangesOf({ costs }: Tally): NonNullable<CellResult['metricRanges']> {
  const ranges: Record<string, readonly [number, number]> = {};
  for (const cost of COSTS) {
    const known = costs[cost];
    if (known !== undefined) ranges[cost] = [shownCost(cost, known.least), shownCost(cost, known.most)];
  }
  return ranges;
}
