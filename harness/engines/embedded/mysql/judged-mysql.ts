/** MySQL where a table of the service's own holds the scenario's rows. */
import type { JudgedTable } from '../../../../strategies/adapt.ts';
import type { EngineStep, Row, SqlValue, StoreError, StoreState, VirtualTime } from '../../engine.ts';
import { judgedRow, seedOf } from '../../judged.ts';
import { type Catalogue, type RowData, shown, type Table } from './catalogue.ts';
import type { CommitLog } from './database.ts';
import { EmbeddedMysql } from './mysql.ts';

/** What the table holds when a run begins. Runs of one scenario begin with the same array, so that it is stored once. */
interface Seeds {
  readonly rows: readonly (readonly [id: number, row: RowData])[];
  readonly lastId: number;
}

const known = new WeakMap<readonly Row[], WeakMap<Catalogue, Seeds>>();
const NO_ROWS: readonly Row[] = [];
const NOBODY = -1;

export class JudgedMysql extends EmbeddedMysql {
  readonly #judged: JudgedTable;
  readonly #table: Table;

  /** @throws {Error} the server's complaint about rows that do not fit the table */
  constructor(rows: readonly Row[], time: VirtualTime, log: CommitLog, catalogue: Catalogue, judged: JudgedTable) {
    super(NO_ROWS, time, log, false, catalogue);
    this.#judged = judged;
    this.#table = catalogue.tables.get(judged.table)!;
    const seeds = seedsOf(rows, catalogue, judged);
    const database = this.database.other(this.#table);
    for (const [id, row] of seeds.rows) database.seed(id, row);
    database.lastId = seeds.lastId;
  }

  override inspect(): StoreState['mysql'] {
    const database = this.database.other(this.#table);
    const rows: Record<string, Row> = {};
    for (const id of database.rows.ids) {
      const row = judgedRow(this.#judged, this.#shown(database.committed(id)));
      if (row !== null) rows[row.id] = row;
    }
    return rows;
  }

  #shown(row: RowData | null): RowData | null {
    return row === null ? null : shown(this.#table, row);
  }

  /** Executes one statement of ours on an empty server, and returns what is stored then. */
  seed(sql: string, params: readonly SqlValue[]): Seeds {
    const request = { store: 'mysql', sql, params, begin: false, prepared: false } as const;
    const step: EngineStep = { session: NOBODY, request, reply: null, state: 'pending', blockedBy: null };
    this.execute(step);
    if (step.state === 'failed') throw new Error((step.reply as StoreError).message);
    const database = this.database.other(this.#table);
    const rows = database.rows.ids.map((id) => [id, database.committed(id)!] as const);
    return { rows, lastId: database.lastId };
  }
}

function seedsOf(rows: readonly Row[], catalogue: Catalogue, judged: JudgedTable): Seeds {
  const seed = seedOf(judged, rows);
  if (seed === null) return { rows: [], lastId: 0 };
  let ofRows = known.get(rows);
  if (ofRows === undefined) known.set(rows, (ofRows = new WeakMap()));
  let seeds = ofRows.get(catalogue);
  if (seeds === undefined) {
    const server = new JudgedMysql(NO_ROWS, { now: 0 }, { committed: () => {} }, catalogue, judged);
    ofRows.set(catalogue, (seeds = server.seed(seed.sql, seed.params)));
  }
  return seeds;
}
