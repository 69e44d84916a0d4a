/**
 * What schedules cost: for each kind of cost the sum over schedules, the least and the most. Values are whole numbers, ratios
 * in millionths, so that sums do not depend on the order in which tallies are merged.
 */
import type { Facts } from '../../checkers/facts.ts';
import { largestHerd, readsAmong } from '../../checkers/loads.ts';
import type { Run } from '../../scheduler/run.ts';
import type { RedisServers } from '../../scheduler/redis-servers.ts';
import type { Step } from '../../scheduler/step.ts';

export const COSTS = [
  /**
   * Of several Redis servers: how long ago, in virtual milliseconds, the oldest value that a read returned had been
   * overwritten when the read began. 0: none was old.
   */
  'oldest_read_ms',
  /** Statements of reads to MySQL or a replica, by reads. In millionths. */
  'mysql_reads_per_read',
  /** The share of reads that asked neither MySQL nor a replica. In millionths. */
  'hit_rate',
  /** The most reads that loaded one version of one row. */
  'herd_size',
  /** Commands and statements of the busiest node, by those of a node on average: 1 is even, n is all on one of n. In millionths. */
  'node_imbalance',
  /** Of several Redis nodes: commands to the busiest, by those to one on average. In millionths. */
  'redis_imbalance',
  /** Bytes in Redis when all had ended and every written key was read once more on each node. */
  'redis_bytes',
  /** Bytes in the memory of the node that then holds the most. */
  'node_bytes',
] as const;
export type Cost = (typeof COSTS)[number];

export const MILLION = 1_000_000;
const RATIOS: readonly Cost[] = ['mysql_reads_per_read', 'hit_rate', 'node_imbalance', 'redis_imbalance'];

export interface CostSum {
  schedules: number;
  sum: number;
  least: number;
  most: number;
}

export type CostSums = Partial<Record<Cost, CostSum>>;

/** @param loads what the run's reads loaded; @param reads those of its actors that returned */
export function addCosts(sums: CostSums, run: Run, loads: readonly Step[], facts: Facts, reads: number): void {
  const { redisServers } = run.plan;
  if (redisServers !== null) note(sums, 'oldest_read_ms', oldestReadMs(run, facts));
  if (redisServers !== null && redisServers.nodes > 1) note(sums, 'redis_imbalance', redisImbalance(run, redisServers));
  if (reads > 0) {
    note(sums, 'mysql_reads_per_read', Math.round((loads.length * MILLION) / reads));
    note(sums, 'hit_rate', Math.round((Math.max(0, reads - readsAmong(loads)) * MILLION) / reads));
    note(sums, 'herd_size', largestHerd(loads).length);
  }
  if (run.footprint === null) return;
  note(sums, 'node_imbalance', imbalanceOf(run));
  note(sums, 'redis_bytes', run.footprint.redis);
  note(sums, 'node_bytes', Math.max(...run.footprint.nodes));
}

export function mergeCosts(sums: CostSums, others: CostSums): void {
  for (const cost of COSTS) {
    const other = others[cost];
    if (other !== undefined) add(sums, cost, other);
  }
}

/** Ratios as such, to six digits. */
export function shownCost(cost: Cost, value: number): number {
  return RATIOS.includes(cost) ? Math.round(value) / MILLION : Math.round(value * MILLION) / MILLION;
}

function note(sums: CostSums, cost: Cost, value: number): void {
  const known = sums[cost];
  if (known === undefined) {
    sums[cost] = { schedules: 1, sum: value, least: value, most: value };
    return;
  }
  known.schedules++;
  known.sum += value;
  if (value < known.least) known.least = value;
  if (value > known.most) known.most = value;
}

function add(sums: CostSums, cost: Cost, other: CostSum): void {
  const known = sums[cost];
  if (known === undefined) {
    sums[cost] = { ...other };
    return;
  }
  known.schedules += other.schedules;
  known.sum += other.sum;
  known.least = Math.min(known.least, other.least);
  known.most = Math.max(known.most, other.most);
}

function oldestReadMs({ steps }: Run, { reads }: Facts): number {
  let oldest = 0;
  for (const { isObserver, returned, committed, versions, operation } of reads) {
    if (isObserver || returned < 0 || returned >= committed) continue;
    const overwritten = steps[versions[returned + 1]!.committedAt]!;
    oldest = Math.max(oldest, steps[operation.invokedAt]!.at - overwritten.at);
  }
  return oldest;
}

function redisImbalance({ steps, observedFrom }: Run, { nodes }: RedisServers): number {
  const counts = Array<number>(nodes).fill(0);
  for (let i = 0; i < observedFrom; i++) {
    const { execution, request } = steps[i]!;
    if (execution === 'request' && request.store === 'redis' && request.server! < nodes) counts[request.server!]!++;
  }
  return ratioToMean(counts);
}

function imbalanceOf({ steps, observedFrom, plan }: Run): number {
  const { nodes } = plan.scenario;
  const counts = Array<number>(nodes).fill(0);
  for (let i = 0; i < observedFrom; i++) {
    const { operation, execution, request, forwardedTo } = steps[i]!;
    if (operation === null || execution !== 'request' || request.store === 'kafka') continue;
    counts[(forwardedTo ?? operation.node) - 1]!++;
  }
  return ratioToMean(counts);
}

/** The largest by the mean, in millionths. */
function ratioToMean(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total === 0 ? MILLION : Math.round((Math.max(...counts) * counts.length * MILLION) / total);
}
