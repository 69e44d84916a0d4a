/**
 * Which rows a statement can reach, without executing it: for those who want to know what it depends on. It is read from
 * the text, as the embedded engine reads it, so it is the same whichever engine executes the statement.
 */
import type { SqlValue } from '../../engine.ts';
import { lockCallOf, type LockCall, type LockFunction } from '../../named-locks.ts';
import { NotEmbedded } from '../not-embedded.ts';
import type { Access, Ranges } from './access.ts';
import { EVERYTHING, planAccess, rangesOf } from './access.ts';
import { type Catalogue, isKeyName, ITEMS_ONLY, items, type Table } from './catalogue.ts';
import type { Ast } from './ast.ts';
import { listOf, nameOf, parse } from './ast.ts';
import { type Dialect, translate } from './dialect.ts';
import { SqlError } from './errors.ts';
import { compile, type Environment, type ParamType } from './expression.ts';
import { lockNameOf } from './named-lock-statement.ts';
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
    /** A call about a lock with a name; no rows. */
    | 'named-lock'
    /** About nothing that others can see: a savepoint, `SELECT 1`. */
    | 'nothing';
  /** Ids of the rows; `all` when it may be any, or rows that are not there. */
  readonly ids: readonly number[] | 'all';
  /** Left out: `items`. */
  readonly table?: string;
  readonly readsTime: boolean;
  /** Of a `named-lock`: which function, and the name in lower case; null when that is an error, or not about one name. */
  readonly lock?: { readonly function: LockFunction; readonly name: string | null };
  /** SET … ISOLATION LEVEL: which, and for how long. */
  readonly isolation?: { readonly level: string; readonly isForSession: boolean };
}

export interface Understood {
  readonly kind: Reach['kind'];
  /** Which rows. Null: all of them. */
  readonly access: Access | null;
  readonly table?: string;
  readonly isolation?: Reach['isolation'];
  readonly lock?: (params: readonly SqlValue[]) => NonNullable<Reach['lock']>;
}

/** What a text means with parameters of these types; null when we do not understand it. */
export interface Meaning {
  readonly isPrepared: boolean;
  readonly params: readonly ReturnType<typeof kindOfValue>[];
  readonly statement: Understood | null;
}

/** A strategy that writes values into its SQL text makes a new text each time; then we begin again. */
const UNDERSTOOD_MAX = 10_000;
const TIME = /\b(?:NOW|SYSDATE|CUR(?:RENT_)?(?:DATE|TIME)|CURRENT_TIMESTAMP|LOCALTIME|UNIX_TIMESTAMP|UTC_\w+)\b/i;

/** Null: a statement that we do not understand; it may reach everything. */
export function reachOf(
  sql: string,
  params: readonly SqlValue[],
  isPrepared: boolean,
  catalogue: Catalogue = ITEMS_ONLY,
): Reach | null {
  const statement = understood(sql, params, isPrepared, catalogue);
  if (statement === null) return null;
  const { kind, access, table, isolation, lock } = statement;
  const ids = access === null ? 'all' : idsOf(access, params);
  return {
    ...{ kind, ids, readsTime: TIME.test(sql) },
    ...(table !== undefined && { table }),
    ...(isolation !== undefined && { isolation }),
    ...(lock !== undefined && { lock: lock(params) }),
  };
}

/** A text is understood once for each combination of parameter types that it came with: nearly always one. */
function understood(
  sql: string,
  params: readonly SqlValue[],
  isPrepared: boolean,
  catalogue: Catalogue,
): Understood | null {
  const { reaches } = catalogue;
  const known = reaches.get(sql);
  if (known !== undefined) {
    for (let index = 0; index < known.length; index++) {
      const meaning = known[index] as Meaning;
      if (meaning.isPrepared === isPrepared && fits(meaning, params)) return meaning.statement;
    }
  }
  const statement = understand(sql, params, isPrepared, catalogue);
  if (reaches.size >= UNDERSTOOD_MAX) reaches.clear();
  reaches.set(sql, [...(reaches.get(sql) ?? []), { isPrepared, params: params.map(kindOfValue), statement }]);
  return statement;
}

function fits({ params: kinds }: Meaning, params: readonly SqlValue[]): boolean {
  if (kinds.length !== params.length) return false;
  for (let index = 0; index < kinds.length; index++)
    if (kindOfValue(params[index] as SqlValue) !== kinds[index]) return false;
  return true;
}

function idsOf(access: Access, params: readonly SqlValue[]): readonly number[] | 'all' {
  const ranges: Ranges = rangesOf(access, { params, nowMs: 0, incoming: null, aggregates: [] });
  return ranges.every(({ low, high }) => low === high) ? ranges.map(({ low }) => low) : 'all';
}

function understand(
  sql: string,
  params: readonly SqlValue[],
  isPrepared: boolean,
  catalogue: Catalogue,
): Understood | null {
  const control = understandControl(sql);
  if (control !== null) return control;
  try {
    const dialect = translate(sql, isPrepared);
    const call = lockCallOf(sql);
    if (call !== null) return { kind: 'named-lock', access: null, lock: lockIn(call, dialect, params, catalogue) };
    const tree = parse(dialect.sql, dialect.tokens[0]?.upper ?? '', sql);
    const { type } = tree;
    const name = tableNameOf(tree);
    const isItems = name === items.name && (catalogue.tables.get(name) ?? items) === items;
    const own = name === null || isItems ? {} : { table: name };
    const isInsert = type === 'insert' || type === 'replace';
    if (!isInsert && type !== 'select' && type !== 'update' && type !== 'delete') return null;
    if (name === null) return { kind: 'nothing', access: null };
    if (!isOneTable(tree)) return null;
    const kind = isInsert ? 'insert' : type === 'select' ? kindOfSelect(dialect) : type;
    if (!catalogue.tables.has(name)) return { kind, access: null, ...own };
    const { table, alias } = tableOf(type === 'select' || type === 'delete' ? tree.from : tree.table, {
      sql,
      catalogue,
    });
    if (table === null) return { kind: 'nothing', access: null };
    const environment: Environment = {
      ...{ sql, catalogue, table, alias, rowAlias: dialect.rowAlias, strings: dialect.strings },
      ...{ strict: false, aggregates: null, params: params.map(typeOf), clause: 'where clause' },
    };
    // Places of texts differ from process to process.
    if (table.keys !== undefined) return { kind, access: null, ...own };
    if (isInsert) return { kind, access: table === items ? null : insertedKey(tree, table, environment), ...own };
    const access = planAccess((tree.where as Ast | null) ?? null, environment);
    const movesKey = type === 'update' && (tree.set as readonly Ast[]).some((s) => isKeyName(table, nameOf(s.column)));
    return { kind, access: movesKey ? null : access, ...own };
  } catch (error) {
    if (error instanceof NotEmbedded || error instanceof SqlError) return null;
    throw error;
  }
}

function lockIn(
  call: LockCall,
  dialect: Dialect,
  params: readonly SqlValue[],
  catalogue: Catalogue,
): NonNullable<Understood['lock']> {
  const nameIn = lockNameOf(call, dialect, {
    ...{ sql: dialect.sql, catalogue, table: null, alias: null, rowAlias: null, strings: dialect.strings },
    ...{ strict: false, aggregates: null, params: params.map(typeOf), clause: 'field list' },
  });
  return (values) => {
    try {
      const name = nameIn?.({ params: values, nowMs: 0, incoming: null, aggregates: [] }) ?? null;
      return { function: call.function, name };
    } catch (error) {
      if (error instanceof NotEmbedded || error instanceof SqlError) return { function: call.function, name: null };
      throw error;
    }
  };
}

function kindOfSelect({ locking }: Dialect): Reach['kind'] {
  if (locking === null) return 'read';
  return locking.mode === 'shared' ? 'shared-lock' : 'lock';
}

/** The key of the one row that is inserted, where it is given. Null: of several rows, or it counts up. */
function insertedKey(tree: Ast, table: Table, environment: Environment): Access | null {
  const names = (tree.columns as readonly string[] | null) ?? table.columns.map(({ name }) => name);
  const rows = ((tree.values as Ast | undefined)?.values ?? []) as readonly Ast[];
  const node = listOf(rows[0])[names.findIndex((name) => isKeyName(table, name))];
  if (table.countsUp === true || rows.length !== 1 || node === undefined) return null;
  const { evaluate } = compile(node, environment);
  return {
    kind: 'ranges',
    isPoint: true,
    compute: (scope) => {
      const key = evaluate({}, scope);
      if (!Number.isSafeInteger(key)) return EVERYTHING;
      return [{ low: key as number, isLowIncluded: true, high: key as number, isHighIncluded: true }];
    },
  };
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

function understandControl(sql: string): Understood | null {
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
function kindOfValue(value: SqlValue): 'null' | 'text' | 'integer' {
  if (value === null) return 'null';
  return typeof value === 'string' ? 'text' : 'integer';
}

function typeOf(value: SqlValue): ParamType {
  return { type: kindOfValue(value), scale: 0, isAdaptable: value !== null };
}
