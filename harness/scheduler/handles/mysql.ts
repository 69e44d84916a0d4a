/** The `mysql` handle: the methods of a mysql2/promise connection, each statement one step of the actor. */
import { types } from 'node:util';
import { format } from 'sql-escaper';
import type { MysqlReply, SqlValue } from '../../engines/engine.ts';
import { lockCallOf } from '../../engines/named-locks.ts';
import type { Mysql, MysqlConnection } from '../../../strategies/strategy.ts';
import { append } from '../../short-list.ts';
import { Step } from '../step.ts';
import type { Submitter } from './submitter.ts';

/** The first word of each statement seen, or the function of a named lock, in lower case: the step's command. */
const verbs = new Map<string, string>();

/** Of a statement: `select`, `update` …, or the function of a named lock. */
export function verbOf(sql: string): string {
  let verb = verbs.get(sql);
  if (verb === undefined) {
    verb = /^[\s(]*([a-z]+)/i.exec(sql)?.[1]?.toLowerCase() ?? 'query';
    if (verb === 'start' || verb === 'begin')
      verb = /^\s*(begin|start\s+transaction)\s*;?\s*$/i.test(sql) ? 'begin' : 'start';
    verb = lockCallOf(sql)?.function ?? verb;
    verbs.set(sql, verb);
  }
  return verb;
}

type Values = readonly unknown[] | Record<string, unknown>;
type Statement = string | { readonly sql: string; readonly values?: Values };

const PRIMARY = 0;

/** One class for the primary, which alone shows its replicas, and for those: a subclass would cost each statement a detour. */
class ConnectionHandle {
  readonly #submitter: Submitter;
  /** `PRIMARY`, or the number of a replica, from 1. */
  readonly #server: number;

  constructor(submitter: Submitter, server: number) {
    this.#submitter = submitter;
    this.#server = server;
  }

  query(statement: Statement, values?: Values): Promise<unknown> {
    const sql = typeof statement === 'string' ? statement : statement.sql;
    const params = listOf(statement, values);
    if (params.every(isScalar)) return this.#send(sql, params, false);
    // Arrays and objects are spelled into the text, as mysql2 does for `IN (?)` and `SET ?`.
    return this.#send(format(sql, params as never), [], false);
  }

  execute(statement: Statement, values?: Values): Promise<unknown> {
    const sql = typeof statement === 'string' ? statement : statement.sql;
    const params = listOf(statement, values);
    for (const param of params) {
      if (param === undefined)
        throw new TypeError('Bind parameters must not contain undefined. To pass SQL NULL specify JS null');
    }
    return this.#send(sql, params, true);
  }

  /** Sends nothing to decide: BEGIN travels with the first statement. */
  async beginTransaction(): Promise<void> {
    this.#submitter.operation.actor.beginPending |= 1 << this.#server;
  }

  async commit(): Promise<void> {
    await this.#send('COMMIT', [], false);
  }

  async rollback(): Promise<void> {
    await this.#send('ROLLBACK', [], false);
  }

  #send(sql: string, values: readonly unknown[], prepared: boolean): Promise<unknown> {
    const { operation } = this.#submitter;
    const { actor } = operation;
    const verb = verbOf(sql);
    const bit = 1 << this.#server;
    if (verb === 'begin') {
      actor.beginPending |= bit;
      return Promise.resolve([OK_HEADER, undefined]);
    }
    const params = toSqlValues(values);
    const begin = (actor.beginPending & bit) !== 0;
    actor.beginPending &= ~bit;
    const statement = { store: 'mysql', sql, params, begin, prepared } as const;
    const step =
      this.#server === PRIMARY
        ? new Step(actor, operation, 'mysql', verb, statement)
        : new Step(actor, operation, 'replica', verb, { ...statement, replica: this.#server });
    step.present = toMysql2 as (reply: never) => unknown;
    return this.#submitter.submit(step);
  }

  get replica(): MysqlConnection {
    const { replicas } = this;
    return replicas[(this.#submitter.operation.node - 1) % replicas.length]!;
  }

  get replicas(): readonly MysqlConnection[] {
    const { replicas } = this.#submitter;
    const handles = Array.from({ length: replicas }, (_, i) => new ConnectionHandle(this.#submitter, i + 1));
    return (replicas === 0 ? [this] : handles) as unknown as readonly MysqlConnection[];
  }
}

const OK_HEADER = headerOf({ kind: 'ok', affectedRows: 0, changedRows: 0, insertId: 0 });

function listOf(statement: Statement, values: Values | undefined): readonly unknown[] {
  const given = values ?? (typeof statement === 'string' ? undefined : statement.values);
  if (given === undefined) return [];
  if (Array.isArray(given)) return given;
  throw new TypeError('Named placeholders are not supported by this handle yet. Pass an array of values for `?`');
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null || types.isDate(value);
}

/** The list itself when there is nothing to convert: strategies do not change what they have passed. */
function toSqlValues(values: readonly unknown[]): readonly SqlValue[] {
  for (const value of values) {
    if (typeof value !== 'string' && typeof value !== 'number') return values.map(toSqlValue);
  }
  return values as readonly SqlValue[];
}

function toSqlValue(value: unknown): SqlValue {
  if (typeof value === 'string' || typeof value === 'number' || value === null) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === undefined) return null;
  if (types.isDate(value)) return value.toISOString().replace('T', ' ').replace('Z', '');
  return String(value);
}

/** `[rows, fields]` or `[ResultSetHeader, undefined]`. Rows are copied: a strategy may change what it was given. */
function toMysql2(reply: MysqlReply): [unknown, unknown] {
  if (reply.kind === 'ok') return [headerOf(reply), undefined];
  let rows: Readonly<Record<string, SqlValue>>[] = [];
  for (const row of reply.rows) rows = append(rows, { ...row });
  return [rows, fieldsOf(reply.columns)];
}

function headerOf({ affectedRows, changedRows, insertId, gtid }: Extract<MysqlReply, { kind: 'ok' }>): object {
  const header = { affectedRows, changedRows, insertId, fieldCount: 0, info: '', serverStatus: 2, warningStatus: 0 };
  if (gtid === undefined) return header;
  // As mysql2 has it on a connection with `session_track_gtids = OWN_GTID`.
  const stateChanges = { systemVariables: {}, schema: null, gtids: [gtid], trackStateChange: null };
  return { ...header, stateChanges };
}

const knownFields = new WeakMap<readonly string[], readonly { readonly name: string }[]>();

/** A statement's columns are the same list every time. */
function fieldsOf(columns: readonly string[]): readonly { readonly name: string }[] {
  let fields = knownFields.get(columns);
  if (fields === undefined) {
    fields = columns.map((name) => ({ name }));
    knownFields.set(columns, fields);
  }
  return fields;
}

export function mysqlHandle(submitter: Submitter): Mysql {
  return new ConnectionHandle(submitter, PRIMARY) as unknown as Mysql;
}
