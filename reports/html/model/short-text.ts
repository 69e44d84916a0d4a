/** A step in a few words, for a lane that has no room for a whole statement. */
import type { TraceStep } from '../../../harness/result.ts';

export interface ShortText {
  /** The command: `GET`, `BEGIN; UPDATE`, `SELECT … FOR UPDATE`. */
  readonly verb: string;
  readonly rest: string;
}

const SQL = /^((?:BEGIN; )?)(SELECT|UPDATE|INSERT|DELETE|REPLACE)\b/i;
/** `EVAL "first line of the script…" 1 item:1 v2`: the arguments say more. */
const SCRIPT = /^EVAL(?:SHA)? (?:"[^"]*"|\S+) (.*)$/;

export function shortText(step: TraceStep): ShortText {
  const sql = step.store === 'mysql' || step.store === 'replica' ? SQL.exec(step.text) : null;
  if (sql !== null) {
    const lock = /\bFOR (UPDATE|SHARE)\b/i.exec(step.text)?.[0] ?? '';
    const value = /\bvalue = ('(?:[^'\\]|\\.|'')*')/i.exec(step.text)?.[1] ?? '';
    return { verb: `${sql[1]}${sql[2]}${lock === '' ? '' : ` … ${lock}`}`, rest: value };
  }
  const script = SCRIPT.exec(step.text);
  if (script !== null) return { verb: 'EVAL …', rest: script[1] ?? '' };
  const words = step.text.replace(/^(deliver|send) the /, '$1 ').split(' ');
  // `local get item:1`: the command is the second word.
  const length = step.store === 'local' ? 2 : 1;
  return { verb: words.slice(0, length).join(' '), rest: words.slice(length).join(' ') };
}
