import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeReal } from '../../../infra/testing.ts';
import type { Engine, EngineRun } from '../engine.ts';
import { openRealEngine } from './engine.ts';
import { ROW, sql } from './testing.ts';

const UPDATE = 'UPDATE items SET value = ?, version = version + 1 WHERE id = ?';

describeReal('MySQL statements', (servers) => {
  let engine: Engine;
  let run: EngineRun;
  const time = { now: 1_500 };

  beforeAll(async () => {
    engine = await openRealEngine(servers, { concurrency: 1 });
  });
  afterAll(() => engine.close());
  beforeEach(async () => {
    run = await engine.begin({ rows: [ROW, { id: 2, value: 'w', version: 7 }], time, wantsChanges: false });
    return () => run.end();
  });

  const changes = () =>
    run.commits.map((commit) => commit.changes.map(({ type, id, after }) => [type, id, after?.value]));

  test.each([false, true])('give rows with their columns (prepared: %s)', async (prepared) => {
    const step = await sql(run, 0, 'SELECT id, value, version FROM items WHERE id = ?', { params: [2], prepared });
    expect(step.state).toBe('done');
    expect(step.reply).toEqual({
      kind: 'rows',
      columns: ['id', 'value', 'version'],
      rows: [{ id: 2, value: 'w', version: 7 }],
    });
  });

  test('give decimals, dates and JSON as strings, integers as numbers', async () => {
    const step = await sql(
      run,
      0,
      "SELECT COUNT(*) n, SUM(version) s, DATE('2024-01-02') d, CAST('[1]' AS JSON) j FROM items",
    );
    expect(step.reply).toMatchObject({ rows: [{ n: 2, s: '8', d: '2024-01-02', j: '[1]' }] });
  });

  test('count matched and changed rows', async () => {
    const step = await sql(run, 0, "UPDATE items SET value = 'w'");
    expect(step.reply).toEqual({ kind: 'ok', affectedRows: 2, changedRows: 1, insertId: 0 });
  });

  test('that commit by themselves are commits', async () => {
    const step = await sql(run, 0, UPDATE, { params: ['v2', 1], prepared: true });
    expect(run.commits).toEqual([
      { step, changes: [{ type: 'update', id: 1, before: ROW, after: { id: 1, value: 'v2', version: 2 } }] },
    ]);
  });

  test('in a transaction commit together, in the order of ids, with the COMMIT', async () => {
    await sql(run, 0, 'DELETE FROM items WHERE id = 2', { begin: true });
    await sql(run, 0, "INSERT INTO items (id, value) VALUES (3, 'x')");
    await sql(run, 0, UPDATE, { params: ['v2', 1] });
    expect(run.commits).toEqual([]);
    const step = await sql(run, 0, 'COMMIT');
    expect(changes()).toEqual([
      [
        ['update', 1, 'v2'],
        ['delete', 2, undefined],
        ['insert', 3, 'x'],
      ],
    ]);
    expect(run.commits[0]!.step).toBe(step);
  });

  test('that change nothing, and those rolled back, are no commits', async () => {
    await sql(run, 0, "UPDATE items SET value = 'v1' WHERE id = 1");
    await sql(run, 0, UPDATE, { params: ['v2', 1], begin: true });
    await sql(run, 0, 'ROLLBACK');
    expect(run.commits).toEqual([]);
  });

  test('that start a transaction commit the one before it', async () => {
    await sql(run, 0, UPDATE, { params: ['v2', 1], begin: true });
    const step = await sql(run, 0, UPDATE, { params: ['v3', 1], begin: true });
    expect(run.commits.map((commit) => commit.step)).toEqual([step]);
    expect(changes()).toEqual([[['update', 1, 'v2']]]);
  });

  test('roll back to a savepoint without losing the transaction', async () => {
    await sql(run, 0, UPDATE, { params: ['v2', 1], begin: true });
    await sql(run, 0, 'SAVEPOINT s');
    await sql(run, 0, UPDATE, { params: ['x', 2] });
    await sql(run, 0, 'ROLLBACK TO SAVEPOINT s');
    await sql(run, 0, 'COMMIT');
    expect(changes()).toEqual([[['update', 1, 'v2']]]);
  });

  test('without autocommit wait for a COMMIT, and the next run has autocommit again', async () => {
    await sql(run, 0, 'SET autocommit = 0');
    await sql(run, 0, UPDATE, { params: ['v2', 1] });
    expect(run.commits).toEqual([]);
    await sql(run, 0, 'SET autocommit = 1');
    expect(changes()).toEqual([[['update', 1, 'v2']]]);
    await sql(run, 0, 'SET autocommit = 0');
    await run.end();
    run = await engine.begin({ rows: [ROW], time, wantsChanges: false });
    expect((await sql(run, 0, 'SELECT @@autocommit a')).reply).toMatchObject({ rows: [{ a: 1 }] });
  });

  test('answer with the error of MySQL', async () => {
    const step = await sql(run, 0, "INSERT INTO items (id, value) VALUES (1, 'x')");
    expect(step.state).toBe('failed');
    expect(step.reply).toEqual({
      kind: 'error',
      code: 'ER_DUP_ENTRY',
      errno: 1062,
      sqlState: '23000',
      message: "Duplicate entry '1' for key 'items.PRIMARY'",
    });
  });

  test('name the same database in errors of every run', async () => {
    const step = await sql(run, 0, 'SELECT 1 FROM nowhere');
    expect(step.reply).toMatchObject({ message: "Table 'stalemate.nowhere' doesn't exist" });
  });

  test('read the virtual clock', async () => {
    const step = await sql(run, 0, 'SELECT NOW(3) a, UNIX_TIMESTAMP() b, CURDATE() c', { prepared: true });
    expect(step.reply).toMatchObject({ rows: [{ a: '2023-11-14 22:13:21.500', b: 1_700_000_001, c: '2023-11-14' }] });
  });

  test.each([
    "SELECT GET_LOCK('a', 1), GET_LOCK('b', 1)",
    "SELECT IS_USED_LOCK('a')",
    'TRUNCATE items',
    '/* now */ SET GLOBAL sort_buffer_size = 1',
    'USE mysql',
    'SELECT SLEEP(1)',
  ])('that leave the run are refused: %s', async (text) => {
    await expect(sql(run, 0, text)).rejects.toThrow(/cannot run on the real servers/);
  });

  test('may say in a value what they may not do', async () => {
    const step = await sql(run, 0, "UPDATE items SET value = 'sleep(1), get_lock(2)' WHERE id = 1");
    expect(step.state).toBe('done');
  });

  test('are rolled back when the session disconnects', async () => {
    await sql(run, 0, UPDATE, { params: ['v2', 1], begin: true });
    await run.intervene({ kind: 'disconnect', session: 0 });
    await sql(run, 0, 'COMMIT');
    expect(run.commits).toEqual([]);
    expect((await run.inspect()).mysql).toEqual({ 1: ROW, 2: { id: 2, value: 'w', version: 7 } });
  });
});
