/** The `mysql` handle: the methods of a mysql2/promise connection, each statement one step of the actor. */
import mysql2 from 'mysql2';
import type { MysqlReply, SqlValue } from '../../engines/engine.ts';
import type { Mysql } from '../../../strategies/strategy.ts';
import type { Operation } from '../step.ts';
import { Step } from '../step.ts';
import type { Submitter } from './submitter.ts';

/** The first word of each statement seen, in lower case: the step's command. */
const verbs = new Map<string, string>();

function verbOf(sql: string): string {
  let verb = verbs.get(sql);
  if (verb === undefined) {
    verb = /^[\s(]*([a-z]+)/i.exec(sql)?.[1]?.toLowerCase() ?? 'query';
    if (verb === 'start' || verb === 'begin')
      verb = /^\s*(begin|start\s+transaction)\s*;?\s*$/i.test(sql) ? 'begin' : 'start';
    verbs.set(sql, verb);
  }
  return verb;
}

type Values = readonly unknown[] | Record<string, unknown>;
type Statement = string | { readonly sql: string; readonly values?: Values };

class MysqlHandle {
  readonly #submitter: Submitter;
  readonly #operation: Operation | null;
  readonly #session: MysqlSession;

  constructor(submitter: Submitter, operation: Operation | null, session: MysqlSession) {
    this.#submitter = submitter;
    this.#operation = operation;
    this.#session = session;
  }

  query(statement: Statement, values?: Values): Promise<unknown> {
    const [sql, params] = split(statement, values);
    if (params.every(isScalar)) return this.#send(sql, params, false);
    // Arrays and objects are spelled into the text, as mysql2 does for `IN (?)` and `SET ?`.
    return this.#send(mysql2.format(sql, params as never), [], false);
  }

  execute(statement: Statement, values?: Values): Promise<unknown> {
    const [sql, params] = split(statement, values);
    if (params.includes(undefined)) {
      throw new TypeError('Bind parameters must not contain undefined. To pass SQL NULL specify JS null');
    }
    return this.#send(sql, params, true);
  }

  /** Sends nothing to decide: BEGIN travels with the first statement. */
  async beginTransaction(): Promise<void> {
    this.#session.beginPending = true;
  }

  async commit(): Promise<void> {
    await this.#send('COMMIT', [], false);
  }

  async rollback(): Promise<void> {
    await this.#send('ROLLBACK', [], false);
  }

  #send(sql: string, values: readonly unknown[], prepared: boolean): Promise<unknown> {
    const verb = verbOf(sql);
    if (verb === 'begin') {
      this.#session.beginPending = true;
      return Promise.resolve([OK_HEADER, undefined]);
    }
    const step = new Step(this.#submitter.actor, this.#operation, 'mysql', verb, {
      store: 'mysql',
      sql,
      params: values.length === 0 ? NO_PARAMS : values.map(toSqlValue),
      begin: this.#session.beginPending,
      prepared,
    });
    this.#session.beginPending = false;
    step.present = toMysql2 as (reply: never) => unknown;
    return this.#submitter.submit(step);
  }
}

/** What outlives one operation on an actor's connection. */
export interface MysqlSession {
  /** `beginTransaction` was called and no statement has carried it yet. */
  beginPending: boolean;
}

const NO_PARAMS: readonly SqlValue[] = [];
const OK_HEADER = {
  affectedRows: 0,
  changedRows: 0,
  insertId: 0,
  fieldCount: 0,
  info: '',
  serverStatus: 2,
  warningStatus: 0,
};

function split(statement: Statement, values: Values | undefined): [string, readonly unknown[]] {
  if (typeof statement !== 'string') return split(statement.sql, values ?? statement.values);
  if (values === undefined) return [statement, []];
  if (Array.isArray(values)) return [statement, values];
  throw new TypeError('Named placeholders are not supported by this handle yet. Pass an array of values for `?`');
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null || value instanceof Date;
}

function toSqlValue(value: unknown): SqlValue {
  if (typeof value === 'string' || typeof value === 'number' || value === null) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === undefined) return null;
  if (value instanceof Date) return value.toISOString().replace('T', ' ').replace('Z', '');
  return String(value);
}

/** `[rows, fields]` or `[ResultSetHeader, undefined]`. Rows are copied: a strategy may change what it was given. */
function toMysql2(reply: MysqlReply): [unknown, unknown] {
  if (reply.kind === 'rows') return [reply.rows.map((row) => ({ ...row })), reply.columns.map((name) => ({ name }))];
  const { affectedRows, changedRows, insertId } = reply;
  return [{ ...OK_HEADER, affectedRows, changedRows, insertId }, undefined];
}

export function mysqlHandle(submitter: Submitter, operation: Operation | null, session: MysqlSession): Mysql {
  return new MysqlHandle(submitter, operation, session) as unknown as Mysql;
}
