/** SQL that no engine executes, because it would reach beyond its run: to other runs, to other users, or to real time. */
import { lockCallOf, lockFunctionIn } from './named-locks.ts';

export interface Refusal {
  /** In MySQL's words: `GET_LOCK(`, `LOCK`. */
  readonly what: string;
  readonly because: string;
  /** What to write instead. */
  readonly fix: string;
}

const REFUSED: readonly (readonly [pattern: RegExp, because: string, fix: string])[] = [
  [
    /^(create|alter|drop|rename|truncate|analyze|optimize|repair)\b/i,
    'runs share their table definitions',
    'use the table items, which each run has for itself',
  ],
  [/^(lock|unlock)\b/i, 'table locks are not observed', 'lock rows with SELECT … FOR UPDATE'],
  [/^set\s+(@@)?(global|persist|persist_only)\b/i, 'it changes the server for everybody', 'SET SESSION instead'],
  [
    /^(use|kill|flush|reset|shutdown|restart|grant|revoke|install|uninstall|purge|xa|change|start\s+replica|stop\s+replica)\b/i,
    'it reaches beyond the run',
    'leave it out',
  ],
  [
    /\bis_used_lock(?=\s*\()/i,
    'it answers with the number of a connection, which differs from run to run',
    'ask with IS_FREE_LOCK(), or remember what GET_LOCK() has answered',
  ],
  [
    /^set\s+(?:session\s+|local\s+|@@(?:session\.|local\.)?)?(?:timestamp|time_zone)\b/i,
    'the time is virtual, and the same for all',
    'use clock.sleep() to let time pass',
  ],
  [/\bsleep(?=\s*\()/i, 'it waits in real time', 'use clock.sleep()'],
];

const QUOTED = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"/gs;
const LEADING_NOISE = /^(?:\s|\(|\/\*.*?\*\/|(?:--\s|#)[^\n]*(?:\n|$))+/s;

/** The statement with empty literals, and without comments before it: what is left can be searched for words. */
export function bareSql(sql: string): string {
  return sql.replace(QUOTED, "''").replace(LEADING_NOISE, '');
}

/** Why no engine executes it; null for what may be executed. */
export function refusalOf(bare: string): Refusal | null {
  for (const [pattern, because, fix] of REFUSED) {
    const match = pattern.exec(bare);
    if (match !== null) return { what: match[0].toUpperCase(), because, fix };
  }
  return lockCallOf(bare) === null ? refusalOfLock(bare) : null;
}

function refusalOfLock(bare: string): Refusal | null {
  const call = lockFunctionIn(bare)?.toUpperCase();
  if (call === undefined) return null;
  const because = 'a statement may wait for one named lock, and do nothing else';
  return { what: `${call} inside of another statement`, because, fix: `write it alone: SELECT ${call}(…) AS answer` };
}
