/**
 * What MySQL has committed, read from MySQL itself: after a step that may have committed, the run's table is read on a
 * connection of our own, and the difference to what was known is the commit. Nobody interprets SQL here.
 */
import type { Row } from '../engine.ts';
import { Batch } from './batch.ts';
import type { MysqlConnection } from './mysql-connection.ts';
import type { Rows } from './rows.ts';

export class Truth {
  readonly #batch: Batch<string, Rows>;

  constructor(control: MysqlConnection) {
    this.#batch = new Batch<string, Rows>(async (databases) => {
      const tables = databases.map((database, n) => `SELECT ${n}, id, value, version FROM ${database}.items`);
      const rows = await control.query<[n: number, id: number, value: string, version: number]>(
        tables.join(' UNION ALL '),
      );
      const answers = databases.map(() => new Map<number, Row>());
      for (const [n, id, value, version] of rows) answers[n]!.set(id, { id, value, version });
      return answers;
    });
  }

  /** The rows that are committed now. */
  read(database: string): Promise<Rows> {
    return this.#batch.ask(database);
  }
}
