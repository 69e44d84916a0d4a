/** The isolation matrix, and single schedules, in the terminal. */
import { type Anomaly, LEVELS, type Level } from '../../harness/isolation/anomaly.ts';
import { type Cell, isAsExpected, performanceOf } from '../../harness/isolation/matrix.ts';
import { outcomeInWords, preventedBy, resultInWords } from '../../harness/isolation/words.ts';
import type { Style } from '../style.ts';

const SHORT = {
  'READ UNCOMMITTED': 'RU',
  'READ COMMITTED': 'RC',
  'REPEATABLE READ': 'RR',
  SERIALIZABLE: 'S',
} as const satisfies Record<Level, string>;

const CELL_WIDTH = 11;
const SQL_WIDTH = 62;

/** One row an anomaly, one column a level. */
export function renderMatrix(cells: readonly Cell[], style: Style): string {
  const levels = LEVELS.filter((level) => cells.some((cell) => cell.level === level));
  const anomalies = [...new Set(cells.map(({ anomaly }) => anomaly))];
  const nameWidth = Math.max(...anomalies.map(({ name }) => name.length)) + 2;
  const titleWidth = Math.max(...anomalies.map(({ title }) => title.length)) + 2;
  const head = ' '.repeat(nameWidth + titleWidth) + levels.map((level) => SHORT[level].padEnd(CELL_WIDTH)).join('');
  const rows = anomalies.map((anomaly) => {
    const own = cells.filter((cell) => cell.anomaly === anomaly);
    const marks = levels.map((level) => renderMark(own.find((cell) => cell.level === level)!, style));
    return `${style('bold', anomaly.name.padEnd(nameWidth))}${anomaly.title.padEnd(titleWidth)}${marks.join('')}`;
  });
  const legend = levels.map((level) => `${SHORT[level]} ${level}`).join(' · ');
  return [head, ...rows, '', style('dim', legend)].map((line) => `${line.trimEnd()}\n`).join('');
}

function renderMark(cell: Cell, style: Style): string {
  const text = verdictOf(cell).padEnd(CELL_WIDTH);
  if (!isAsExpected(cell)) return style('red', text.replace(/ {2}$/, ' ≠'));
  return performanceOf(cell).happened ? style('yellow', text) : text;
}

/** `possible`, or `no` with what prevents it: `no: waits`, `no: 1213`. */
function verdictOf(cell: Cell): string {
  const performance = performanceOf(cell);
  if (performance.happened) return 'possible';
  const by = preventedBy(performance);
  return by === null ? 'no' : `no: ${by}`;
}

/** An anomaly's schedule at each level, statement by statement. */
export function renderSchedules(anomaly: Anomaly, cells: readonly Cell[], style: Style): string {
  const lines = [`${style('bold', anomaly.name)}  ${anomaly.title}`, `  ${anomaly.means}`];
  for (const cell of cells) {
    const { turns, final } = performanceOf(cell);
    lines.push('', `  ${style('bold', cell.level)}: ${verdictOf(cell)}`);
    turns.forEach((turn, index) => {
      const statement = `${String(index + 1).padStart(5)} T${turn.session}  ${turn.sql.padEnd(SQL_WIDTH)}`;
      lines.push(`${statement} ${resultInWords(turn)}`);
    });
    lines.push(style('dim', `${' '.repeat(9)}${'at the end'.padEnd(SQL_WIDTH + 1)} ${outcomeInWords(final)}`));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** What is not as it should be; empty when all is. */
export function renderProblems(cells: readonly Cell[]): readonly string[] {
  return cells.flatMap((cell) => {
    const { anomaly, level, isAllowed, difference } = cell;
    const place = `${anomaly.name} under ${level}`;
    const wrong = (['embedded', 'real'] as const).flatMap((engine) => {
      const performance = cell[engine];
      if (performance === null || performance.happened === isAllowed) return [];
      return [`${place}: ${engine} ${performance.happened ? 'allows' : 'prevents'} it, unlike the literature`];
    });
    return difference === null ? wrong : [...wrong, `${place}: the engines differ at ${difference}`];
  });
}
