/** Whether a scenario's rows fit into the table that is to hold them, before a run begins. */
import type { JudgedTable } from '../../../../strategies/adapt.ts';
import type { Row } from '../../engine.ts';
import { keyColumn } from '../../judged.ts';
import { NotEmbedded } from '../not-embedded.ts';
import { JudgedMysql } from './judged-mysql.ts';
import { catalogueOf } from './own-tables.ts';

/** What is wrong with storing the row; null when it comes back as it is, and where the table is not embedded. */
export function whyUnfit(row: Row, tables: readonly string[], judged: JudgedTable): string | null {
  try {
    const server = new JudgedMysql([row], { now: 0 }, { committed: () => {} }, catalogueOf(tables, false), judged);
    const [stored] = Object.values(server.inspect());
    if (stored === undefined) return `${judged.value} is NULL`;
    if (stored.id !== row.id) return `${keyColumn(judged)} holds '${row.id}' as '${stored.id}'`;
    return stored.value === row.value ? null : `${judged.value} holds '${row.value}' as '${stored.value}'`;
  } catch (error) {
    return error instanceof NotEmbedded ? null : (error as Error).message;
  }
}
