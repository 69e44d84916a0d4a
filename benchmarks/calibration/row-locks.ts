/** Who may hold a row, as far as that is known to those who ask for it: all writers are in this process. */
import type { Connection } from 'mysql2/promise';

export class RowLocks {
  readonly #rows = new Map<Connection, Set<number>>();

  /** The connection's transaction is about to lock the row. */
  take(connection: Connection, id: number): void {
    const rows = this.#rows.get(connection) ?? new Set();
    this.#rows.set(connection, rows.add(id));
  }

  /** Its transaction has ended. */
  release(connection: Connection): void {
    this.#rows.delete(connection);
  }

  /** Whether nobody but this connection may hold the row. */
  isFree(id: number, connection: Connection): boolean {
    for (const [other, rows] of this.#rows) if (other !== connection && rows.has(id)) return false;
    return true;
  }
}
