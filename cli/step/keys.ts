/** What a key does to the walk. Pure: the terminal is elsewhere. */

export interface Cursor {
  /** How many steps have been executed. */
  readonly position: number;
  /** Digits of a step number that is being typed. */
  readonly typed: string;
  readonly isOver: boolean;
}

/** As Node's readline names keys. */
export interface Key {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
}

export const START: Cursor = { position: 0, typed: '', isOver: false };

/** @param last the number of the last step */
export function afterKey(cursor: Cursor, { name, sequence = '', ctrl = false }: Key, last: number): Cursor {
  const { position, typed } = cursor;
  const to = (target: number): Cursor => ({
    ...cursor,
    typed: '',
    position: Math.max(0, Math.min(last, target)),
  });
  if (/^\d$/.test(sequence)) return { ...cursor, typed: typed + sequence };
  if (ctrl) return name === 'c' || name === 'd' ? { ...cursor, isOver: true } : cursor;
  switch (name) {
    case 'right':
    case 'n':
    case 'space':
      return to(position + 1);
    case 'left':
    case 'p':
      return to(position - 1);
    case 'home':
      return to(0);
    case 'end':
      return to(last);
    case 'backspace':
      return { ...cursor, typed: typed.slice(0, -1) };
    case 'return':
    case 'enter':
      return typed === '' ? cursor : to(Number(typed));
    case 'escape':
      return { ...cursor, typed: '' };
    case 'q':
      return { ...cursor, isOver: true };
    default:
      return cursor;
  }
}
