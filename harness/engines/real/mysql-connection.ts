/** One connection to MySQL, speaking the contract's words: replies, store errors, and `ServerLost` for everything that broke. */
import type { Socket } from 'node:net';
import mysql2 from 'mysql2';
import type { Connection, FieldPacket, PrepareStatementInfo, QueryError, QueryResult, ResultSetHeader } from 'mysql2';
import type { ColumnTypes, MysqlReply, SqlValue, StoreError } from '../engine.ts';
import { kindOf, kindsOf } from './column-kinds.ts';
import { complaintOfMysql, complaintOfRun } from './complaints.ts';
import { ServerUnsuitable } from './errors.ts';
import { withResolvers } from './lifeline.ts';
import type { Lifeline } from './lifeline.ts';
import type { RealServers } from './servers.ts';
import { mysqlTls } from './tls.ts';

export interface ConnectionPurpose {
  readonly database?: string;
  /** Several statements in one packet. Never for sessions: strategies must not gain what production denies them. */
  readonly isControl?: boolean;
  /** The server is a replica: that it refuses to write is an answer, and no complaint. */
  readonly isReplica?: boolean;
}

/** What came back for one statement. */
export interface Outcome {
  readonly reply: MysqlReply | StoreError;
  /** From MySQL's OK packet; null where there was none (rows, errors). */
  readonly status: { readonly inTransaction: boolean; readonly autocommit: boolean } | null;
}

type Done = (error: QueryError | null, result: QueryResult, fields?: FieldPacket[]) => void;

const IN_TRANSACTION = 1;
const AUTOCOMMIT = 2;
/** Connection exceptions, and the server's announcement that it shuts down. */
const LOST_STATE = /^08/;
/** Each connection's share of max_prepared_stmt_count (16382 by default). */
const PREPARED_MAX = 32;
const ER_OPTION_PREVENTS_STATEMENT = 1290;
const CONNECT_TIMEOUT_MS = 5_000;

/** The options that every connection to the server has; zongji takes them too. */
export function connectionOptions(server: RealServers['mysql']): mysql2.ConnectionOptions {
  const address = 'socketPath' in server ? { socketPath: server.socketPath } : { host: server.host, port: server.port };
  const { user, password, tls } = server;
  return {
    ...address,
    user,
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { ssl: mysqlTls(tls) }),
  };
}

export class MysqlConnection {
  readonly #connection: Connection;
  readonly #lifeline: Lifeline;
  readonly #stopListening: () => void;
  readonly #isReplica: boolean;
  /** By text, the oldest first. */
  readonly #prepared = new Map<string, PrepareStatementInfo>();
  #closed = false;

  private constructor(connection: Connection, lifeline: Lifeline, isReplica: boolean) {
    this.#isReplica = isReplica;
    this.#connection = connection;
    this.#lifeline = lifeline;
    // A frozen server ends no connection: what waits here is told by breaking it from our side.
    this.#stopListening = lifeline.onLost(() => breakConnection(connection));
    connection.on('error', (error) => {
      if (!this.#closed) lifeline.lost('mysql', error);
    });
  }

  /** Throws `ServerLost` when nobody answers, and `ServerUnsuitable` when the server does not let us in. */
  static async open(
    server: RealServers['mysql'],
    lifeline: Lifeline,
    { database, isControl = false, isReplica = false }: ConnectionPurpose = {},
  ): Promise<MysqlConnection> {
    const connection = mysql2.createConnection({
      ...connectionOptions(server),
      ...(database === undefined ? {} : { database }),
      multipleStatements: isControl,
      maxPreparedStatements: PREPARED_MAX,
      supportBigNumbers: true,
      dateStrings: true,
      jsonStrings: true,
      connectTimeout: CONNECT_TIMEOUT_MS,
    });
    const { promise, resolve, reject } = withResolvers<void>();
    connection.once('connect', () => resolve());
    connection.on('error', (error: QueryError) => {
      if (error.sqlState === undefined) return reject(lifeline.lost('mysql', error));
      const fix = 'give a user and a password that it accepts';
      reject(complaintOfMysql(error) ?? new ServerUnsuitable('mysql', 'it does not let us in', fix, error));
    });
    const stopListening = lifeline.onLost((error) => {
      reject(error);
      breakConnection(connection);
    });
    await promise.finally(stopListening);
    connection.removeAllListeners('error');
    return new MysqlConnection(connection, lifeline, isReplica);
  }

  /** MySQL's name for this connection: what KILL takes. */
  get id(): number {
    return this.#connection.threadId;
  }

  /** One statement of a strategy. Errors that MySQL answers with are replies; it rejects only when the server is lost. */
  run(sql: string, params: readonly SqlValue[], prepared: boolean): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const done: Done = (error, result, fields) => {
        if (error === null) resolve(toOutcome(result, fields));
        else if (!isReply(error)) reject(this.#rejection(error));
        else {
          const isRefusal = this.#isReplica && error.errno === ER_OPTION_PREVENTS_STATEMENT;
          const complaint = isRefusal ? null : complaintOfRun(error);
          if (complaint === null) resolve({ reply: toStoreError(error), status: null });
          else reject(this.#lifeline.lost('mysql', complaint));
        }
      };
      if (prepared) this.#execute(sql, params as SqlValue[], done);
      else this.#connection.query(sql, params.length === 0 ? undefined : (params as SqlValue[]), done);
    });
  }

  /** mysql2's own `execute` looks a statement up by its text and all its options, every time. */
  #execute(sql: string, params: SqlValue[], done: Done): void {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return void known.execute(params, done);
    const [oldest] = this.#prepared.keys();
    if (oldest !== undefined && this.#prepared.size === PREPARED_MAX) {
      this.#prepared.delete(oldest);
      this.#connection.unprepare(oldest);
    }
    this.#connection.prepare(sql, (error, statement) => {
      if (error !== null) return done(error, [] as never);
      this.#prepared.set(sql, statement);
      statement.execute(params, done);
    });
  }

  /** A statement of our own: rejects with MySQL's error. Rows come as arrays, in the order of the columns. */
  query<Row extends readonly unknown[]>(sql: string): Promise<readonly Row[]> {
    return new Promise((resolve, reject) => {
      this.#connection.query({ sql, rowsAsArray: true }, (error, result) => {
        if (error === null) resolve(result as unknown as Row[]);
        else reject(this.#rejection(error));
      });
    });
  }

  close(): void {
    this.#closed = true;
    this.#stopListening();
    this.#connection.destroy();
  }

  #rejection(error: QueryError): Error {
    if (isReply(error)) {
      const complaint = complaintOfMysql(error);
      return complaint === null ? error : this.#lifeline.lost('mysql', complaint);
    }
    // Errors of the client itself, such as a parameter it cannot encode, do not mean that the server is gone.
    const broke = error.fatal === true || LOST_STATE.test(error.sqlState ?? '');
    return broke ? this.#lifeline.lost('mysql', error) : error;
  }
}

/** Ends it without waiting for the server's goodbye; whoever waits for an answer gets an error. */
function breakConnection(connection: Connection): void {
  const { stream } = connection as Connection & { readonly stream: Socket };
  stream.destroy(new Error('the connection was given up'));
}

function isReply(error: QueryError): boolean {
  return error.sqlState !== undefined && !LOST_STATE.test(error.sqlState) && error.fatal !== true;
}

function toStoreError(error: QueryError): StoreError {
  const { code, errno, sqlState, sqlMessage, message } = error as QueryError & { sqlMessage?: string };
  return {
    kind: 'error',
    // mysql2 has no symbol for errors that are younger than its list.
    code: (code as string | undefined) ?? `ER_${errno}`,
    message: sqlMessage ?? message,
    ...(errno === undefined ? {} : { errno }),
    ...(sqlState === undefined ? {} : { sqlState }),
  };
}

function toOutcome(result: unknown, fields: readonly FieldPacket[] | undefined): Outcome {
  if (fields === undefined) return toOk(result as ResultSetHeader & { serverStatus: number });
  const rows = result as Record<string, SqlValue>[];
  for (const row of rows) toPlainValues(row);
  const { names: columns, types } = columnsOf(fields);
  if (types !== null) showFractions(rows, fields);
  const reply: MysqlReply = types === null ? { kind: 'rows', columns, rows } : { kind: 'rows', columns, types, rows };
  return { reply, status: null };
}

const KNOWN_COLUMNS_MAX = 1_000;

interface Columns {
  readonly names: readonly string[];
  readonly types: ColumnTypes | null;
}

/** By the name of the first. */
const knownColumns = new Map<string, Columns>();

/** Statements come again, and so do their columns: the same lists, so that whoever derives something from them does so once. */
function columnsOf(fields: readonly FieldPacket[]): Columns {
  const first = fields[0]?.name ?? '';
  const known = knownColumns.get(first);
  if (known?.names.length === fields.length && fields.every((field, i) => isAs(field, known, i))) return known;
  const columns = { names: fields.map(({ name }) => name), types: kindsOf(fields) };
  // A column without a name of its own is called by its expression, values and all.
  if (knownColumns.size >= KNOWN_COLUMNS_MAX) knownColumns.clear();
  knownColumns.set(first, columns);
  return columns;
}

function isAs(field: FieldPacket, { names, types }: Columns, i: number): boolean {
  return field.name === names[i] && kindOf(field) === (types?.[i] ?? null);
}

function toOk({
  affectedRows,
  changedRows,
  insertId,
  serverStatus,
}: ResultSetHeader & { serverStatus: number }): Outcome {
  return {
    reply: { kind: 'ok', affectedRows, changedRows, insertId },
    status: { inTransaction: (serverStatus & IN_TRANSACTION) !== 0, autocommit: (serverStatus & AUTOCOMMIT) !== 0 },
  };
}

/** mysql2 leaves the second's fraction out where it is zero, of what was prepared. */
function showFractions(rows: readonly Record<string, SqlValue>[], fields: readonly FieldPacket[]): void {
  for (const field of fields) {
    const { name, decimals } = field;
    const kind = kindOf(field);
    if (decimals === 0 || (kind !== 'datetime' && kind !== 'timestamp')) continue;
    for (const row of rows) {
      const value = row[name];
      if (typeof value === 'string' && !value.includes('.')) row[name] = `${value}.${'0'.repeat(decimals)}`;
    }
  }
}

/** Binary columns arrive as buffers. */
function toPlainValues(row: Record<string, unknown>): void {
  for (const name in row) {
    const value = row[name];
    if (Buffer.isBuffer(value)) row[name] = value.toString();
  }
}
