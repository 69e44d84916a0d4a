/** The slots of an engine. They outlive runs: only the rows that differ are written anew, those of many slots at once. */
import type { JudgedTable } from '../../../strategies/adapt.ts';
import { letYoungGenerationGrow } from '../../young-generation.ts';
import type { Row } from '../engine.ts';
import { ITEMS_DDL } from '../schema.ts';
import { Batch } from './batch.ts';
import { dialectOf } from './dialect.ts';
import { isEngineFailure, ServerUnsuitable } from './errors.ts';
import { MARKED } from './leftovers.ts';
import { withResolvers } from './lifeline.ts';
import type { Lifeline, Resolvers } from './lifeline.ts';
import type { MysqlConnection } from './mysql-connection.ts';
import { toRows } from './rows.ts';
import type { RealServers } from './servers.ts';
import { Session } from './session.ts';
import { Slot } from './slot.ts';

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
  /** Numbers of slots that do not exist yet. */
  readonly #unused: number[];
  readonly #queue: Resolvers<Slot>[] = [];
  readonly #reset: Batch<readonly string[], void>;

  constructor(options: SlotsOptions) {
    // As many runs are in flight at once, and each keeps what it holds until it ends.
    letYoungGenerationGrow();
    this.#options = options;
    this.#unused = Array.from({ length: options.count }, (_, n) => n).reverse();
    options.lifeline.onLost((error) => {
      for (const { reject } of this.#queue.splice(0)) reject(error);
    });
    this.#reset = new Batch<readonly string[], void>(async (resets) => {
      const statements = resets.flat();
      // Whatever is done to a whole table would commit a transaction that is open.
      const [first, then] = [statements.filter(isAboutTable), statements.filter((one) => !isAboutTable(one))];
      try {
        await options.control.query([...first, 'START TRANSACTION', ...then, 'COMMIT'].join(';\n'));
      } catch (error) {
        await options.control.query('ROLLBACK');
        throw error;
      }
      return resets.map(() => undefined);
    });
  }

  /** Of all slots, also those that no run has needed yet. */
  get databases(): readonly string[] {
    return Array.from({ length: this.#options.count }, (_, n) => this.#databaseOf(n));
  }

  /** A slot that holds exactly these rows, and has these tables besides. Waits while every slot is taken. */
  async acquire(rows: readonly Row[], tables: readonly string[], judged?: JudgedTable): Promise<Slot> {
    const slot = await this.#take();
    const statements = slot.resetTo(toRows(rows), tables, judged);
    try {
      if (statements.length > 0) await this.#reset.ask(statements);
    } catch (error) {
      slot.forget();
      this.release(slot);
      throw error;
    }
    return slot;
  }

  release(slot: Slot): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#free.push(slot);
    else next.resolve(slot);
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
    const number = this.#unused.pop();
    if (number !== undefined) return this.#create(number);
    const place = withResolvers<Slot>();
    this.#queue.push(place);
    return place.promise;
  }

  async #create(number: number): Promise<Slot> {
    const { server, lifeline, control } = this.#options;
    const database = this.#databaseOf(number);
    try {
      await control.query(`CREATE DATABASE ${database}; USE ${database}; ${ITEMS_DDL} ${MARKED}`);
    } catch (error) {
      this.#unused.push(number);
      if (isEngineFailure(error)) throw error;
      const fix = 'GRANT CREATE, DROP, SELECT, INSERT, UPDATE, DELETE ON `stalemate\\_%`.* to the user';
      throw new ServerUnsuitable('mysql', `the database ${database} cannot be created`, fix, error);
    }
    const slot = new Slot(database, dialectOf(server), (session) =>
      Session.open(session, server, lifeline, { database }),
    );
    this.#all.push(slot);
    return slot;
  }

  #databaseOf(n: number): string {
    return `${this.#options.name}_${n}`;
  }
}

function isAboutTable(statement: string): boolean {
  return /^(?:TRUNCATE|CREATE|DROP|RENAME) TABLE /.test(statement);
}
