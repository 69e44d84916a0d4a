/** Runs that go on and on: the engine gives back what nobody can see any more, and nothing else. */
import { expect, it } from 'vitest';
import type { EngineRun, EngineStep, MysqlReply } from '../engine.ts';
import { embeddedEngine } from './engine.ts';

const UPDATE = 'UPDATE items SET value = ?, version = version + 1 WHERE id = ?';
const ROWS = Array.from({ length: 50 }, (_, i) => ({ id: i + 1, value: 'v0', version: 1 }));

function begin(tables?: readonly string[]) {
  const time = { now: 0 };
  const setup = { rows: ROWS, time, wantsChanges: true, ...(tables && { tables }) };
  const run = embeddedEngine.begin(setup) as EngineRun & { forget(): void };
  const sql = (session: number, text: string, params: (string | number)[] = [], starts = false): EngineStep => {
    const step: EngineStep = {
      session,
      request: { store: 'mysql', sql: text, params, begin: starts, prepared: true },
      reply: null,
      state: 'pending',
      blockedBy: null,
    };
    void run.execute(step);
    return step;
  };
  const valueOf = (session: number, id: number, starts = false): unknown =>
    (sql(session, 'SELECT value FROM items WHERE id = ?', [id], starts).reply as Extract<MysqlReply, { kind: 'rows' }>)
      .rows[0]?.['value'];
  return { run, sql, valueOf };
}

it('an old snapshot sees what it saw, however often the rest is forgotten', () => {
  const { run, sql, valueOf } = begin();
  expect(valueOf(1, 7, true)).toBe('v0');
  for (let i = 1; i <= 40; i++) {
    sql(2, UPDATE, [`v${i}`, 7]);
    sql(2, UPDATE, [`w${i}`, 1 + (i % 40)]);
    if (i % 5 === 0) run.forget();
  }
  expect(valueOf(1, 7)).toBe('v0');
  expect(valueOf(2, 7)).toBe('v40');
  sql(1, 'COMMIT');
  run.forget();
  expect(valueOf(1, 7)).toBe('v40');
  expect([run.commits, run.changes]).toEqual([[], []]);
});

it('what is rolled back comes back, also when its past was forgotten', () => {
  const { run, sql, valueOf } = begin();
  sql(1, UPDATE, ['v1', 7]);
  sql(2, UPDATE, ['v2', 7], true);
  run.forget();
  sql(2, 'ROLLBACK');
  expect(valueOf(1, 7)).toBe('v1');
});

it('rows of a table of its own that come and go leave nothing behind', () => {
  const { run, sql } = begin(['CREATE TABLE outbox (id INT PRIMARY KEY AUTO_INCREMENT, item INT NOT NULL)']);
  for (let i = 1; i <= 100; i++) {
    sql(1, 'INSERT INTO outbox (item) VALUES (?)', [i]);
    sql(1, UPDATE, [`v${i}`, 1]);
    sql(1, 'DELETE FROM outbox WHERE id = ?', [i]);
    run.forget();
  }
  const rows = sql(1, 'SELECT id FROM outbox').reply as Extract<MysqlReply, { kind: 'rows' }>;
  expect(rows.rows).toEqual([]);
  expect((sql(1, 'INSERT INTO outbox (item) VALUES (1)').reply as Extract<MysqlReply, { kind: 'ok' }>).insertId).toBe(
    101,
  );
});
