/**
 * Which reads went through to MySQL, and which of them loaded the same: what a herd is made of. It depends on replies alone, so
 * schedules that differ only in the order of independent steps have the same herds.
 */
import type { SqlValue } from '../engines/engine.ts';
import { mentionsGtidWait } from '../engines/gtids.ts';
import { NO_STEPS } from '../scheduler/actor.ts';
import { append } from '../short-list.ts';
import type { Operation, Step } from '../scheduler/step.ts';
import type { Violation } from './checker.ts';
import type { History } from './facts.ts';

/** Rows that reads of the scenario's actors have selected, in order. */
export function loadsOf({ steps, observedFrom }: Pick<History, 'steps' | 'observedFrom'>): readonly Step[] {
  let loads: Step[] = [];
  const end = observedFrom < 0 ? steps.length : observedFrom;
  for (let i = 0; i < end; i++) {
    const step = steps[i]!;
    if (step.request.store !== 'mysql' || step.operation?.kind !== 'read') continue;
    // It loads nothing.
    if (step.store === 'replica' && mentionsGtidWait(step.request.sql)) continue;
    loads = append(loads, step);
  }
  return loads;
}

/**
 * Of the reads that loaded one version of one row, the largest group: the first of their steps each, in order; of several that
 * are equally large, the first group. Empty where no read has loaded anything.
 */
export function largestHerd(loads: readonly Step[]): readonly Step[] {
  let largest: readonly Step[] = NO_STEPS;
  for (let i = 0; i < loads.length - largest.length; i++) {
    const size = sizeFrom(loads, i);
    if (size > largest.length) largest = herdFrom(loads, i);
  }
  return largest;
}

/** How many reads of those from here on have loaded what this one has. */
function sizeFrom(loads: readonly Step[], from: number): number {
  const version = versionIn(loads[from]!);
  if (version === null) return 0;
  let size = 0;
  for (let i = from; i < loads.length; i++) if (isOfHerd(loads, from, version, i)) size++;
  return size;
}

function herdFrom(loads: readonly Step[], from: number): readonly Step[] {
  const version = versionIn(loads[from]!)!;
  return loads.filter((_, i) => i >= from && isOfHerd(loads, from, version, i));
}

/** It loaded that version of that key, as its read had not done since. */
function isOfHerd(loads: readonly Step[], from: number, version: SqlValue, at: number): boolean {
  const { operation } = loads[at]!;
  if (operation!.key !== loads[from]!.operation!.key || versionIn(loads[at]!) !== version) return false;
  for (let i = from; i < at; i++)
    if (loads[i]!.operation === operation && versionIn(loads[i]!) === version) return false;
  return true;
}

/** Null: it selected nothing, or failed. */
function versionIn({ reply, state }: Step): SqlValue {
  if (state !== 'done' || reply === null || typeof reply !== 'object' || !('kind' in reply) || reply.kind !== 'rows')
    return null;
  const row = reply.rows[0];
  if (row === undefined) return 'no row';
  return row['version'] ?? row['value'] ?? JSON.stringify(row);
}

/** How many different reads these steps belong to. */
export function readsAmong(loads: readonly Step[]): number {
  let reads = 0;
  for (let i = 0; i < loads.length; i++) {
    let isFirst = true;
    for (let j = 0; j < i && isFirst; j++) isFirst = loads[j]!.operation !== loads[i]!.operation;
    if (isFirst) reads++;
  }
  return reads;
}

/** The steps of the herd that the violation names. */
export function herdIn(steps: readonly Step[], { read, earlier }: Violation): readonly Step[] {
  // Before the observer, who loads as well.
  const end = steps.findLastIndex(({ operation }) => operation === read.operation) + 1;
  const loads = loadsOf({ steps, observedFrom: end });
  const has = (herd: readonly Step[], wanted: Operation | undefined): boolean =>
    herd.some(({ operation }) => operation === wanted);
  const herds = loads.map((step, i) => (versionIn(step) === null ? NO_STEPS : herdFrom(loads, i)));
  return herds.find((herd) => has(herd, earlier) && has(herd, read.operation)) ?? NO_STEPS;
}
