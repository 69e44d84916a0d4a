/**
 * A real MySQL with the interface of the embedded one, for the differential test: steps of several sessions, one at a
 * time, where a statement that waits for a lock is `blocked`. Waiting is observed in `performance_schema`, never timed.
 */
import mysql, { type Connection, type FieldPacket, type ResultSetHeader } from 'mysql2/promise';
import type { MysqlReply, Row, SqlValue, StoreError } from '../../../engine.ts';
import { kindsOf } from '../../../real/column-kinds.ts';
import type { RealServers } from '../../../real/servers.ts';
import { LOCK_WAIT_TIMEOUT } from '../../../lock-wait-timeout.ts';
import { type LockCall, lockCallOf } from '../../../named-locks.ts';
import { ITEMS_DDL } from '../../../schema.ts';

export interface Call {
  readonly session: number;
  readonly sql: string;
  readonly params: readonly SqlValue[];
  readonly prepared: boolean;
  readonly begin: boolean;
}

export type Reply = MysqlReply | StoreError;

export interface Outcome {
  /** Null: blocked. */
  readonly reply: Reply | null;
  /** Sessions that the step's session waits for. */
  readonly blockers: readonly number[];
  /** Blocked statements that this one let go, by session. */
  readonly granted: ReadonlyMap<number, Reply>;
}

interface Pending {
  readonly call: Call;
  reply: Reply | null;
  answered: Promise<void>;
}

const PURGE_POLLS_MAX = 100;
const AS_TEXTS = { dateStrings: true, supportBigNumbers: true, jsonStrings: true } as const;

type Graph = Map<number, Set<number>>;

export class RealMysql {
  readonly #control: Connection;
  readonly #connections: readonly Connection[];
  /** performance_schema thread → session. */
  readonly #sessions: ReadonlyMap<number, number>;
  readonly #pending = new Map<number, Pending>();
  /** Records that were deleted may still be there, although nobody sees them. */
  #hasDeleted = false;
  /** Sessions that have done something since the last reset. */
  readonly #used = new Set<number>();

  private constructor(control: Connection, connections: readonly Connection[], threads: readonly number[]) {
    this.#control = control;
    this.#connections = connections;
    this.#sessions = new Map(threads.map((thread, index) => [thread, index]));
  }

  static async open(servers: RealServers, database: string, sessions: number): Promise<RealMysql> {
    const { version: _, ...address } = servers.mysql;
    const connect = (): Promise<Connection> => mysql.createConnection({ ...address, ...AS_TEXTS });
    const control = await connect();
    // The history list, by which we tell that purge is done, is otherwise tidied up only now and then.
    if (servers.isPrivate) await control.query('SET GLOBAL innodb_purge_rseg_truncate_frequency = 1');
    await control.query(`DROP DATABASE IF EXISTS ${database}`);
    await control.query(`CREATE DATABASE ${database}`);
    await control.query(`USE ${database}`);
    await control.query(ITEMS_DDL);
    const connections = await Promise.all(Array.from({ length: sessions }, connect));
    const threads = await Promise.all(
      connections.map(async (connection) => {
        await connection.query(`USE ${database}`);
        const [rows] = await control.query<mysql.RowDataPacket[]>(
          'SELECT thread_id FROM performance_schema.threads WHERE processlist_id = ?',
          [connection.threadId],
        );
        return Number(Object.values(rows[0] ?? {})[0]);
      }),
    );
    return new RealMysql(control, connections, threads);
  }

  /** Clean connections and these rows. */
  async reset(rows: readonly Row[]): Promise<void> {
    this.#used.clear();
    const clean = async (connection: Connection): Promise<void> => {
      await connection.query('ROLLBACK');
      await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE');
      await connection.query('SET autocommit = 1');
      await connection.query('DO RELEASE_ALL_LOCKS()');
    };
    await Promise.all(this.#connections.map(clean));
    // Emptying the table is slow, but leaves no deleted records behind. Rows that are only changed do not need it.
    const ids = rows.map(({ id }) => id);
    const [extra] = await this.#control.query<mysql.RowDataPacket[]>('SELECT id FROM items WHERE id NOT IN (?)', [ids]);
    if (extra.length > 0 || this.#hasDeleted) await this.#control.query('TRUNCATE items');
    this.#hasDeleted = false;
    await this.#control.query('REPLACE INTO items VALUES ?', [
      rows.map(({ id, value, version }) => [id, value, version]),
    ]);
  }

  async rows(): Promise<readonly Row[]> {
    const [rows] = await this.#control.query('SELECT * FROM items ORDER BY id');
    return rows as Row[];
  }

  async execute(call: Call): Promise<Outcome> {
    const before = new Set(this.#pending.keys());
    this.#send(call);
    const blockers = await this.#settle(call.session);
    const reply = this.#take(call.session);
    const granted = await this.#takeGranted(before);
    if (reply !== null || granted.size === 0) return { reply, blockers, granted };
    // It seemed to wait for a deadlock's victim that was still being rolled back.
    const later = await this.#settle(call.session);
    return { reply: this.#take(call.session), blockers: later, granted };
  }

  /** The session's statement waits no longer. */
  async timeOut(session: number): Promise<Outcome> {
    const others = new Set([...this.#pending.keys()].filter((other) => other !== session));
    await this.#control.query(`KILL QUERY ${this.#connections[session]?.threadId}`);
    const pending = this.#pending.get(session);
    await pending?.answered;
    this.#pending.delete(session);
    const granted = await this.#takeGranted(others);
    const reply = timedOutReply(lockCallOf(pending?.call.sql ?? ''));
    return { reply: null, blockers: [], granted: new Map([[session, reply], ...granted]) };
  }

  async #takeGranted(waiting: ReadonlySet<number>): Promise<Map<number, Reply>> {
    const granted = new Map<number, Reply>();
    for (const session of [...waiting].sort((a, b) => a - b)) {
      await this.#settle(session);
      const released = this.#take(session);
      if (released !== null) granted.set(session, released);
    }
    return granted;
  }

  /**
   * Deleted records stay in the index until InnoDB's purge comes by, and can be locked until then. False: purge cannot
   * go on, because somebody still sees them.
   */
  async waitForPurge(): Promise<boolean> {
    for (let polls = 0; polls < PURGE_POLLS_MAX; polls++) {
      const [rows] = await this.#control.query<mysql.RowDataPacket[]>(
        "SELECT count FROM information_schema.innodb_metrics WHERE name = 'trx_rseg_history_len'",
      );
      if (Number(rows[0]?.count ?? rows[0]?.COUNT) === 0) return true;
    }
    return false;
  }

  isBlocked(session: number): boolean {
    return this.#pending.has(session);
  }

  hasBlocked(): boolean {
    return this.#pending.size > 0;
  }

  /** Ends what is blocked: waits for named locks at once, the others by rolling back whoever is not blocked. */
  async unblock(): Promise<void> {
    for (const [session, { call }] of this.#pending) if (lockCallOf(call.sql) !== null) await this.timeOut(session);
    while (this.#pending.size > 0) {
      for (let session = 0; session < this.#connections.length; session++) {
        if (!this.#pending.has(session)) await this.#connections[session]?.query('ROLLBACK');
      }
      for (const session of [...this.#pending.keys()]) {
        await this.#settle(session);
        this.#take(session);
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#control, ...this.#connections].map((connection) => connection.end()));
  }

  #send(call: Call): void {
    const { session, sql, params, prepared, begin } = call;
    const connection = this.#connections[session] as Connection;
    const pending: Pending = { call, reply: null, answered: Promise.resolve() };
    this.#pending.set(session, pending);
    this.#used.add(session);
    this.#hasDeleted ||= /^DELETE|SET id/.test(sql);
    const run = async (): Promise<void> => {
      if (begin) await connection.query('START TRANSACTION');
      const [result, fields] = prepared
        ? await connection.execute(sql, [...params])
        : await connection.query(sql, [...params]);
      pending.reply = Array.isArray(result) ? rowsOf(result, fields ?? []) : okOf(result as ResultSetHeader);
    };
    // A prepared statement remembers the types of its first parameters and converts later ones to them.
    const forget = (): void => {
      if (prepared) connection.unprepare(sql);
    };
    pending.answered = run()
      .finally(forget)
      .catch((error: { code: string; errno: number; sqlState: string; sqlMessage?: string; message: string }) => {
        const message = error.sqlMessage ?? error.message;
        // mysql2 has no symbols for errors that are younger than its list.
        const code = (error.code as string | undefined) ?? `ER_${error.errno}`;
        pending.reply = { kind: 'error', code, errno: error.errno, sqlState: error.sqlState, message };
      });
  }

  #take(session: number): Reply | null {
    const reply = this.#pending.get(session)?.reply ?? null;
    if (reply !== null) this.#pending.delete(session);
    return reply;
  }

  /** Waits until the session's statement has an answer, or is known to wait: returns for whom. */
  async #settle(session: number): Promise<readonly number[]> {
    const pending = this.#pending.get(session);
    if (this.#used.size === 1) await pending?.answered;
    let roundsAtFirst: number | null = null;
    let rounds = 0;
    while (pending !== undefined && pending.reply === null) {
      const names = await this.#nameWaits();
      const graph = await this.#waits();
      if (pending.reply !== null) return [];
      const blockers = graph.get(session) ?? names.get(session);
      if (blockers === undefined || hasCycle(names)) continue;
      // A cycle that InnoDB has looked at and let be, and one through named locks too: see `SqlRun`.
      if (!hasCycle(graph) || (roundsAtFirst !== null && rounds >= roundsAtFirst + 2)) return [...blockers];
      rounds = await this.#deadlockRounds();
      roundsAtFirst ??= rounds;
    }
    return [];
  }

  async #deadlockRounds(): Promise<number> {
    const [rows] = await this.#control.query<mysql.RowDataPacket[]>(
      "SELECT count AS rounds FROM information_schema.innodb_metrics WHERE name = 'lock_deadlock_rounds'",
    );
    return Number(rows[0]?.rounds);
  }

  async #waits(): Promise<Graph> {
    const [rows] = await this.#control.query<mysql.RowDataPacket[]>(
      // By transaction, not by `…_thread_id`: that is who wrote the lock's entry down, for another one sometimes.
      `SELECT DISTINCT waiter.thread_id AS waiter, holder.thread_id AS holder
      FROM performance_schema.data_lock_waits AS waits
      JOIN performance_schema.data_locks AS waiter
      ON waiter.engine_transaction_id = waits.requesting_engine_transaction_id AND waiter.lock_type = 'TABLE'
      JOIN performance_schema.data_locks AS holder
      ON holder.engine_transaction_id = waits.blocking_engine_transaction_id AND holder.lock_type = 'TABLE'`,
    );
    return this.#graphOf(rows);
  }

  async #nameWaits(): Promise<Graph> {
    const [rows] = await this.#control.query<mysql.RowDataPacket[]>(
      `SELECT object_name AS name, lock_status = 'GRANTED' AS isHeld, owner_thread_id AS thread
      FROM performance_schema.metadata_locks WHERE object_type = 'USER LEVEL LOCK'`,
    );
    const held = rows.filter(({ isHeld }) => isHeld === 1);
    const waits = rows.flatMap(({ name, isHeld, thread }) => {
      const holder = held.find((one) => one.name === name)?.thread;
      return isHeld === 1 || holder === undefined ? [] : [{ waiter: thread, holder }];
    });
    return this.#graphOf(waits);
  }

  #graphOf(waits: readonly { readonly [field: string]: number }[]): Graph {
    const graph: Graph = new Map();
    for (const { waiter, holder } of waits) {
      const session = this.#sessions.get(waiter!);
      if (session === undefined) continue;
      graph.set(session, (graph.get(session) ?? new Set()).add(this.#sessions.get(holder!) ?? -1));
    }
    return graph;
  }
}

function rowsOf(rows: unknown, fields: readonly FieldPacket[]): MysqlReply {
  const types = kindsOf(fields);
  const columns = fields.map(({ name }) => name);
  return { kind: 'rows', columns, ...(types !== null && { types }), rows: rows as never };
}

function timedOutReply(call: LockCall | null): Reply {
  if (call === null) return LOCK_WAIT_TIMEOUT;
  if (!call.hasRow) return { kind: 'ok', affectedRows: 0, changedRows: 0, insertId: 0 };
  const column = call.alias ?? call.text;
  return { kind: 'rows', columns: [column], rows: [{ [column]: 0 }] };
}

function okOf({ affectedRows, changedRows, insertId }: ResultSetHeader): MysqlReply {
  return { kind: 'ok', affectedRows, changedRows: changedRows ?? 0, insertId };
}

/** A deadlock's victim is not chosen yet. */
function hasCycle(graph: Graph): boolean {
  const reaches = (from: number, to: number, seen: Set<number>): boolean => {
    for (const next of graph.get(from) ?? []) {
      if (next === to) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      if (reaches(next, to, seen)) return true;
    }
    return false;
  };
  return [...graph.keys()].some((session) => reaches(session, session, new Set()));
}
