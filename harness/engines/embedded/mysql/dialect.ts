/**
 * Turns a MySQL statement into one that node-sql-parser reads correctly, and keeps what was cut out:
 *
 * - string literals and `?` become the named placeholders `:s0`, `:p0`. The parser does not decode quotes inside
 *   strings, joins two strings into an alias, and does not number parameters.
 * - the locking clause of a SELECT and the row alias of an INSERT, which it does not know (`FOR SHARE`, `AS new`).
 * - a bare `DEFAULT` becomes `DEFAULT()`.
 */
import { NotEmbedded } from '../not-embedded.ts';
import { parseError } from './errors.ts';
import { type Token, tokenize } from './tokens.ts';

export interface LockingClause {
  readonly mode: 'shared' | 'exclusive';
  readonly onConflict: 'wait' | 'nowait' | 'skip';
}

export interface Dialect {
  readonly sql: string;
  readonly isPrepared: boolean;
  readonly tokens: readonly Token[];
  readonly strings: readonly string[];
  readonly paramCount: number;
  readonly locking: LockingClause | null;
  /** `new` in `INSERT … VALUES (…) AS new ON DUPLICATE KEY UPDATE value = new.value`. */
  readonly rowAlias: string | null;
  /** The text of each item of a SELECT list: the column's name when there is no alias. */
  readonly items: readonly SelectItem[];
}

export interface SelectItem {
  readonly text: string;
  /** A single string literal: its value is the name. */
  readonly literal: string | null;
  readonly hasParam: boolean;
}

const LOCKING = /^(?:FOR (UPDATE|SHARE)(?: OF [`\w]+)?( NOWAIT| SKIP LOCKED)?|LOCK IN SHARE MODE)$/;

export function translate(sql: string, isPrepared: boolean): Dialect {
  const all = tokenize(sql);
  const tokens = all.at(-1)?.text === ';' ? all.slice(0, -1) : all;
  const extra = tokens.findIndex((token) => token.text === ';' && token.kind === 'symbol');
  if (extra >= 0) throw parseError(sql.slice(tokens[extra]?.end));
  const [body, locking] = cutLocking(tokens, sql);
  const [kept, rowAlias] = cutRowAlias(body, sql);
  const strings: string[] = [];
  let paramCount = 0;
  const parts = kept.map((token, index) => {
    if (token.kind === 'param') return `:p${paramCount++}`;
    if (token.kind === 'string') {
      if (kept[index - 1]?.kind === 'string') throw new NotEmbedded(`two string literals in a row in: ${sql}`);
      return `:s${strings.push(token.text) - 1}`;
    }
    if (token.upper === 'DEFAULT' && kept[index + 1]?.text !== '(') return 'DEFAULT()';
    return token.text;
  });
  return {
    sql: join(kept, parts),
    isPrepared,
    tokens,
    strings,
    paramCount,
    locking,
    rowAlias,
    items: kept[0]?.upper === 'SELECT' ? selectItems(kept, sql) : [],
  };
}

/** Tokens that touched stay together, so that `COUNT(` stays a call. */
function join(tokens: readonly Token[], parts: readonly string[]): string {
  return parts.map((part, index) => (tokens[index - 1]?.end === tokens[index]?.start ? part : ` ${part}`)).join('');
}

function cutLocking(tokens: readonly Token[], sql: string): [readonly Token[], LockingClause | null] {
  if (tokens[0]?.upper !== 'SELECT') return [tokens, null];
  const start = topLevel(tokens, (token, after) =>
    token.upper === 'FOR' ? after?.upper === 'UPDATE' || after?.upper === 'SHARE' : token.upper === 'LOCK',
  );
  if (start < 0) return [tokens, null];
  const clause = tokens
    .slice(start)
    .map((token) => token.upper)
    .join(' ');
  const match = LOCKING.exec(clause);
  if (match === null) throw new NotEmbedded(`\`${clause}\` in: ${sql}`);
  return [
    tokens.slice(0, start),
    {
      mode: match[1] === 'UPDATE' ? 'exclusive' : 'shared',
      onConflict: match[2] === undefined ? 'wait' : match[2] === ' NOWAIT' ? 'nowait' : 'skip',
    },
  ];
}

function cutRowAlias(tokens: readonly Token[], sql: string): [readonly Token[], string | null] {
  if (tokens[0]?.upper !== 'INSERT') return [tokens, null];
  const values = topLevel(tokens, (token) => token.upper === 'VALUES' || token.upper === 'SET');
  const at = topLevel(tokens, (token) => token.upper === 'AS');
  if (at < values || at < 0) return [tokens, null];
  const alias = tokens[at + 1];
  const following = tokens[at + 2];
  if (alias === undefined || (following !== undefined && following.upper !== 'ON')) {
    throw new NotEmbedded(`a row alias with column names in: ${sql}`);
  }
  return [[...tokens.slice(0, at), ...tokens.slice(at + 2)], alias.text.replaceAll('`', '')];
}

function selectItems(tokens: readonly Token[], sql: string): readonly SelectItem[] {
  const from = topLevel(tokens, (token) => ['FROM', 'WHERE', 'ORDER', 'LIMIT'].includes(token.upper));
  const list = tokens.slice(1, from < 0 ? undefined : from);
  const items: SelectItem[] = [];
  let depth = 0;
  let first = 0;
  for (let index = 0; index <= list.length; index++) {
    const text = list[index]?.kind === 'symbol' ? list[index]?.text : '';
    if (text === '(') depth++;
    if (text === ')') depth--;
    if (index < list.length && (text !== ',' || depth > 0)) continue;
    const item = list.slice(first, index);
    const only = item.length === 1 ? item[0] : undefined;
    items.push({
      text: sql.slice(item[0]?.start, item.at(-1)?.end),
      literal: only?.kind === 'string' ? only.text : null,
      hasParam: item.some((token) => token.kind === 'param'),
    });
    first = index + 1;
  }
  return items;
}

function topLevel(tokens: readonly Token[], matches: (token: Token, next: Token | undefined) => boolean): number {
  let depth = 0;
  return tokens.findIndex((token, index) => {
    if (token.kind === 'symbol' && token.text === '(') depth++;
    if (token.kind === 'symbol' && token.text === ')') depth--;
    return depth === 0 && token.kind === 'word' && matches(token, tokens[index + 1]);
  });
}
