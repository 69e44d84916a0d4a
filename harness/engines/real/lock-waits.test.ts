import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeMariadb, describeReal } from '../../../infra/testing.ts';
import type { Engine, EngineRun } from '../engine.ts';
import { openRealEngine } from './engine.ts';
import type { Lifeline } from './lifeline.ts';
import { isInCycle, LockWaits } from './lock-waits.ts';
import type { MysqlConnection } from './mysql-connection.ts';
import type { RealServers } from './servers.ts';
import { ROW, redis, sql } from './testing.ts';

const UPDATE = 'UPDATE items SET value = ?, version = version + 1 WHERE id = ?';

describe('a thread is in a cycle', () => {
  const graph = new Map([
    [1, new Set([2])],
    [2, new Set([3, 1])],
    [4, new Set([1])],
  ]);
  test('when it waits, over others, for itself', () =>
    expect([1, 2].map((one) => isInCycle(graph, one))).toEqual([true, true]));
  test('but not when it waits for one that is', () => expect(isInCycle(graph, 4)).toBe(false));
  test('nor when it does not wait', () => expect(isInCycle(graph, 3)).toBe(false));
});

test('waits for named locks that the server does not note are no waits to wait for', async () => {
  const control = { query: () => Promise.resolve([['NO']]) } as unknown as MysqlConnection;
  const lifeline = { lost: (_: string, error: Error) => error } as unknown as Lifeline;
  await expect(new LockWaits(control, lifeline).observe('any', true)).rejects.toThrow(
    /waits for named locks cannot be observed. Fix: UPDATE performance_schema.setup_instruments/,
  );
});

// Of those who share a lock that somebody waits for, InnoDB remembers one: in MySQL the last that came, in MariaDB the first.
describeReal('lock waits', (servers) => lockWaits(servers, [3, 2]));
await describeMariadb('lock waits on MariaDB', (servers) => lockWaits(servers, [2, 3]));

/** @param sharing two sessions in the order in which they share a lock, so that 2 is the one remembered */
function lockWaits(servers: RealServers, sharing: readonly [number, number]): void {
  let engine: Engine;
  let run: EngineRun;

  beforeAll(async () => {
    engine = await openRealEngine(servers, { concurrency: 4 });
  });
  afterAll(() => engine.close());
  beforeEach(async () => {
    run = await engine.begin({ rows: [ROW, { ...ROW, id: 2 }], time: { now: 0 }, wantsChanges: true });
    return () => run.end();
  });

  const update = (session: number, value: string, id = 1, begin = false) =>
    sql(run, session, UPDATE, { params: [value, id], begin, prepared: true });
  const committed = () => run.commits.map(({ changes }) => changes.map(({ after }) => after?.value).join());

  test('block the step, name the holder, and let the others go on', async () => {
    await update(1, 'a', 1, true);
    const waiting = await update(2, 'b');
    expect([waiting.state, waiting.blockedBy, run.granted]).toEqual(['blocked', 1, []]);
    expect(await redis(run, 'set k v')).toBe('OK');
    expect((await sql(run, 3, 'SELECT value FROM items WHERE id = 1')).reply).toMatchObject({
      rows: [{ value: 'v1' }],
    });
    expect(waiting.state).toBe('blocked');
    const other = await update(3, 'c', 2);
    expect(other.state).toBe('done');
  });

  test('end with the COMMIT, and both commits are told apart', async () => {
    await update(1, 'a', 1, true);
    const waiting = await update(2, 'b');
    const commit = await sql(run, 1, 'COMMIT');
    expect(run.granted).toEqual([waiting]);
    expect([waiting.state, waiting.blockedBy]).toEqual(['done', null]);
    expect(run.commits.map(({ step }) => step)).toEqual([commit, waiting]);
    expect(committed()).toEqual(['a', 'b']);
    expect(run.changes.map(({ after }) => [after?.value, after?.version])).toEqual([
      ['a', 2],
      ['b', 3],
    ]);
  });

  test('are granted in the order of the queue, one by one', async () => {
    await update(1, 'a', 1, true);
    const second = await update(3, 'b', 1, true);
    const third = await update(2, 'c', 1, true);
    expect([second.blockedBy, third.blockedBy]).toEqual([1, 1]);
    await sql(run, 1, 'COMMIT');
    expect(run.granted).toEqual([second]);
    expect([third.state, third.blockedBy]).toEqual(['blocked', 3]);
    await sql(run, 3, 'ROLLBACK');
    expect(run.granted).toEqual([third]);
    await sql(run, 2, 'COMMIT');
    expect(committed()).toEqual(['a', 'c']);
  });

  test('of several autocommitted statements end one after the other', async () => {
    await update(1, 'a', 1, true);
    const second = await update(2, 'b');
    const third = await update(3, 'c');
    await sql(run, 1, 'ROLLBACK');
    expect(run.granted).toEqual([second, third]);
    expect(committed()).toEqual(['b', 'c']);
  });

  test('of readers are granted together', async () => {
    await update(3, 'a', 1, true);
    const share = 'SELECT value FROM items WHERE id = 1 LOCK IN SHARE MODE';
    const readers = [await sql(run, 2, share, { begin: true }), await sql(run, 1, share, { begin: true })];
    expect(readers.map(({ state }) => state)).toEqual(['blocked', 'blocked']);
    await sql(run, 3, 'COMMIT');
    expect(run.granted.map(({ session }) => session)).toEqual([1, 2]);
    expect(readers.map(({ reply }) => reply)).toMatchObject([{ rows: [{ value: 'a' }] }, { rows: [{ value: 'a' }] }]);
  });

  test('for a row that another one has just inserted are seen, though its lock is only implied', async () => {
    await sql(run, 1, "INSERT INTO items (id, value) VALUES (3, 'a')", { begin: true });
    const waiting = await sql(run, 2, "INSERT INTO items (id, value) VALUES (3, 'b')");
    expect([waiting.state, waiting.blockedBy]).toEqual(['blocked', 1]);
    await sql(run, 1, 'COMMIT');
    expect(waiting).toMatchObject({ state: 'failed', reply: { code: 'ER_DUP_ENTRY' } });
  });

  test('are seen when a wider value moves the record, and with it the locks of all who wait', async () => {
    await update(1, 'wide'.repeat(50), 1, true);
    const second = await update(2, 'b', 1, true);
    const third = await update(3, 'c');
    await sql(run, 1, 'ROLLBACK');
    expect([second.state, third.state, third.blockedBy]).toEqual(['done', 'blocked', 2]);
    await sql(run, 2, 'ROLLBACK');
    expect(third.state).toBe('done');
  });

  test('that close a circle cost the victim its transaction with error 1213', async () => {
    await update(1, 'a', 1, true);
    await update(2, 'b', 2, true);
    const first = await update(1, 'a', 2);
    expect(first.state).toBe('blocked');
    const victim = await update(2, 'b', 1);
    expect(victim).toMatchObject({
      state: 'failed',
      reply: { code: 'ER_LOCK_DEADLOCK', errno: 1213, sqlState: '40001' },
    });
    expect(run.granted).toEqual([first]);
    expect(first.state).toBe('done');
    await sql(run, 1, 'COMMIT');
    expect(run.commits[0]!.changes.map(({ id, after }) => [id, after?.value])).toEqual([
      [1, 'a'],
      [2, 'a'],
    ]);
  });

  test('in a circle that InnoDB does not see are waits, until it sees it', async () => {
    const share = (session: number, id: number) =>
      sql(run, session, `SELECT value FROM items WHERE id = ${id} LOCK IN SHARE MODE`, { begin: id === 1 });
    await update(1, 'a', 2, true);
    for (const session of sharing) await share(session, 1);
    const third = await share(3, 2);
    const first = await update(1, 'a', 1);
    expect([third, first].map(({ state, blockedBy }) => [state, blockedBy])).toEqual([
      ['blocked', 1],
      ['blocked', 2],
    ]);
    await sql(run, 2, 'COMMIT');
    const states = [third, first].map(({ state }) => state);
    expect(states).toEqual(['failed', 'done']);
  });

  test('end when the holder disconnects', async () => {
    await update(1, 'a', 1, true);
    const waiting = await update(2, 'b');
    await run.intervene({ kind: 'disconnect', session: 1 });
    expect(run.granted).toEqual([waiting]);
    expect(committed()).toEqual(['b']);
  });

  test('end when the one who waits disconnects', async () => {
    await update(1, 'a', 1, true);
    const waiting = await update(2, 'b');
    await run.intervene({ kind: 'disconnect', session: 2 });
    expect([run.granted, waiting.state]).toEqual([[], 'failed']);
    await sql(run, 1, 'COMMIT');
    expect(run.granted).toEqual([]);
    expect(committed()).toEqual(['a']);
  });

  test('that time out undo the statement, leave its transaction open, and let go who stood behind', async () => {
    await sql(run, 1, 'SELECT value FROM items WHERE id = 1 LOCK IN SHARE MODE', { begin: true });
    await update(2, 'b', 2, true);
    const waiting = await update(2, 'c');
    const behind = await sql(run, 3, 'SELECT value FROM items WHERE id = 1 LOCK IN SHARE MODE', { begin: true });
    expect([waiting.state, behind.state]).toEqual(['blocked', 'blocked']);
    await run.intervene({ kind: 'lock-timeout', session: 2 });
    expect(run.granted).toEqual([waiting, behind]);
    expect(waiting).toMatchObject({
      state: 'failed',
      blockedBy: null,
      reply: { code: 'ER_LOCK_WAIT_TIMEOUT', errno: 1205, sqlState: 'HY000' },
    });
    expect(behind).toMatchObject({ state: 'done', reply: { rows: [{ value: 'v1' }] } });
    await sql(run, 2, 'COMMIT');
    expect(run.changes.map(({ id, after }) => [id, after?.value])).toEqual([[2, 'b']]);
  });

  test('of an autocommitted statement that time out leave nothing of it', async () => {
    await update(1, 'a', 1, true);
    const waiting = await update(2, 'b');
    await run.intervene({ kind: 'lock-timeout', session: 2 });
    expect(waiting).toMatchObject({ state: 'failed', reply: { errno: 1205 } });
    await sql(run, 1, 'ROLLBACK');
    expect(run.granted).toEqual([]);
    expect((await update(2, 'd')).state).toBe('done');
    expect(committed()).toEqual(['d']);
  });

  test('time out only where somebody waits', async () => {
    await update(1, 'a', 1, true);
    await run.intervene({ kind: 'lock-timeout', session: 1 });
    expect(run.granted).toEqual([]);
    await sql(run, 1, 'COMMIT');
    expect(committed()).toEqual(['a']);
  });

  test('that nobody ended do not reach the next run', async () => {
    await update(1, 'a', 1, true);
    await update(2, 'b', 1, true);
    await update(3, 'c');
    await run.end();
    const next = await Promise.all(
      [0, 1, 2, 3].map(() => engine.begin({ rows: [ROW], time: { now: 0 }, wantsChanges: false })),
    );
    for (const one of next) {
      expect((await sql(one, 1, 'SELECT value, version FROM items')).reply).toMatchObject({
        rows: [{ value: 'v1', version: 1 }],
      });
      expect((await sql(one, 2, UPDATE, { params: ['x', 1] })).state).toBe('done');
    }
    await Promise.all(next.map((one) => one.end()));
  });
}
