/** Walks a recorded run: on a terminal key by key, forward and back; elsewhere all of it, one step after the other. */
import { emitKeypressEvents } from 'node:readline';
import type { Style } from '../style.ts';
import { frameOf } from './frame.ts';
import type { Cursor, Key } from './keys.ts';
import { afterKey, START } from './keys.ts';
import { screenOf } from './screen.ts';
import type { Walk } from './view.ts';

export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly style: Style;
}

const COLUMNS_DEFAULT = 80;
const ROWS_DEFAULT = 24;
/** A screen of its own, so that what was in the terminal before is there again afterwards. */
const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const CLEAR = '\x1b[2J\x1b[H';

/** Resolves when the user has seen enough. */
export async function walk(run: Walk, terminal: Terminal): Promise<void> {
  const { input, output } = terminal;
  if (input.isTTY && output.isTTY) return interactively(run, terminal);
  output.write(allFrames(run, terminal.style));
}

/** Each moment from the start to the end. */
export function allFrames(run: Walk, style: Style, columns = COLUMNS_DEFAULT): string {
  const moments = [0, ...run.trace.steps.map(({ number }) => number)];
  const frames = moments.map((position) => frameOf(run, position, { style, columns }).join('\n'));
  return `${[run.title, ...frames].join('\n\n')}\n\n`;
}

function interactively(run: Walk, { input, output, style }: Terminal): Promise<void> {
  return new Promise((resolve) => {
    let cursor: Cursor = START;
    const draw = (): void => {
      // Some terminals say that they have no columns.
      const [columns, rows] = [output.columns || COLUMNS_DEFAULT, output.rows || ROWS_DEFAULT];
      output.write(CLEAR + screenOf(run, cursor.position, { style, columns, rows, typed: cursor.typed }));
    };
    const onKey = (_: string | undefined, key: Key): void => {
      cursor = afterKey(cursor, key, run.trace.steps.length);
      if (!cursor.isOver) return draw();
      input.off('keypress', onKey);
      output.off('resize', draw);
      input.setRawMode(false);
      input.pause();
      output.write(LEAVE);
      resolve();
    };
    emitKeypressEvents(input);
    input.setRawMode(true);
    input.on('keypress', onKey);
    output.on('resize', draw);
    input.resume();
    output.write(ENTER);
    draw();
  });
}
