/** One moment of a recorded run as lines of text, no wider than the terminal. */
import type { TraceStep } from '../../harness/result.ts';
import { wrap } from '../step-lines.ts';
import type { Style } from '../style.ts';
import type { StateLine, Walk } from './view.ts';
import { stateLines, underWay } from './view.ts';

export interface FrameOptions {
  readonly style: Style;
  readonly columns: number;
}

const LABEL_WIDTH = 11;
/** Shown where a store holds nothing. */
const EMPTY = '(empty)';

/** What happened in a step, and what there was after it. */
export function frameOf(walk: Walk, position: number, { style, columns }: FrameOptions): string[] {
  const { steps, staleWindows } = walk.trace;
  const step = steps[position - 1];
  const windows = staleWindows.flatMap(({ store, key, from, to }) => [
    ...(from === position ? [`stale window of ${key} in ${store} opens`] : []),
    ...(to === position ? [`stale window of ${key} in ${store} closes`] : []),
  ]);
  const sentence = step?.sentence ?? 'Before the first step.';
  return [
    ...wrap(`${headOf(step, steps.length)} ${sentence}`, columns).map((line, i) =>
      i === 0 ? style('bold', line) : line,
    ),
    ...windows.map((text) => style(['yellow', 'bold'], `← ${text}`)),
    ...stateBlock(stateLines(walk, position), style, columns),
    ...listed('In flight', underWay(walk, position), 'nothing', columns),
    ...listed('Next', nextOf(walk, position), 'nothing: the run is over', columns),
  ];
}

function headOf(step: TraceStep | undefined, count: number): string {
  if (step === undefined) return `Start, ${count} steps to come.`;
  return `Step ${step.number} of ${count}${step.at > 0 ? `, ${step.at} ms` : ''}.`;
}

/** The observer's reads are not chosen: they follow in their order. */
function nextOf({ enabled, trace }: Walk, position: number): readonly string[] {
  const observed = trace.steps[position];
  return enabled.get(position) ?? (observed === undefined ? [] : [`${observed.label}, the only thing left to do`]);
}

function stateBlock(lines: readonly StateLine[], style: Style, columns: number): string[] {
  const places = [...new Set(['Redis', 'MySQL', ...lines.map(({ place }) => place)])];
  const keyWidth = Math.max(0, ...lines.map(({ key }) => key.length));
  return places.flatMap((place) => {
    const held = lines.filter((line) => line.place === place);
    if (held.length === 0) return [style('dim', `${place.padEnd(LABEL_WIDTH)}${EMPTY}`)];
    return held.map((line, i) => {
      const label = (i === 0 ? place : '').padEnd(LABEL_WIDTH);
      const text = cut(`${label}${line.key.padEnd(keyWidth)}  ${line.value ?? '–'}${markOf(line)}`, columns);
      return line.change === null ? text : style('yellow', text);
    });
  });
}

function markOf({ change, before }: StateLine): string {
  if (change === null) return '';
  return change === 'new' ? '  ← new' : `  ← was ${before}`;
}

function listed(label: string, items: readonly string[], none: string, columns: number): string[] {
  if (items.length === 0) return [`${label.padEnd(LABEL_WIDTH)}${none}`];
  return items.map((item, i) => cut(`${(i === 0 ? label : '').padEnd(LABEL_WIDTH)}${item}`, columns));
}

export function cut(text: string, columns: number): string {
  return text.length > columns ? `${text.slice(0, Math.max(0, columns - 1))}…` : text;
}
