/**
 * What a cell of the matrix says. The text comes first and the tone repeats it: `never` (the only green one) is given
 * out only where every interleaving was executed, something raced, and every execution ended with a verdict.
 */

import { metricText } from '../metric-text.ts';
import type { Anomaly, Cell, Finding } from './summary.ts';
import { count, percent, percentAtMost, plural } from './wording.ts';

/** `fail` breaks an expectation, `found` shows an anomaly nobody forbade, `unseen` was sampled or cut short. */
export const TONES = ['fail', 'found', 'never', 'unseen', 'unknown'] as const;
export type Tone = (typeof TONES)[number];

export const TONE_WORDS: Readonly<Record<Tone, string>> = {
  fail: 'breaks an expectation',
  found: 'found, and not forbidden',
  never: 'never, in every interleaving',
  unseen: 'not seen, but not every order was tried',
  unknown: 'no verdict, or nothing raced',
};

export interface CellText {
  readonly tone: Tone;
  readonly lines: readonly CellLine[];
  /** What a reader must know before trusting the lines. */
  readonly notes: readonly string[];
}

export interface CellLine {
  readonly anomaly: Anomaly | null;
  readonly text: string;
  readonly failure: string | null;
}

/** The text of a cell, and its tone. */
export function cellText(cell: Cell): CellText {
  if (cell.timed !== undefined) return loadText(cell);
  const found = findings(cell).filter(([, finding]) => finding.schedules > 0);
  const lines = found.map(([anomaly, finding]) => ({
    anomaly,
    text: shareText(cell, finding),
    failure: finding.failure ?? null,
  }));
  if (lines.length > 0) return { tone: foundTone(cell), lines, notes: notesOf(cell, found) };
  const absence = absenceOf(cell);
  const line = { anomaly: null, text: absence.text, failure: null };
  return { tone: isBroken(cell) ? 'fail' : absence.tone, lines: [line], notes: notesOf(cell, found) };
}

const STALE = 'stale_read_rate';

/** Of a load: the share of its reads that were stale. How many of its runs show an anomaly says next to nothing. */
function loadText(cell: Cell): CellText {
  const { value = null, interval = null, samples = 0 } = cell.rates?.[STALE] ?? {};
  const broken = isBroken(cell);
  const notes = (cell.thresholds ?? [])
    .filter(({ verdict }) => verdict === 'fail')
    .map(({ metric }) => `misses ${metric}`);
  const says = (tone: Tone, text: string): CellText => {
    return { tone: broken ? 'fail' : tone, lines: [{ anomaly: null, text, failure: null }], notes };
  };
  if (value === null) return says('unknown', 'nothing to measure');
  const million = (share: number, isBare = false): string => metricText(STALE, 'share', share, isBare);
  if (value === 0) {
    const bound = interval === null ? '' : `, ≤ ${million(interval[1])}`;
    return says('unseen', `no stale read in ${plural(samples, 'read')}${bound}`);
  }
  const bounds = interval === null ? '' : ` (95 %: ${million(interval[0], true)} to ${million(interval[1], true)})`;
  return says('found', `${million(value)} of the reads are stale${bounds}`);
}

/** How often an anomaly was seen. Counts of an exhaustive search are counts: interleavings are not equally likely. */
export function shareText(cell: Cell, finding: Finding): string {
  const { schedules: seen, interval } = finding;
  const { executed } = cell.schedules;
  if (cell.policy !== 'exhaustive' && interval !== undefined) {
    const bounds = `95 %: ${percent(interval[0])} to ${percentAtMost(interval[1])}`;
    return `${count(seen)} of ${plural(executed, 'run')}, ${percent(seen / executed)} (${bounds})`;
  }
  return `${count(seen)} of ${plural(executed, unitOf(cell))}`;
}

function absenceOf(cell: Cell): { readonly tone: Tone; readonly text: string } {
  const { executed, unknown, raced, complete, interleavings, bound } = cell.schedules;
  const runs = plural(executed, unitOf(cell));
  if (executed === 0) return { tone: 'unknown', text: 'nothing was executed' };
  if (raced === 0) return { tone: 'unknown', text: `nothing raced in ${runs}` };
  if (unknown > 0)
    return { tone: 'unknown', text: `unknown: not seen, but ${count(unknown)} of ${runs} gave no verdict` };
  if (!isSearch(cell)) return { tone: 'unseen', text: `never seen in ${runs}${boundText(cell)}` };
  if (!complete) return { tone: 'unseen', text: `not seen in ${runs}, but the search was cut short` };
  if (cell.policy === 'bounded' && interleavings === null)
    return { tone: 'unseen', text: `never in ${runs}, all with at most ${plural(bound ?? 0, 'pre-emption')}` };
  return { tone: 'never', text: `never in ${runs}` };
}

/** The bound that zero of n leaves open, the weakest one where the anomalies differ. */
function boundText(cell: Cell): string {
  const bounds = findings(cell).flatMap(([, { interval }]) => (interval === undefined ? [] : [interval[1]]));
  return bounds.length === 0 ? '' : `, ≤ ${percentAtMost(Math.max(...bounds))}`;
}

function notesOf(cell: Cell, found: readonly (readonly [Anomaly, Finding])[]): readonly string[] {
  const { unknown, complete } = cell.schedules;
  const notes: string[] = [];
  if (found.length > 0 && unknown > 0) notes.push(`${count(unknown)} without a verdict`);
  if (found.length > 0 && isSearch(cell) && !complete) notes.push('search cut short');
  for (const [, { confirmed }] of found) {
    if (confirmed === 'EMBEDDED-ONLY' || confirmed === 'REAL-ONLY') notes.push(confirmed);
  }
  if (cell.twin !== undefined && cell.twin.differences > 0) notes.push('engines differ');
  for (const { anomaly, is, verdict } of cell.expectations) {
    if (verdict === 'fail' && is !== 'never') notes.push(`${anomaly} was expected: ${is}`);
  }
  return [...new Set(notes)];
}

/** It comes to an end by itself, and to no conclusion before. */
function isSearch({ policy }: Cell): boolean {
  return policy === 'exhaustive' || policy === 'bounded';
}

function unitOf(cell: Cell): string {
  if (cell.policy !== 'exhaustive') return cell.policy === 'pinned' ? 'pinned schedule' : 'run';
  // Of each class of equivalent interleavings, one is executed.
  return cell.certificate.covers.unit.startsWith('classes') ? 'execution' : 'interleaving';
}

function foundTone(cell: Cell): Tone {
  return isBroken(cell) ? 'fail' : 'found';
}

function isBroken(cell: Cell): boolean {
  return [...cell.expectations, ...(cell.thresholds ?? [])].some(({ verdict }) => verdict === 'fail');
}

function findings(cell: Cell): readonly (readonly [Anomaly, Finding])[] {
  return Object.entries(cell.anomalies) as [Anomaly, Finding][];
}
