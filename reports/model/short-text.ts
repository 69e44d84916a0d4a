/** A step in a few words, for a lane that has no room for a whole statement. */
import type { TraceStep } from '../../harness/result.ts';

export interface ShortText {
  /** The command: `GET`, `BEGIN; UPDATE`, `SELECT … FOR UPDATE`. */
  readonly verb: string;
  readonly rest: string;
}

const SQL = /^((?:BEGIN; )?)(SELECT|UPDATE|INSERT|DELETE|REPLACE)\b/i;
/** `SELECT GET_LOCK('rebuild:1', 10) AS hasLock`: the function and the name. */
const LOCK_CALL = /^(BEGIN; )?(?:SELECT|DO) (\w+_LOCKS?) ?\(\s*('(?:[^'\\]|\\.|'')*')?/i;
/** `EVAL "first line of the script…" 1 item:1 v2`: the arguments say more. */
const SCRIPT = /^EVAL(?:SHA)? (?:"[^"]*"|\S+) (.*)$/;

/** `send the update of item:1 to v2`, `deliver the update of item:1`: which value it is says more than that it was updated. */
const EVENT = /^(deliver|send) the (\w+ of (\S+))(?: to (.*))?$/s;
const OFFSET_COMMIT = /^commit offset (\d+ of partition \d+)$/;
/** Of a transaction with one row, the row says more than whose it was. */
const APPLIED_ROW = /^apply .*'s commit: id (\d+) = ([^,]*)$/s;

export function shortText(step: TraceStep): ShortText {
  const lockCall = step.store === 'mysql' ? LOCK_CALL.exec(step.text) : null;
  if (lockCall !== null) return { verb: `${lockCall[1] ?? ''}${lockCall[2]}`, rest: lockCall[3] ?? '' };
  const sql = step.store === 'mysql' || step.store === 'replica' ? SQL.exec(step.text) : null;
  if (sql !== null) {
    const lock = /\bFOR (UPDATE|SHARE)\b/i.exec(step.text)?.[0] ?? '';
    const value = /\bvalue = ('(?:[^'\\]|\\.|'')*')/i.exec(step.text)?.[1] ?? '';
    return { verb: `${sql[1]}${sql[2]}${lock === '' ? '' : ` … ${lock}`}`, rest: value };
  }
  const script = SCRIPT.exec(step.text);
  if (script !== null) return { verb: 'EVAL …', rest: script[1] ?? '' };
  const event = EVENT.exec(step.text);
  if (event !== null)
    return { verb: event[1]!, rest: event[4] === undefined ? event[2]! : `${event[4]} of ${event[3]}` };
  const offset = OFFSET_COMMIT.exec(step.text);
  if (offset !== null) return { verb: 'commit', rest: offset[1]! };
  const applied = APPLIED_ROW.exec(step.text);
  if (applied !== null) return { verb: 'apply', rest: `${applied[2]} of id ${applied[1]}` };
  const words = step.text.split(' ');
  // `local get item:1`: the command is the second word.
  const length = step.store === 'local' ? 2 : 1;
  return { verb: words.slice(0, length).join(' '), rest: words.slice(length).join(' ') };
}

/** What was answered, where `partition 1, offset 0` does not fit. */
export function shortReply(reply: string): string {
  return reply.replace(/^partition (\d+), offset (\d+)$/, 'p$1, offset $2');
}
