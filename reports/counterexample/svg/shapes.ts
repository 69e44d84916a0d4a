/** Bars, dots, arrows, waits and stale windows. */
import type { Arrow, Band, Bar, Dot, Marks, Wait } from '../../html/geometry/marks.ts';
import { element } from '../../xml/escape.ts';

const INK = '#4a525c';
const STALE = '#b03a00';
const HEAD_LENGTH = 7;

export const PATTERNS = [
  '<defs>',
  pattern('stale', 7, 45, '#f2c4ad'),
  pattern('wait', 5, -45, '#868e98'),
  '</defs>',
].join('');

/** Marks outside of the span are left out. */
export function drawMarks(marks: Marks, [top, bottom]: readonly [top: number, bottom: number]): string[] {
  const isSeen = (y1: number, y2: number): boolean => y2 >= top && y1 <= bottom;
  return [
    ...marks.bands.filter(({ y1, y2 }) => isSeen(y1, y2)).map(band),
    ...marks.bars.filter(({ y1, y2 }) => isSeen(y1, y2)).map(bar),
    ...marks.waits.filter(({ y1, y2 }) => isSeen(y1, y2)).map(wait),
    ...marks.arrows.filter(({ y }) => isSeen(y, y)).map(arrow),
    ...marks.dots.filter(({ y }) => isSeen(y, y)).map(dot),
  ];
}

function band({ x, width, y1, y2, open }: Band): string {
  const edge = `M${x} ${y2}V${y1}H${x + width}V${y2}${open ? '' : 'Z'}`;
  return [
    element('rect', { x, y: y1, width, height: Math.max(0, y2 - y1), fill: 'url(#stale)' }),
    element('path', { d: edge, fill: 'none', stroke: STALE, 'stroke-width': 1.5 }),
  ].join('');
}

function bar({ x, y1, y2, stale, open }: Bar): string {
  const d = `M${x} ${y1}V${y2}`;
  const dash = open ? '4 3' : undefined;
  return element('path', { d, stroke: stale ? STALE : '#868e98', 'stroke-width': 4, 'stroke-dasharray': dash });
}

function wait({ x, y1, y2 }: Wait): string {
  return element('rect', { x: x - 6, y: y1, width: 12, height: Math.max(0, y2 - y1), fill: 'url(#wait)' });
}

function arrow({ x1, x2, y, dropped }: Arrow): string {
  const end = dropped ? x2 - 26 : x2 - HEAD_LENGTH;
  const head = dropped
    ? { d: `M${end} ${y - 5}l10 10m0-10l-10 10`, stroke: STALE, 'stroke-width': 2 }
    : { d: `M${x2} ${y}l-${HEAD_LENGTH} -4v8z`, fill: INK };
  const shaft = {
    d: `M${x1} ${y}H${end}`,
    stroke: dropped ? STALE : INK,
    'stroke-dasharray': dropped ? '4 3' : undefined,
  };
  return element('path', shaft) + element('path', head);
}

function dot({ x, y, kind, witness, proof }: Dot): string {
  const fill = kind === 'blocked' ? '#ffffff' : proof || kind === 'fault' ? STALE : INK;
  const ring = witness ? element('circle', { cx: x, cy: y, r: 10, fill: 'none', stroke: proof ? STALE : INK }) : '';
  return ring + element('circle', { cx: x, cy: y, r: 5.5, fill, stroke: kind === 'fault' ? STALE : INK });
}

function pattern(id: string, size: number, degrees: number, fill: string): string {
  const tile = element('rect', { width: 2, height: size, fill });
  const at = { id, width: size, height: size, patternUnits: 'userSpaceOnUse', patternTransform: `rotate(${degrees})` };
  return element('pattern', at, tile);
}
