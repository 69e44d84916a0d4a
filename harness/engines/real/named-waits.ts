/** Waits for named locks, which are metadata locks on MySQL and on MariaDB. */
import { ServerUnsuitable } from './errors.ts';
import type { WaitGraph, Waits } from './lock-waits.ts';
import type { MysqlConnection } from './mysql-connection.ts';
import { SEPARATOR } from './named-lock.ts';

export type NameLine = readonly ['PENDING' | 'GRANTED', name: string, thread: number];

const INSTRUMENT = 'wait/lock/metadata/sql/mdl';

/** Of `performance_schema.metadata_locks`: the named locks of these databases. */
export function areNamedLocksOf(databases: readonly string[]): string {
  const names = databases.map((name) => `'${name}'`).join(',');
  return `object_type = 'USER LEVEL LOCK' AND SUBSTRING_INDEX(object_name, '${SEPARATOR}', 1) IN (${names})`;
}

/** Without its instrument a wait for a named lock could not be told from a statement that takes long. */
export async function assertNamesAreShown(control: MysqlConnection): Promise<void> {
  const sql = `SELECT enabled FROM performance_schema.setup_instruments WHERE name = '${INSTRUMENT}'`;
  const [row] = await control.query<[string]>(sql);
  if (row?.[0] === 'YES') return;
  const fix =
    row === undefined
      ? `start it with --performance-schema=ON --performance-schema-instrument=${INSTRUMENT}=ON`
      : `UPDATE performance_schema.setup_instruments SET enabled = 'YES' WHERE name = '${INSTRUMENT}'`;
  throw new ServerUnsuitable('mysql', 'waits for named locks cannot be observed', fix);
}

/** Together with those who wait for rows. */
export function withNames(rows: WaitGraph, lines: readonly NameLine[]): Waits {
  if (lines.length === 0) return { all: rows, rows, names: NOBODY };
  const holders = new Map(lines.flatMap(([kind, name, thread]) => (kind === 'GRANTED' ? [[name, thread]] : [])));
  const names = new Map<number, ReadonlySet<number>>();
  for (const [kind, name, thread] of lines) {
    const holder = holders.get(name);
    // A lock that nobody has is on its way to whom it was given.
    if (kind === 'PENDING' && holder !== undefined) names.set(thread, new Set([holder]));
  }
  return { all: new Map([...rows, ...names]), rows, names };
}

const NOBODY: WaitGraph = new Map();
