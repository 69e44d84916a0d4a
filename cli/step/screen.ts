/** A whole screen of the walk: the steps around the present one, the moment itself, and the keys. */
import type { FrameOptions } from './frame.ts';
import { cut, frameOf } from './frame.ts';
import type { Walk } from './view.ts';

export interface ScreenOptions extends FrameOptions {
  readonly rows: number;
  /** Digits that have been typed and not yet entered. */
  readonly typed: string;
}

const KEYS = '→ next  ← back  Home start  End end  number+Enter jump  q quit';
/** Fewer steps than these are not worth showing, however small the terminal. */
const STEPS_MIN = 3;
/** The title, two rules, and the keys. */
const FRAME_ROWS = 4;

export function screenOf(walk: Walk, position: number, options: ScreenOptions): string {
  const { style, columns, rows, typed } = options;
  const frame = frameOf(walk, position, options);
  const rule = style('dim', '─'.repeat(columns));
  const room = Math.max(STEPS_MIN, rows - frame.length - FRAME_ROWS - 1);
  return [
    style('bold', cut(walk.title, columns)),
    rule,
    ...stepRows(walk, position, room, options),
    rule,
    ...frame,
    style('dim', cut(typed === '' ? KEYS : `to step ${typed}: Enter`, columns)),
  ].join('\n');
}

/** As many steps as there is room for, the present one in the middle where that can be. */
function stepRows({ trace }: Walk, position: number, room: number, { style, columns }: ScreenOptions): string[] {
  const { steps } = trace;
  const first = Math.max(0, Math.min(position - 1 - Math.floor(room / 2), steps.length - room));
  const actorWidth = Math.max(...steps.map(({ actor }) => actor.length));
  return steps.slice(first, first + room).map(({ number, actor, text, reply }) => {
    const left = `${number === position ? '▸' : ' '}${String(number).padStart(3)} ${actor.padEnd(actorWidth)}  `;
    const replyWidth = Math.min(reply.length, Math.floor((columns - left.length) / 3));
    const textWidth = columns - left.length - replyWidth - 2;
    const line = `${left}${cut(text, textWidth).padEnd(textWidth)}  ${cut(reply, replyWidth)}`.trimEnd();
    return number === position ? style('bold', line) : number > position ? style('dim', line) : line;
  });
}
