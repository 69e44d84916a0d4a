/** For the tests of this folder: statements as one line each, and their outcomes as values. */
import type { EngineStep, MysqlReply, Row, RowChange, SqlValue, StoreError } from '../../engine.ts';
import { EmbeddedMysql } from './mysql.ts';

export const ROWS: readonly Row[] = [
  { id: 1, value: 'v1', version: 1 },
  { id: 3, value: 'v3', version: 1 },
];

export interface Fixture {
  readonly mysql: EmbeddedMysql;
  readonly time: { now: number };
  /** Changes in commit order, one list for each commit. */
  readonly commits: (readonly RowChange[])[];
  /** Executes `sql` on a session and returns its step. */
  step(session: number, sql: string, params?: readonly SqlValue[], options?: Options): EngineStep;
  /** The same, for the rows of a SELECT. */
  rows(session: number, sql: string, params?: readonly SqlValue[], options?: Options): readonly unknown[];
  /** The same, for `[affectedRows, changedRows]`. */
  counts(session: number, sql: string, params?: readonly SqlValue[]): readonly [number, number];
  /** The same, for the code of the error. */
  code(session: number, sql: string, params?: readonly SqlValue[]): string;
  /** The sessions of the statements that the last one let go. */
  granted(): readonly number[];
}

interface Options {
  readonly begin?: boolean;
  readonly prepared?: boolean;
}

export function fixture(rows: readonly Row[] = ROWS): Fixture {
  const time = { now: 0 };
  const commits: (readonly RowChange[])[] = [];
  const mysql = new EmbeddedMysql(rows, time, { committed: (_, changes) => void commits.push(changes) });
  const step: Fixture['step'] = (session, sql, params = [], { begin = false, prepared = true } = {}) => {
    const made: EngineStep = {
      session,
      request: { store: 'mysql', sql, params, begin, prepared },
      reply: null,
      state: 'pending',
      blockedBy: null,
    };
    mysql.execute(made);
    return made;
  };
  return {
    mysql,
    time,
    commits,
    step,
    rows: (session, sql, params, options) => {
      const reply = step(session, sql, params, options).reply as MysqlReply;
      return 'rows' in reply ? reply.rows : [];
    },
    counts: (session, sql, params) => {
      const reply = step(session, sql, params).reply as MysqlReply;
      return 'affectedRows' in reply ? [reply.affectedRows, reply.changedRows] : [Number.NaN, Number.NaN];
    },
    code: (session, sql, params) => codeOf(step(session, sql, params)),
    granted: () => mysql.granted.map(({ session }) => session),
  };
}

export function codeOf({ reply }: EngineStep): string {
  return (reply as StoreError | null)?.code ?? 'no error';
}
