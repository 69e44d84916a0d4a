/**
 * Which rows a statement can reach, without executing it: for those who want to know what it depends on. It is read from
 * the text, as the embedded engine reads it, so it is the same whichever engine executes the statement.
 */
import type { SqlValue } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import type { Access, Ranges } from './access.ts';
import { planAccess, rangesOf } from './access.ts';
import { ITEMS_ONLY, items } from './catalogue.ts';
import type { Ast } from './ast.ts';
import { nameOf, parse } from './ast.ts';
import { translate } from './dialect.ts';
import { SqlError } from './errors.ts';
import type { Environment, ParamType } from './expression.ts';
import { tableNameOf, tableOf } from './tables.ts';

export interface Reach {
  readonly kind:
    | 'read'
    | 'shared-lock'
    | 'lock'
    | 'update'
    | 'delete'
    | 'insert'
    | 'begin'
    | 'snapshot'
    | 'commit'
    | 'rollback'
    | 'isolation'
    /** About nothing that others can see: a savepoint, `SELECT 1`. */
    | 'nothing';
  /** Ids of the rows; `all` when it may be any, or rows that are not there. */
  readonly ids: readonly number[] | 'all';
  /** Left out: `items`. Of a strategy's own table, `ids` is always `all`. */
  readonly table?: string;
  readonly readsTime: boolean;
  /** SET … ISOLATION LEVEL: which, and for how long. */
  readonly isolation?: { readonly level: string; readonly isForSession: boolean };
}

interface Known {
  readonly kind: Reach['kind'];
  /** Null: all rows. */
  readonly access: Access | null;
  readonly table?: string;
  readonly isolation?: Reach['isolation'];
}

const known = new Map<string, Known | null>();
/** A strategy that writes values into its SQL text makes a new text each time; then we begin again. */
const KNOWN_MAX = 10_000;
const TIME = /\b(?:NOW|SYSDATE|CUR(?:RENT_)?(?:DATE|TIME)|CURRENT_TIMESTAMP|LOCALTIME|UNIX_TIMESTAMP|UTC_\w+)\b/i;

/** Null: a statement that we do not understand; it may reach everything. */
export function reachOf(sql: string, params: readonly SqlValue[], isPrepared: boolean): Reach | null {
  let statement = known.get(sql);
  if (statement === undefined) {
    if (known.size >= KNOWN_MAX) known.clear();
    statement = understand(sql, params, isPrepared);
    known.set(sql, statement);
  }
  if (statement === null) return null;
  const { kind, access, table, isolation } = statement;
  const ids = access === null ? 'all' : idsOf(access, params);
  return {
    ...{ kind, ids, readsTime: TIME.test(sql) },
    ...(table !== undefined && { table }),
    ...(isolation !== undefined && { isolation }),
  };
}

function idsOf(access: Access, params: readonly SqlValue[]): readonly number[] | 'all' {
  const ranges: Ranges = rangesOf(access, { params, nowMs: 0, incoming: null, aggregates: [] });
  return ranges.every(({ low, high }) => low === high) ? ranges.map(({ low }) => low) : 'all';
}

function understand(sql: string, params: readonly SqlValue[], isPrepared: boolean): Known | null {
  const control = understandControl(sql);
  if (control !== null) return control;
  try {
    const dialect = translate(sql, isPrepared);
    const tree = parse(dialect.sql, dialect.tokens[0]?.upper ?? '', sql);
    const { type } = tree;
    const name = tableNameOf(tree);
    const own = name === null || name === items.name ? {} : { table: name };
    if (type === 'insert' || type === 'replace')
      return isOneTable(tree) ? { kind: 'insert', access: null, ...own } : null;
    if (type !== 'select' && type !== 'update' && type !== 'delete') return null;
    if (name === null) return { kind: 'nothing', access: null };
    const { locking } = dialect;
    const kind =
      type !== 'select' ? type : locking === null ? 'read' : locking.mode === 'shared' ? 'shared-lock' : 'lock';
    if (name !== items.name) return isOneTable(tree) ? { kind, access: null, ...own } : null;
    const { table, alias } = tableOf(type === 'update' ? tree.table : tree.from, { sql, catalogue: ITEMS_ONLY });
    if (table === null) return { kind: 'nothing', access: null };
    const environment: Environment = {
      ...{
        sql,
        catalogue: ITEMS_ONLY,
        table,
        alias,
        rowAlias: dialect.rowAlias,
        strings: dialect.strings,
        strict: false,
        aggregates: null,
      },
      params: params.map(typeOf),
      clause: 'where clause',
    };
    const access = planAccess((tree.where as Ast | null) ?? null, environment);
    if (type === 'select') return { kind, access };
    const movesKey =
      type === 'update' && (tree.set as readonly Ast[]).some((s) => nameOf(s.column) === table.primaryKey);
    return { kind, access: movesKey ? null : access };
  } catch (error) {
    if (error instanceof NotEmbedded || error instanceof SqlError) return null;
    throw error;
  }
}

/** No join, no table of another database, no subquery. */
function isOneTable(tree: Ast): boolean {
  const from = (tree.type === 'select' || tree.type === 'delete' ? tree.from : tree.table) as readonly Ast[];
  const selects = JSON.stringify(tree).split('"type":"select"').length - 1;
  return from.length === 1 && (from[0]!.db ?? null) === null && selects === (tree.type === 'select' ? 1 : 0);
}

const CONTROL: readonly (readonly [RegExp, Reach['kind']])[] = [
  [/^(?:begin(?: work)?|start transaction(?: read (?:only|write))?)$/, 'begin'],
  [/^start transaction with consistent snapshot/, 'snapshot'],
  [/^commit(?: work)?$/, 'commit'],
  [/^rollback(?: work)?$/, 'rollback'],
  [/^(?:savepoint|release savepoint) \S+$/, 'nothing'],
];
const ISOLATION =
  /^set (session |local |@@session\.)?(?:transaction isolation level |transaction_isolation ?= ?')([a-z -]+)'?$/;

function understandControl(sql: string): Known | null {
  const text = sql.trim().replace(/\s*;$/, '').replaceAll(/\s+/g, ' ').toLowerCase();
  const isolation = ISOLATION.exec(text);
  if (isolation !== null) {
    const level = isolation[2]!.replaceAll('-', ' ').toUpperCase();
    const isForSession = isolation[1] !== undefined || text.includes('transaction_isolation');
    return { kind: 'isolation', access: null, isolation: { level, isForSession } };
  }
  const kind = CONTROL.find(([pattern]) => pattern.test(text))?.[1];
  return kind === undefined ? null : { kind, access: null };
}

/** How the value is compared with the key; the exact type does not matter here. */
function typeOf(value: SqlValue): ParamType {
  if (value === null) return { type: 'null', scale: 0, isAdaptable: false };
  return { type: typeof value === 'string' ? 'text' : 'integer', scale: 0, isAdaptable: true };
}
