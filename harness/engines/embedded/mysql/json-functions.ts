/** What is taken out of JSON. */
import { NotEmbedded } from '../not-embedded.ts';
import type { Ast } from './ast.ts';
import { compile, type Environment, type Expression } from './expression.ts';
import { type Json, lookUp, readJson, readPath, writeJson } from './json-text.ts';

/** `JSON_EXTRACT(column, '$.path')`, and `column -> '$.path'`. */
export function extracted(document: Ast, path: Ast, environment: Environment): Expression {
  const from = compile(document, environment);
  const refusal = new NotEmbedded(`JSON_EXTRACT of this form in: ${environment.sql}`);
  const text = path.type === 'param' && String(path.value).startsWith('s') ? literalOf(path, environment) : null;
  const steps = text === null ? null : readPath(text);
  if (from.kind !== 'json' || steps === null) throw refusal;
  const { constant } = from;
  return {
    ...{ type: 'text', kind: 'json', scale: 0, collation: 'binary', constant },
    evaluate: (row, scope) => {
      const value = from.evaluate(row, scope) as string | null;
      const found = value === null ? undefined : lookUp(readJson(value) as Json, steps);
      return found === undefined ? null : writeJson(found);
    },
  };
}

function literalOf(node: Ast, { strings }: Environment): string {
  return strings[Number(String(node.value).slice(1))] as string;
}

/** `JSON_UNQUOTE(…)`. */
export function unquoted(inner: Expression, { sql }: Environment): Expression {
  if (inner.kind !== 'json') throw new NotEmbedded(`JSON_UNQUOTE of a text in: ${sql}`);
  const { constant } = inner;
  return {
    ...{ type: 'text', scale: 0, collation: 'binary', constant },
    evaluate: (row, scope) => {
      const value = inner.evaluate(row, scope) as string | null;
      const json = value === null ? null : readJson(value);
      return typeof json === 'string' ? json : value;
    },
  };
}
