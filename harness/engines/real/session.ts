/** The MySQL connection of one actor: sends its statements and keeps what MySQL says about its transaction. */
import type { EngineStep, MysqlReply, Request, StoreError } from '../engine.ts';
import { EPOCH_MS } from '../epoch.ts';
import type { LockCall } from '../named-locks.ts';
import { dialectOf } from './dialect.ts';
import type { Dialect } from './dialect.ts';
import { NotSupported } from './errors.ts';
import { asAsked, gained, onTheWire } from './named-lock.ts';
import type { Lifeline } from './lifeline.ts';
import type { ConnectionPurpose, Outcome } from './mysql-connection.ts';
import { MysqlConnection } from './mysql-connection.ts';
import type { RealServers } from './servers.ts';
import type { Statement } from './statement.ts';

export type SqlRequest = Extract<Request, { readonly store: 'mysql' }>;
export type SqlStep = EngineStep & { readonly request: SqlRequest };

/** The same on every server, whatever its defaults: those of MySQL, but that no wait ends by the server's clock. */
const SETTINGS = [
  'lock_wait_timeout = 31536000',
  "time_zone = '+00:00'",
  "transaction_isolation = 'REPEATABLE-READ'",
  "sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
];
/** InnoDB chose this transaction as the victim and rolled all of it back. */
const ER_LOCK_DEADLOCK = 1213;

export interface Performed {
  readonly reply: MysqlReply | StoreError;
  /** Rows may have been committed. */
  readonly committed: boolean;
}

export class Session {
  readonly number: number;
  /** Its thread, as the lock observer calls it. */
  readonly thread: number;
  readonly #connection: MysqlConnection;
  readonly #database: string;
  readonly #dialect: Dialect;
  /** What its clock shows. */
  #shownMs = 0;
  #inTransaction = false;
  #autocommit = true;
  /** The open transaction may have changed rows. */
  #wrote = false;
  #isLogged = true;
  /** How many named locks it has, each as often as it has it. */
  #namedLocks = 0;
  /** A statement changed its settings, so the next run must not inherit it. */
  #altered = false;

  private constructor(number: number, thread: number, connection: MysqlConnection, database: string, dialect: Dialect) {
    this.#database = database;
    this.#dialect = dialect;
    this.number = number;
    this.thread = thread;
    this.#connection = connection;
  }

  static async open(
    number: number,
    server: RealServers['mysql'],
    lifeline: Lifeline,
    purpose: ConnectionPurpose & { readonly database: string },
  ): Promise<Session> {
    const connection = await MysqlConnection.open(server, lifeline, purpose);
    const dialect = dialectOf(server);
    await connection.query(
      `SET ${[...SETTINGS, ...dialect.settings, `timestamp = ${unixSeconds(0)}`].map((setting) => `SESSION ${setting}`).join(', ')}`,
    );
    return new Session(number, await dialect.threadOf(connection), connection, purpose.database, dialect);
  }

  get connectionId(): number {
    return this.#connection.id;
  }

  /** Its transaction is open: it may hold locks. */
  get inTransaction(): boolean {
    return this.#inTransaction;
  }

  get hasNamedLocks(): boolean {
    return this.#namedLocks > 0;
  }

  get isAltered(): boolean {
    return this.#altered;
  }

  /** An autocommitted statement of this kind ends in a commit of its own. */
  get commitsByItself(): boolean {
    return !this.#inTransaction && this.#autocommit;
  }

  /** Whether its commits go into the binlog, which is most of what a commit costs. Not while a transaction is open. */
  async setLogged(isLogged: boolean): Promise<void> {
    if (isLogged === this.#isLogged) return;
    await this.#connection.query(`SET SESSION sql_log_bin = ${isLogged ? 1 : 0}`);
    this.#isLogged = isLogged;
  }

  /**
   * @param isHeld run the autocommitted statement in a transaction that the caller ends with `commit`. So two commits
   * that follow on each other without us are told apart.
   */
  perform(request: SqlRequest, statement: Statement, nowMs: number, isHeld: boolean): Promise<Performed> {
    const isAlone = nowMs === this.#shownMs && !statement.readsSysdate && !request.begin && !isHeld;
    return isAlone ? this.#send(request, statement, false) : this.#performAfter(request, statement, nowMs, isHeld);
  }

  /** With what must be sent before it. */
  async #performAfter(request: SqlRequest, statement: Statement, nowMs: number, isHeld: boolean): Promise<Performed> {
    if (nowMs !== this.#shownMs) await this.#show(nowMs);
    if (statement.readsSysdate) await this.#checkSysdate();
    let committedBefore = false;
    if (request.begin || isHeld) {
      this.#note(await this.#connection.run('START TRANSACTION', [], false), 'begin');
      committedBefore = this.#takeCommit('begin');
    }
    const performed = await this.#send(request, statement, isHeld);
    return committedBefore ? { ...performed, committed: true } : performed;
  }

  /** @param isHeld its commit is taken later, by `commit` */
  #send(request: SqlRequest, { kind, lockCall }: Statement, isHeld: boolean): Promise<Performed> {
    if (lockCall !== undefined) return this.#callLock(request, lockCall);
    const { sql, params, prepared } = request;
    return this.#connection.run(sql, params, prepared).then((outcome) => {
      this.#note(outcome, kind);
      return { reply: outcome.reply, committed: !isHeld && this.#takeCommit(kind) };
    });
  }

  async #callLock(request: SqlRequest, call: LockCall): Promise<Performed> {
    const sql = onTheWire(call, request.sql, this.#database, this.#dialect);
    const outcome = await this.#connection.run(sql, request.params, request.prepared);
    this.#note(outcome, 'named-lock');
    this.#namedLocks += gained(call, outcome.reply);
    return { reply: asAsked(call, request, outcome.reply), committed: false };
  }

  /** NOW() and its like, and columns that default to them, are virtual. */
  async #show(nowMs: number): Promise<void> {
    await this.#connection.query(`SET timestamp = ${unixSeconds(nowMs)}`);
    this.#shownMs = nowMs;
  }

  /** Only a server started with --sysdate-is-now takes SYSDATE() from us, too. */
  async #checkSysdate(): Promise<void> {
    const [[isOurs]] = (await this.#connection.query<[number]>('SELECT SYSDATE() = NOW()')) as [[number]];
    if (isOurs === 1) return;
    const because = 'it reads the real clock of a server that was started without --sysdate-is-now';
    throw new NotSupported('SYSDATE()', `${because}. Fix: use NOW()`);
  }

  /** Ends the transaction of a held statement. Returns whether rows may have been committed. */
  async commit(): Promise<boolean> {
    this.#note(await this.#connection.run('COMMIT', [], false), 'commit');
    return this.#takeCommit('commit');
  }

  async releaseNamedLocks(): Promise<void> {
    await this.#connection.run('DO RELEASE_ALL_LOCKS()', [], false);
    this.#namedLocks = 0;
  }

  async rollback(): Promise<void> {
    await this.#connection.run('ROLLBACK', [], false);
    this.#inTransaction = false;
    this.#wrote = false;
  }

  close(): void {
    this.#connection.close();
  }

  #note({ reply, status }: Outcome, kind: Statement['kind']): void {
    if (kind === 'settings') this.#altered = true;
    if (reply.kind === 'error') {
      // In a deadlock of named locks, MariaDB's error is the same, and its transaction goes on.
      if (reply.errno !== ER_LOCK_DEADLOCK || kind === 'named-lock') return;
      this.#inTransaction = false;
      this.#wrote = false;
    } else if (status === null) {
      // Rows carry no status: without autocommit even a SELECT opens a transaction.
      this.#inTransaction ||= !this.#autocommit;
    } else {
      this.#inTransaction = status.inTransaction;
      this.#autocommit = status.autocommit;
      if (kind === 'rollback') this.#wrote = false;
      if (kind === 'other' || (kind === 'write' && reply.kind === 'ok' && reply.affectedRows > 0)) this.#wrote = true;
    }
  }

  /** Whether the changes so far are committed, by this statement or by what it implies. */
  #takeCommit(kind: Statement['kind']): boolean {
    const committed = this.#wrote && (!this.#inTransaction || kind === 'begin' || kind === 'commit');
    if (committed) this.#wrote = false;
    return committed;
  }
}

function unixSeconds(nowMs: number): number {
  return (EPOCH_MS + nowMs) / 1000;
}
