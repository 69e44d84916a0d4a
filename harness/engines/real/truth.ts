/**
 * What MySQL has committed, read from MySQL itself: after a step that may have committed, the run's table is read on a
 * connection of our own, and the difference to what was known is the commit. Nobody interprets SQL here.
 */
import type { JudgedTable } from '../../../strategies/adapt.ts';
import type { Row, RowId } from '../engine.ts';
import { judgedRow, keyColumn } from '../judged.ts';
import { Batch } from './batch.ts';
import type { MysqlConnection } from './mysql-connection.ts';
import type { Rows } from './rows.ts';

export class Truth {
  readonly #control: MysqlConnection;
  readonly #batch: Batch<string, Rows>;

  constructor(control: MysqlConnection) {
    this.#control = control;
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

  /** The rows that are committed now. @param judged the table that is in the place of `items` */
  read(database: string, judged?: JudgedTable): Promise<Rows> {
    return judged === undefined ? this.#batch.ask(database) : this.#readJudged(database, judged);
  }

  async #readJudged(database: string, judged: JudgedTable): Promise<Rows> {
    const { table, value, version } = judged;
    const key = keyColumn(judged);
    const columns = [key, value, ...(version === undefined ? [] : [version])];
    const list = await this.#control.query(
      `SELECT ${columns.map((name) => `\`${name}\``).join(', ')} FROM ${database}.${table}`,
    );
    const rows = new Map<RowId, Row>();
    for (const values of list) {
      const row = judgedRow(judged, Object.fromEntries(columns.map((name, i) => [name, values[i]])));
      if (row !== null) rows.set(row.id, row);
    }
    return rows;
  }
}
