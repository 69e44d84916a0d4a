/** Connections to MySQL: one for each operation that needs one, as in a service. */
import type { Connection } from 'mysql2/promise';

/** Opened before the load: one that has to be opened first makes its operation late. */
const READY = 100;
/** A machine that stands still for a moment must not use up the server's connections when it goes on. */
const MAX = 140;

export class Pool {
  readonly #open: () => Promise<Connection>;
  readonly #free: Connection[] = [];
  readonly #waiting: ((connection: Connection) => void)[] = [];
  readonly #all: Connection[] = [];
  #opened = 0;

  constructor(open: () => Promise<Connection>) {
    this.#open = open;
  }

  async fill(): Promise<void> {
    while (this.#opened < READY) this.give(await this.#add());
  }

  async take(): Promise<Connection> {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    return this.#opened < MAX ? this.#add() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  give(connection: Connection): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(connection);
    else next(connection);
  }

  close(): void {
    for (const connection of this.#all) connection.destroy();
  }

  async #add(): Promise<Connection> {
    this.#opened++;
    const connection = await this.#open();
    this.#all.push(connection);
    return connection;
  }
}
