/** A counterexample as plain text in ASCII lines and columns: for a message, a ticket, a comment in the code. */
import type { StateView, Trace, TraceStep } from '../../harness/result.ts';
import { keysOf, laneOf, lanesOf } from '../html/geometry/columns.ts';
import { isProof } from '../model/proof.ts';
import { shortReply, shortText } from '../model/short-text.ts';
import { isChanged, type Place, placesOf, stateBefore, valueAt } from '../model/state.ts';
import { excerptOf } from './excerpt.ts';
import { cut, oneLine, wrap } from './one-line.ts';
import { type Subject, titleOf } from './subject.ts';

const STEPS_MAX = 1000;
const PROSE_WIDTH = 100;
const CELL_MAX = 32;
const TABLE_WIDTH = 150;
const PLACES_MAX = 4;

export function textOf(subject: Subject): string {
  const { trace, because, replay } = subject;
  const { steps, leftOut } = excerptOf(trace, STEPS_MAX);
  const parts = [
    [ascii(titleOf(subject)), ...wrap(ascii(because), PROSE_WIDTH)],
    [...(leftOut === null ? [] : [leftOut]), ...tableOf(trace, steps)],
    [...windowLines(trace), '> proves the anomaly, * is part of the argument'],
    [`Replay  ${oneLine(replay)}`],
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** A column for each lane, as long as that is not wider than people read; else one for the actor. */
function tableOf(trace: Trace, steps: readonly TraceStep[]): readonly string[] {
  const lanes = lanesOf(trace);
  const inLanes = table(trace, steps, lanes, (step) => {
    return lanes.map((lane) => (lane === laneOf(trace, step) ? sayingOf(step) : ''));
  });
  if (inLanes[0]!.length <= TABLE_WIDTH) return inLanes;
  return table(trace, steps, ['actor', 'step'], (step) => [laneOf(trace, step), sayingOf(step)]);
}

function table(
  trace: Trace,
  steps: readonly TraceStep[],
  columns: readonly string[],
  saidIn: (step: TraceStep) => readonly string[],
): readonly string[] {
  const keys = keysOf(trace);
  const places = placesOf(trace).filter(({ key }) => keys.includes(key));
  const shown = places.slice(0, PLACES_MAX);
  const head = ['', '#', ...columns, ...shown.map(headOf)].map(ascii);
  const rows = steps.map((step) => {
    const mark = isProof(trace, step) ? '>' : step.witness ? '*' : '';
    const held = shown.map((place) => holding(trace, step, place));
    return [mark, String(step.number), ...saidIn(step), ...held].map(ascii);
  });
  const widths = head.map((title, i) => rows.reduce((width, row) => Math.max(width, row[i]!.length), title.length));
  const lineOf = (cells: readonly string[]): string => {
    const padded = cells.map((cell, i) => (i === 1 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)));
    return [...padded.slice(0, 2 + columns.length), '|', ...padded.slice(2 + columns.length)].join('  ');
  };
  const lines = [head, ...rows].map(lineOf);
  return [lines[0]!.trimEnd(), '-'.repeat(lines[0]!.length), ...lines.slice(1).map((line) => line.trimEnd())];
}

function headOf(place: Place): string {
  return `${storeOf(place)} ${place.key}`;
}

function storeOf(place: Place): string {
  if (place.store === 'local') return place.node;
  if (place.store === 'server') return place.server;
  return place.store === 'replica' ? place.replica : place.store;
}

function sayingOf(step: TraceStep): string {
  const { verb, rest } = shortText(step);
  const asked = cut(`${verb} ${rest}`.trim(), CELL_MAX);
  const reply = step.blockedBy === null ? shortReply(step.reply) : `waits for ${step.blockedBy}`;
  return reply === '' ? asked : `${asked} -> ${cut(reply, CELL_MAX)}`;
}

function holding(trace: Trace, step: TraceStep, place: Place): string {
  const shown = (state: StateView): string => cut(valueAt(state, place) ?? '-', CELL_MAX);
  if (!isChanged(trace, step.number, place)) return shown(step.state);
  return `${shown(stateBefore(trace, step.number))} -> ${shown(step.state)}`;
}

function windowLines({ staleWindows }: Trace): string[] {
  return staleWindows.map(({ store, key, from, to, opens, closes }) => {
    const end = to === null ? 'the end' : `step ${to}${closes === null ? '' : ` (${closes})`}`;
    return ascii(`Stale in ${store}: ${key}, from step ${from} (${opens}) to ${end}`);
  });
}

/** What we write is ASCII; what others have written stays what it is. */
function ascii(text: string): string {
  return oneLine(text).replaceAll('…', '...').replaceAll('→', '->');
}
