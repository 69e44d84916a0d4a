/**
 * Splits a statement into MySQL's tokens. The parser from npm reads literals and some clauses wrongly, so that
 * literals are cut out before it sees them (see dialect.ts).
 */
import { NotEmbedded } from '../not-embedded.ts';
import { parseError } from './errors.ts';

export interface Token {
  readonly kind: 'word' | 'identifier' | 'string' | 'number' | 'param' | 'symbol';
  /** As written; `upper` for keywords, the decoded text for strings. */
  readonly text: string;
  readonly upper: string;
  readonly start: number;
  readonly end: number;
}

const BLANK = /(?:\s|#[^\n]*|--(?:[ \t][^\n]*)?(?=\n|$)|\/\*(?![!+])[\s\S]*?\*\/)+/y;
const PATTERNS = [
  ['word', /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)/y],
  ['identifier', /`(?:[^`]|``)+`/y],
  ['string', /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"/y],
  ['param', /\?/y],
  ['symbol', /->>|->|<=>|<>|!=|<=|>=|@@|[(),.;=<>+\-*/%@]/y],
] as const;

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\x1a',
  '%': '\\%',
  _: '\\_',
};

function decode(literal: string): string {
  const quote = literal.charAt(0);
  return literal
    .slice(1, -1)
    .replace(quote === "'" ? /\\([\s\S])|''/g : /\\([\s\S])|""/g, (_, escaped: string | undefined) =>
      escaped === undefined ? quote : (ESCAPES[escaped] ?? escaped),
    );
}

function next(sql: string, position: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = position;
    const raw = pattern.exec(sql)?.[0];
    if (raw === undefined) continue;
    const text = kind === 'string' ? decode(raw) : raw;
    return {
      kind,
      text,
      upper: kind === 'word' ? raw.toUpperCase() : raw,
      start: position,
      end: position + raw.length,
    };
  }
  if ('!&|^~:{/'.includes(sql.charAt(position))) {
    throw new NotEmbedded(`\`${sql.charAt(position)}\` in: ${sql}`);
  }
  throw parseError(sql.slice(position, position + 80));
}

export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (true) {
    BLANK.lastIndex = position;
    position += BLANK.exec(sql)?.[0].length ?? 0;
    if (position >= sql.length) return tokens;
    const token = next(sql, position);
    const previous = tokens.at(-1);
    if (previous?.end === token.start && isGlued(previous, token)) {
      throw new NotEmbedded(`the literal \`${previous.text}${token.text}\` in: ${sql}`);
    }
    tokens.push(token);
    position = token.end;
  }
}

/** `1e3`, `0x41`, `x'41'`, `_utf8mb4'text'`: literals that nobody needs here, and that must not be misread. */
function isGlued(left: Token, right: Token): boolean {
  if (left.kind === 'number') return right.kind === 'word' || right.kind === 'number';
  return left.kind === 'word' && right.kind === 'string' && /^(_\w+|[nxb])$/i.test(left.text);
}
