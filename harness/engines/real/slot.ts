/**
 * The room of one run in MySQL: a database of its own with its own table `items`, so strategies see plain ids and the
 * gap locks of neighbours cannot meet.
 */
import mysql2 from 'mysql2';
import type { JudgedTable } from '../../../strategies/adapt.ts';
import type { RowChange, RowId } from '../engine.ts';
import { EPOCH_MS } from '../epoch.ts';
import { seedOf } from '../judged.ts';
import type { Dialect } from './dialect.ts';
import { OwnTables } from './own-tables.ts';
import { difference, upsertFor } from './rows.ts';
import type { Rows } from './rows.ts';
import type { Session } from './session.ts';

const NO_ROWS: Rows = new Map();

export class Slot {
  readonly database: string;
  readonly #dialect: Dialect;
  readonly #tables: OwnTables;
  readonly #open: (number: number) => Promise<Session>;
  readonly #sessions = new Map<number, Session>();
  #rows: Rows = NO_ROWS;
  /** Those of the table that is judged in the place of `items`; null: that is `items`. */
  #judged: Rows | null = null;
  #isKnown = true;
  /**
   * Rows that are deleted. Until InnoDB purges them, some time later, they are still there for it to lock, and a lock
   * on a row conflicts where a lock on a gap does not. So they must not be there for the next run.
   */
  readonly #ghosts = new Set<RowId>();

  constructor(database: string, dialect: Dialect, open: (number: number) => Promise<Session>) {
    this.database = database;
    this.#dialect = dialect;
    this.#tables = new OwnTables(database);
    this.#open = open;
  }

  /** What the judged table holds, by the last observation. */
  get rows(): Rows {
    return this.#judged ?? this.#rows;
  }

  /** Takes notice of what the table holds now, and returns what has changed. */
  observe(rows: Rows): readonly RowChange[] {
    const changes = difference(this.rows, rows);
    if (this.#judged !== null) {
      this.#judged = rows;
      return changes;
    }
    for (const { type, id } of changes) {
      if (type === 'delete') this.#ghosts.add(id);
      if (type === 'insert') this.#ghosts.delete(id);
    }
    this.#rows = rows;
    return changes;
  }

  /** It is not known what the table holds. */
  forget(): void {
    this.#isKnown = false;
    this.#tables.forget();
  }

  /** Statements after which the judged table holds these rows and no traces of others, and of other tables there are these. */
  resetTo(rows: Rows, tables: readonly string[], judged?: JudgedTable): readonly string[] {
    this.#judged = judged === undefined ? null : rows;
    const own = this.#tables.resetTo(tables, judged === undefined);
    if (judged !== undefined) return [...own, ...this.#seeds(judged, rows)];
    return [...own, ...this.#resetItems(rows)];
  }

  /** Under the clock with which the run begins. */
  #seeds(judged: JudgedTable, rows: Rows): readonly string[] {
    const seed = seedOf(judged, [...rows.values()], `${this.database}.${judged.table}`);
    if (seed === null) return [];
    const clock = `SET time_zone = '+00:00', timestamp = ${EPOCH_MS / 1000}`;
    return [clock, mysql2.format(seed.sql, [...seed.params])];
  }

  #resetItems(rows: Rows): readonly string[] {
    const table = `${this.database}.items`;
    const leaves = difference(this.#rows, rows).some(({ type }) => type === 'delete');
    const haunted = [...this.#ghosts].some((id) => !rows.has(id));
    const statements: string[] = [];
    if (leaves || haunted || !this.#isKnown) {
      statements.push(`TRUNCATE TABLE ${table}`);
      this.#rows = NO_ROWS;
    }
    const upsert = upsertFor(table, difference(this.#rows, rows), this.#dialect);
    if (upsert !== null) statements.push(upsert);
    this.#rows = rows;
    this.#isKnown = true;
    this.#ghosts.clear();
    return statements;
  }

  /** The connection of an actor, opened at its first use and kept for the same actor of later runs. */
  session(number: number): Session | Promise<Session> {
    return this.#sessions.get(number) ?? this.#add(number);
  }

  /** Closes a session whose state the next run must not inherit. */
  drop(session: Session): void {
    session.close();
    this.#sessions.delete(session.number);
  }

  close(): void {
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
  }

  async #add(number: number): Promise<Session> {
    const session = await this.#open(number);
    this.#sessions.set(number, session);
    return session;
  }
}
