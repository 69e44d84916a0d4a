/** One statement on its way through the engine. It may wait for a lock, and goes on where it stopped. */
import type { EngineStep, MysqlReply, SqlValue } from '../../engine.ts';
import type { RowData, Table } from './catalogue.ts';
import type { Database } from './database.ts';
import type { Scope } from './expression.ts';
import type { Lock } from './locks.ts';
import type { Session } from './session.ts';
import type { Mark, Transaction } from './transaction.ts';

/** A statement, compiled. Shared by all runs: what changes is in the execution. */
export interface Statement {
  /**
   * What it needs: `nothing`, a `snapshot` to read from, or a transaction that it `locks` rows for or `writes` in
   * (what READ ONLY forbids).
   * `control` statements begin and end transactions themselves; a `named-lock` knows of none.
   */
  readonly needs: 'nothing' | 'snapshot' | 'locks' | 'writes' | 'control' | 'named-lock';
  /** The table that it is about. Left out: `items`, or none. */
  readonly table?: Table;
  /** What it answers when it has waited too long. Left out: the error of a row lock. */
  readonly timedOut?: MysqlReply;
  /** Runs, or goes on. Null: it waits for a lock. */
  run(execution: Execution, database: Database): MysqlReply | null;
}

export class Execution implements Scope {
  readonly step: EngineStep;
  readonly session: Session;
  readonly statement: Statement;
  readonly params: readonly SqlValue[];
  readonly nowMs: number;
  /** Null for a statement that needs none. */
  readonly transaction: Transaction | null;
  incoming: RowData | null = null;
  aggregates: readonly SqlValue[] = [];

  /** Where the transaction stood: an error takes back what the statement did, and no more. */
  readonly mark: Mark | null;
  /** While it waits. */
  waitingFor: Lock | null = null;
  /** Progress of a scan: the range it is in, and the next id to look at. */
  range = 0;
  position: number | null = null;
  /** Rows that a scan has found. */
  found: RowData[] | null = null;
  /** All rows are found, so that a statement that goes on does not look again. */
  isScanned = false;
  /** The next row to insert or to update. */
  next = 0;
  /** The key that the row to insert next has got, while it waits; 0: none. */
  generatedId = 0;
  insertId = 0;
  affectedRows = 0;
  changedRows = 0;

  constructor(
    step: EngineStep,
    session: Session,
    statement: Statement,
    params: readonly SqlValue[],
    nowMs: number,
    transaction: Transaction | null,
  ) {
    this.step = step;
    this.session = session;
    this.statement = statement;
    this.params = params;
    this.nowMs = nowMs;
    this.transaction = transaction;
    this.mark = transaction === null || transaction.isAutocommit ? null : transaction.mark;
  }
}
