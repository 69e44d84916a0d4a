/**
 * A slot is the room of one run in MySQL: a database of its own with its own table `items`, so strategies see plain ids
 * and the gap locks of neighbours cannot meet. Slots outlive runs: only the rows that differ are written anew.
 */
import type { Row } from '../engine.ts';
import { ITEMS_DDL } from '../schema.ts';
import { Batch } from './batch.ts';
import { ServerUnsuitable } from './errors.ts';
import type { Lifeline } from './lifeline.ts';
import type { MysqlConnection } from './mysql-connection.ts';
import { difference, statementsFor, toRows } from './rows.ts';
import type { Rows } from './rows.ts';
import type { RealServers } from './servers.ts';
import { Session } from './session.ts';

/** The room of one run. */
export class Slot {
  readonly database: string;
  /** What the table holds, by the last observation. */
  rows: Rows = new Map();
  readonly #open: (number: number) => Promise<Session>;
  readonly #sessions = new Map<number, Session>();

  constructor(database: string, open: (number: number) => Promise<Session>) {
    this.database = database;
    this.#open = open;
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

export interface SlotsOptions {
  readonly server: RealServers['mysql'];
  readonly lifeline: Lifeline;
  readonly control: MysqlConnection;
  /** Databases are called `<name>_<n>`. */
  readonly name: string;
  readonly count: number;
}

export class Slots {
  readonly #options: SlotsOptions;
  readonly #all: Slot[] = [];
  readonly #free: Slot[] = [];
  readonly #queue: ((slot: Slot | Promise<Slot>) => void)[] = [];
  readonly #reset: Batch<readonly string[], void>;

  constructor(options: SlotsOptions) {
    this.#options = options;
    this.#reset = new Batch<readonly string[], void>(async (resets) => {
      await options.control.query(['START TRANSACTION', ...resets.flat(), 'COMMIT'].join(';'));
      return resets.map(() => undefined);
    });
  }

  /** Of all slots, also those that no run has needed yet. */
  get databases(): readonly string[] {
    return Array.from({ length: this.#options.count }, (_, n) => this.#databaseOf(n));
  }

  /** A slot that holds exactly these rows. Waits while every slot is taken. */
  async acquire(rows: readonly Row[]): Promise<Slot> {
    const slot = await this.#take();
    const wanted = toRows(rows);
    const statements = statementsFor(`${slot.database}.items`, difference(slot.rows, wanted));
    if (statements.length > 0) {
      try {
        await this.#reset.ask(statements);
      } catch (error) {
        await this.#options.control.query('ROLLBACK');
        this.release(slot);
        throw error;
      }
    }
    slot.rows = wanted;
    return slot;
  }

  release(slot: Slot): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#free.push(slot);
    else next(slot);
  }

  /** Closes every session and drops every database. */
  async close(): Promise<void> {
    for (const slot of this.#all) slot.close();
    await Promise.all(
      this.#all.map(({ database }) => this.#options.control.query(`DROP DATABASE IF EXISTS ${database}`)),
    );
  }

  #take(): Slot | Promise<Slot> {
    const slot = this.#free.pop();
    if (slot !== undefined) return slot;
    if (this.#all.length < this.#options.count) return this.#create();
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  async #create(): Promise<Slot> {
    const { server, lifeline, control } = this.#options;
    const database = this.#databaseOf(this.#all.length);
    const slot = new Slot(database, (number) => Session.open(number, server, lifeline, database));
    this.#all.push(slot);
    try {
      await control.query(`CREATE DATABASE ${database}; USE ${database}; ${ITEMS_DDL}`);
    } catch (error) {
      throw new ServerUnsuitable(
        'mysql',
        `the database ${database} cannot be created`,
        'GRANT CREATE, DROP, SELECT, INSERT, UPDATE, DELETE ON `stalemate\\_%`.* to the user',
        error,
      );
    }
    return slot;
  }

  #databaseOf(n: number): string {
    return `${this.#options.name}_${n}`;
  }
}
