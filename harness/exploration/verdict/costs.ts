/**
 * What schedules cost: for each kind of cost the sum over schedules, the least and the most. Values are whole numbers, ratios
 * in millionths, so that sums do not depend on the order in which tallies are merged.
 */
import type { Facts } from '../../checkers/facts.ts';
import { largestHerd, readsAmong } from '../../checkers/loads.ts';
import type { Run } from '../../scheduler/run.ts';
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
  /** The same of Redis servers: commands to the busiest one, by those to one on average. In millionths. */
  'redis_imbalance',
  /** Bytes in Redis, on all its servers, when all had ended and every written key was read once more on each node. */
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
  if (run.plan.redisServers !== null) note(sums, 'oldest_read_ms', oldestReadMs(run, facts));
  if (reads > 0) {
    note(sums, 'mysql_reads_per_read', Math.round((loads.length * MILLION) / reads));
    note(sums, 'hit_rate', Math.round((Math.max(0, reads - readsAmong(loads)) * MILLION) / reads));
    note(sums, 'herd_size', largestHerd(loads).length);
  }
  if (run.footprint === null) return;
  const { nodes } = run.plan.scenario;
  if (nodes > 1) note(sums, 'node_imbalance', imbalanceOf(run, nodes, nodeOf));
  const servers = run.plan.redisServers?.nodes ?? 1;
  if (servers > 1) note(sums, 'redis_imbalance', imbalanceOf(run, servers, serverOf));
  note(sums, 'redis_bytes', run.footprint.redis);
  if (nodes > 1) note(sums, 'node_bytes', Math.max(...run.footprint.nodes));
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

/** @param placeOf which of the places a step of code went to or came from, from 0; -1 for none */
function imbalanceOf({ steps, observedFrom }: Run, places: number, placeOf: (step: Step) => number): number {
  const counts = Array<number>(places).fill(0);
  let total = 0;
  for (let i = 0; i < observedFrom; i++) {
    const step = steps[i]!;
    if (step.operation === null || step.execution !== 'request') continue;
    const place = placeOf(step);
    if (place < 0 || place >= places) continue;
    counts[place]!++;
    total++;
  }
  return total === 0 ? MILLION : Math.round((Math.max(...counts) * places * MILLION) / total);
}

const nodeOf = ({ request, operation, forwardedTo }: Step): number =>
  request.store === 'kafka' ? -1 : (forwardedTo ?? operation!.node) - 1;

/** Cache levels come after the servers that keys are spread over, and are none of them. */
const serverOf = ({ request }: Step): number => (request.store === 'redis' ? (request.server ?? 0) : -1);
