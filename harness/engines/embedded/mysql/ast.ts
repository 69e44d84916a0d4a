/** The parts of node-sql-parser's syntax tree that are read here, and the call of the parser. */
import sqlParser from 'node-sql-parser/build/mysql.js';
import { NotEmbedded } from '../not-embedded.ts';
import { parseError } from './errors.ts';

/** One node of any kind. The parser's own types do not fit what it returns, so every field is checked where it is used. */
export interface Ast {
  readonly type: string;
  readonly operator?: string;
  readonly left?: Ast;
  readonly right?: Ast;
  readonly expr?: Ast;
  readonly cond?: Ast;
  readonly result?: Ast;
  readonly args?: Ast | readonly Ast[];
  readonly value?: unknown;
  readonly name?: string | { readonly name: readonly { readonly value: string }[] };
  readonly column?: string;
  readonly table?: unknown;
  readonly parentheses?: boolean;
  readonly [field: string]: unknown;
}

const parser = new sqlParser.Parser();

/** What a statement can begin with in MySQL. Anything else is a syntax error there, too. */
const VERBS = new Set(
  (
    'ALTER ANALYZE BEGIN BINLOG CALL CHANGE CHECK CHECKSUM COMMIT CREATE DEALLOCATE DELETE DESC DESCRIBE DO DROP EXECUTE EXPLAIN ' +
    'FLUSH GET GRANT HANDLER IMPORT INSERT INSTALL KILL LOAD LOCK OPTIMIZE PREPARE PURGE RELEASE RENAME REPAIR REPLACE RESET ' +
    'RESIGNAL REVOKE ROLLBACK SAVEPOINT SELECT SET SHOW SHUTDOWN SIGNAL START STOP TABLE TRUNCATE UNINSTALL UNLOCK UPDATE USE ' +
    'VALUES WITH XA ('
  ).split(' '),
);

/** @param original the statement as the client wrote it, for messages. */
export function parse(sql: string, verb: string, original: string): Ast {
  if (!VERBS.has(verb)) throw parseError(original.slice(0, 80));
  let tree: unknown;
  try {
    tree = parser.astify(sql, { database: 'mysql' });
  } catch {
    throw new NotEmbedded(`this statement (a syntax error, or SQL that its parser cannot read): ${original}`);
  }
  if (Array.isArray(tree)) throw new NotEmbedded(`several statements at once: ${original}`);
  return tree as Ast;
}

/** A table's or column's name, however it was quoted. */
export function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'value' in value) return nameOf(value.value);
  if (typeof value === 'object' && value !== null && 'expr' in value) return nameOf(value.expr);
  return null;
}

/** The upper-case name of a function call. */
export function functionName(node: Ast): string {
  const name = typeof node.name === 'string' ? node.name : (node.name?.name.map((part) => part.value).join('.') ?? '');
  return name.toUpperCase();
}

/** The nodes of an expression list, a function's arguments, or nothing. */
export function listOf(node: Ast | readonly Ast[] | null | undefined): readonly Ast[] {
  if (node === null || node === undefined) return [];
  if (Array.isArray(node)) return node as readonly Ast[];
  const single = node as Ast;
  if (single.type === 'expr_list') return single.value as readonly Ast[];
  return [single.expr ?? single];
}
