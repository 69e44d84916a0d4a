/** The interleaving as one picture that needs nothing else: the diagram of the report, for slides and design documents. */
import type { Trace } from '../../../harness/result.ts';
import { columnsOf, keysOf, KEYS_MAX, widthOf } from '../../html/geometry/columns.ts';
import { marksOf } from '../../html/geometry/marks.ts';
import { heightOf, rowsOf } from '../../html/geometry/rows.ts';
import { element, xmlText } from '../../xml/escape.ts';
import { excerptOf } from '../excerpt.ts';
import { type Subject, titleOf } from '../subject.ts';
import { headTexts, rowTexts } from './labels.ts';
import { drawMarks, PATTERNS } from './shapes.ts';
import { FONTS, line, text, wrapped } from './text.ts';

const STEPS_MAX = 500;
const MARGIN = 24;
const ROOM_WIDTH = 1400;
const LINE_HEIGHT = 18;
const HEAD_HEIGHT = 44;

export function svgOf(subject: Subject): string {
  const { trace } = subject;
  const columns = columnsOf(trace, keysOf(trace).slice(0, KEYS_MAX), { roomWidth: ROOM_WIDTH });
  const rows = rowsOf(trace);
  const marks = marksOf(trace, columns, rows);
  const { leftOut, top, height, numbers } = spanOf(trace, rows);
  const width = widthOf(columns);
  const title = titleOf(subject);
  const prose = [subject.because, ...(leftOut === null ? [] : [leftOut])].flatMap((one) => wrapped(one, width));
  const proseHeight = 36 + prose.length * LINE_HEIGHT;
  const tableY = MARGIN + proseHeight + HEAD_HEIGHT;
  const total = { width: width + 2 * MARGIN, height: tableY + height + 2 * LINE_HEIGHT + MARGIN };
  const seen = rows.filter(({ step }) => numbers.has(step.number));
  const body = [
    ...columns.map(({ x }) => line(x, top, x, top + height, '#dfe3e8')),
    ...drawMarks(marks, [top, top + height]),
    ...seen.flatMap((row) => rowTexts(trace, columns, row)),
  ];
  const parts = [
    element('title', {}, xmlText(title)),
    element('desc', {}, xmlText(subject.because)),
    PATTERNS,
    element('rect', { width: '100%', height: '100%', fill: '#ffffff' }),
    text(MARGIN, MARGIN + 16, title, { 'font-size': 18, 'font-weight': 600, 'font-family': FONTS.prose }),
    ...prose.map((words, index) =>
      text(MARGIN, MARGIN + 42 + index * LINE_HEIGHT, words, { 'font-size': 13, 'font-family': FONTS.prose }),
    ),
    element('g', { transform: `translate(${MARGIN} ${tableY - HEAD_HEIGHT})` }, headTexts(columns).join('')),
    line(MARGIN, tableY, MARGIN + width, tableY, '#868e98'),
    element(
      'svg',
      { x: MARGIN, y: tableY, width, height, viewBox: `0 ${top} ${width} ${height}` },
      `\n${body.join('\n')}\n`,
    ),
    text(MARGIN, total.height - MARGIN, subject.replay, { 'font-size': 11, fill: '#656d78' }),
  ];
  const root = { xmlns: 'http://www.w3.org/2000/svg', ...total, viewBox: `0 0 ${total.width} ${total.height}` };
  const attributes = { ...root, role: 'img', fill: '#16191d', 'font-family': FONTS.code, 'font-size': 12 };
  return `${element('svg', attributes, `\n${parts.join('\n')}\n`)}\n`;
}

/** The part of the table that is drawn. */
function spanOf(trace: Trace, rows: ReturnType<typeof rowsOf>) {
  const { steps, leftOut } = excerptOf(trace, STEPS_MAX);
  const numbers = new Set(steps.map(({ number }) => number));
  const [first, last] = [rows[(steps[0]?.number ?? 1) - 1], rows[(steps.at(-1)?.number ?? 1) - 1]];
  const top = first?.top ?? 0;
  const bottom = last === undefined ? heightOf(rows) : last.top + last.height;
  return { leftOut, top, height: bottom - top, numbers };
}
