/**
 * MySQL with InnoDB's semantics, in process: MVCC under READ COMMITTED and REPEATABLE READ, record, gap and next-key
 * locks on the primary key, named locks, deadlocks, autocommit, strict sql_mode. Held against the real one by mysql.differential.test.ts.
 *
 * Not modelled: READ UNCOMMITTED and SERIALIZABLE, locks on secondary indexes, DDL and metadata locks, the
 * time until purge takes a deleted record out of the index (here it goes with the step that commits), and the order in which several waiters that one commit lets go would really run (here: the order of
 * granting, first come first served, without the weights that InnoDB gives to those whom others wait for).
 */
import { CONNECTION_LOST } from '../../connection-lost.ts';
import { EPOCH_MS } from '../../epoch.ts';
import type { EngineStep, MysqlReply, Row, RowChange, StoreError, StoreState, VirtualTime } from '../../engine.ts';
import { LOCK_WAIT_TIMEOUT } from '../../lock-wait-timeout.ts';
import { NotEmbedded } from '../not-embedded.ts';
import { type Catalogue, ITEMS_ONLY } from './catalogue.ts';
import { type CommitLog, Database } from './database.ts';
import { deadlockVictim } from './deadlock.ts';
import { deadlock, readOnly, SqlError, superReadOnly } from './errors.ts';
import { Execution, type Statement } from './execution.ts';
import { planStatement } from './plan.ts';
import { Session } from './session.ts';
import type { Transaction } from './transaction.ts';

export class EmbeddedMysql {
  /** Steps that were blocked and that the last call settled, in the order of granting. */
  readonly granted: EngineStep[] = [];
  protected readonly database: Database;
  readonly #time: VirtualTime;
  readonly #sessions: (Session | undefined)[] = [];
  /** Statements that wait for a lock, in the order in which they began to. */
  #waiting: readonly Execution[] = [];

  readonly #isReplica: boolean;
  readonly #catalogue: Catalogue;

  constructor(
    rows: readonly Row[],
    time: VirtualTime,
    log: CommitLog,
    isReplica = false,
    catalogue: Catalogue = ITEMS_ONLY,
  ) {
    this.#time = time;
    this.#isReplica = isReplica;
    this.#catalogue = catalogue;
    this.database = new Database(rows, log);
  }

  /** Sets the step's reply and state: `done`, `failed`, or `blocked` by another session. */
  execute(step: EngineStep): void {
    const { request } = step;
    if (request.store !== 'mysql') throw new Error(`not a MySQL request: ${request.store}`);
    if (this.granted.length > 0) this.granted.length = 0;
    const session = this.#session(step.session);
    if (request.begin) this.#begin(session, step);
    try {
      const statement = planStatement(request.sql, request.params, request.prepared, this.#catalogue);
      if (this.#isReplica) refuseOnReplica(statement, request.sql);
      const nowMs = EPOCH_MS + this.#time.now;
      const transaction = transactionFor(session, statement);
      this.#run(new Execution(step, session, statement, request.params, nowMs, transaction), step);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      settle(step, 'failed', error.reply);
    }
    this.#settleOthers(step);
  }

  /** The connection is gone: its transaction is rolled back, its locks are released. */
  disconnect(number: number): void {
    this.granted.length = 0;
    const session = this.#sessions[number];
    if (session === undefined) return;
    this.#sessions[number] = undefined;
    const { waiting } = session;
    const { names } = this.database;
    if (waiting !== null) {
      this.#waiting = this.#waiting.filter((execution) => execution !== waiting);
      names?.stopWaiting(waiting);
      settle(waiting.step, 'failed', CONNECTION_LOST);
    }
    const transaction = waiting?.transaction ?? session.transaction;
    if (transaction !== null) this.database.rollback(transaction);
    names?.releaseAll(number);
    this.#settleOthers(null);
  }

  /** The session's statement has waited long enough: it is undone, its transaction stays as it was before. */
  timeOut(number: number): void {
    this.granted.length = 0;
    const waiting = this.#sessions[number]?.waiting ?? null;
    if (waiting === null) return;
    this.#waiting = this.#waiting.filter((execution) => execution !== waiting);
    waiting.session.waiting = null;
    const { timedOut } = waiting.statement;
    if (timedOut === undefined) {
      this.#tableOf(waiting).stopWaiting(waiting);
      this.#fail(waiting, LOCK_WAIT_TIMEOUT, null);
    } else {
      this.database.names?.stopWaiting(waiting);
      settle(waiting.step, 'done', timedOut);
      this.granted.push(waiting.step);
    }
    this.#settleOthers(null);
  }

  /** On a replica: the next transaction of the primary. */
  apply(changes: readonly RowChange[]): void {
    this.database.apply(changes);
  }

  /** Gives back what no transaction can see any more of these rows, and of the strategy's own. */
  forget(ids: Iterable<number>): void {
    let oldest = Number.POSITIVE_INFINITY;
    for (const session of this.#sessions) {
      const snapshot = (session?.waiting?.transaction ?? session?.transaction)?.snapshot ?? null;
      if (snapshot !== null && snapshot < oldest) oldest = snapshot;
    }
    this.database.prune(ids, oldest);
    this.database.pruneOthers(oldest);
  }

  /** The committed rows. */
  inspect(): StoreState['mysql'] {
    const rows: Record<number, Row> = {};
    for (const id of this.database.rows.ids) {
      const row = this.database.committed(id);
      if (row !== null) rows[id] = row as unknown as Row;
    }
    return rows;
  }

  #tableOf({ statement }: Execution): Database {
    return statement.table === undefined ? this.database : this.database.other(statement.table);
  }

  #session(number: number): Session {
    return (this.#sessions[number] ??= new Session(number));
  }

  /** BEGIN is a round trip of its own: whoever its implicit commit lets go runs before the statement does. */
  #begin(session: Session, step: EngineStep): void {
    const committed = session.transaction;
    if (committed !== null) {
      this.database.commitOpen(session, step);
      this.#settleOthers(step);
    }
    session.begin(null, committed);
  }

  /** Runs a statement, or goes on with it. @param current the step of the call, which does not stand in `granted`. */
  #run(execution: Execution, current: EngineStep | null): void {
    const { step, session, transaction } = execution;
    session.waiting = null;
    let reply: MysqlReply | null;
    try {
      reply = execution.statement.run(execution, this.#tableOf(execution));
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      this.#fail(execution, error.reply, current);
      return;
    }
    if (reply === null) {
      session.waiting = execution;
      step.state = 'blocked';
      this.#waiting = [...this.#waiting, execution];
      return;
    }
    if (transaction?.isAutocommit === true) this.database.commit(transaction, step);
    settle(step, 'done', reply);
    if (step !== current) this.granted.push(step);
  }

  /** An error undoes its statement; the transaction stays open. */
  #fail({ step, transaction, mark }: Execution, reply: StoreError, current: EngineStep | null): void {
    if (transaction !== null) {
      if (mark === null) this.database.rollback(transaction);
      else this.database.rollbackTo(transaction, mark);
    }
    settle(step, 'failed', reply);
    if (step !== current) this.granted.push(step);
  }

  /** Goes on with those who got their locks and breaks deadlocks, until all that are left have to wait. */
  #settleOthers(current: EngineStep | null): void {
    while (this.#waiting.length > 0) {
      if (this.#goOn(current)) continue;
      this.database.purge();
      if (this.#goOn(current)) continue;
      const victim = deadlockVictim(this.#waiting.flatMap(({ transaction }) => transaction ?? []));
      if (victim === null) break;
      this.#rollBackVictim(victim, current);
    }
    this.database.purge();
    for (const waiting of this.#waiting) waiting.step.blockedBy = this.#blockerOf(waiting);
  }

  #blockerOf(waiting: Execution): number | null {
    const { transaction } = waiting;
    if (transaction === null) return this.database.names?.blockerOf(waiting) ?? null;
    return transaction.blockedBy?.session ?? null;
  }

  /** Goes on with the first of those who got their locks. False: there is none. */
  #goOn(current: EngineStep | null): boolean {
    const execution = this.database.runnable.shift();
    if (execution === undefined) return false;
    this.#waiting = this.#waiting.filter((other) => other !== execution);
    this.#run(execution, current);
    return true;
  }

  #rollBackVictim(victim: Transaction, current: EngineStep | null): void {
    const execution = this.#waiting.find((waiting) => waiting.transaction === victim) as Execution;
    this.#waiting = this.#waiting.filter((other) => other !== execution);
    execution.session.waiting = null;
    if (execution.session.transaction === victim) {
      execution.session.transaction = null;
      execution.session.keepNext(victim);
    }
    this.database.rollback(victim);
    settle(execution.step, 'failed', deadlock().reply);
    if (execution.step !== current) this.granted.push(execution.step);
  }
}

function transactionFor(session: Session, { needs }: Statement): Transaction | null {
  if (needs === 'nothing' || needs === 'control' || needs === 'named-lock') return null;
  let { transaction } = session;
  if (transaction === null) {
    // A consistent read that is a transaction of its own needs nothing to remember it by.
    if (needs === 'snapshot' && session.isAutocommit) {
      session.forgetNext();
      return null;
    }
    transaction = session.begin(null, null, session.isAutocommit);
  }
  if (transaction.isReadOnly && needs === 'writes') {
    if (transaction.isAutocommit) session.keepNext(transaction);
    throw readOnly();
  }
  return transaction;
}

/** A shared lock is not refused by MySQL, but the applier would have to wait for it, which is not modelled. */
function refuseOnReplica({ needs }: Statement, sql: string): void {
  if (needs === 'writes' || (needs === 'locks' && /\bfor\s+update\b/i.test(sql))) throw superReadOnly();
  if (needs === 'locks') throw new NotEmbedded(`a shared lock on a replica: ${sql}`);
  if (needs === 'named-lock') throw new NotEmbedded(`a named lock on a replica: ${sql}`);
}

function settle(step: EngineStep, state: 'done' | 'failed', reply: MysqlReply | StoreError): void {
  step.state = state;
  step.reply = reply;
  if (step.blockedBy !== null) step.blockedBy = null;
}
