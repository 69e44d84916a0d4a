import mysql from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeReal } from '../../../infra/testing.ts';
import type { Engine, EngineRun, Row } from '../engine.ts';
import { openRealEngine } from './engine.ts';
import { connectionOptions } from './mysql-connection.ts';
import { Lifeline } from './lifeline.ts';
import { RedisWire } from './redis-wire.ts';
import type { RealServers } from './servers.ts';
import { ROW, redis, sql } from './testing.ts';

const UPDATE = 'UPDATE items SET value = ?, version = version + 1 WHERE id = ?';

function setup(rows: readonly Row[], wantsChanges = false) {
  return { rows, time: { now: 0 }, wantsChanges };
}

async function oursOn(servers: RealServers): Promise<{ databases: number; keys: number; timesToLive: number }> {
  const connection = await mysql.createConnection(connectionOptions(servers.mysql));
  const client = await RedisWire.open(servers.redis, new Lifeline());
  const ask = (name: string, ...args: string[]) => client.send({ name, args });
  const [databases] = await connection.query<mysql.RowDataPacket[]>("SHOW DATABASES LIKE 'stalemate\\_%'");
  const keys = (await ask('keys', 'stalemate:*')) as string[];
  const lives = (await Promise.all(keys.map((key) => ask('pttl', key)))) as number[];
  client.close();
  connection.destroy();
  return { databases: databases.length, keys: keys.length, timesToLive: lives.filter((life) => life > 0).length };
}

describeReal('the real engine', (servers) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openRealEngine(servers, { concurrency: 16 });
  });
  afterAll(() => engine.close());

  test('gives each run the rows that it asked for, whatever the last one did', async () => {
    const wanted: readonly Row[][] = [
      [ROW],
      [ROW, { id: 2, value: 'it\'s \\ a "quote" ✓', version: 3 }],
      [],
      [{ id: 9, value: 'x', version: 1 }],
      [ROW],
    ];
    for (const rows of wanted) {
      const run = await engine.begin(setup(rows));
      expect((await sql(run, 0, 'SELECT * FROM items ORDER BY id')).reply).toMatchObject({ rows });
      await sql(run, 0, "UPDATE items SET value = 'changed', version = 99");
      await sql(run, 1, 'DELETE FROM items WHERE id = 2');
      await sql(run, 2, "INSERT INTO items (id, value) VALUES (77, 'more')");
      await run.end();
    }
  });

  test('says in the words of MySQL why rows cannot be set up, and goes on', async () => {
    const tooLong = { ...ROW, value: 'x'.repeat(2_000) };
    await expect(engine.begin(setup([tooLong]))).rejects.toThrow(/Data too long for column 'value'/);
    const runs = await Promise.all(Array.from({ length: 16 }, () => engine.begin(setup([ROW]))));
    for (const run of runs) {
      expect((await sql(run, 0, 'SELECT * FROM items')).reply).toMatchObject({ rows: [ROW] });
    }
    await Promise.all(runs.map((run) => run.end()));
  });

  test('has no trace of deleted rows that a lock could tell from a gap', async () => {
    for (let i = 0; i < 20; i += 1) {
      const run = await engine.begin(setup([ROW]));
      await sql(run, 1, 'UPDATE items SET version = 2 WHERE id = 2', { begin: true });
      expect((await sql(run, 2, 'UPDATE items SET version = 2 WHERE id = 2', { begin: true })).state).toBe('done');
      await sql(run, 3, "INSERT INTO items (id, value) VALUES (3, 'x')", { begin: true });
      await Promise.all([1, 2].map((session) => run.intervene({ kind: 'disconnect', session })));
      await sql(run, 4, "REPLACE INTO items (id, value) VALUES (2, 'x')");
      await sql(run, 4, 'DELETE FROM items WHERE id = 2');
      await run.end();
    }
  });

  test('keeps 200 runs in flight apart, and the binlog of each in its order', async () => {
    const one = async (n: number) => {
      const run = await engine.begin(setup([ROW], n % 2 === 0));
      for (const value of [`${n}a`, `${n}b`]) {
        expect(await redis(run, 'get item:1')).toBeNull();
        expect((await sql(run, 0, 'SELECT value FROM items WHERE id = ?', { params: [1], prepared: true })).state).toBe(
          'done',
        );
        expect(await redis(run, `set item:1 ${value} EX 60`)).toBe('OK');
        await sql(run, 1, UPDATE, { params: [value, 1], prepared: n % 3 === 0 });
        expect(await redis(run, 'get item:1')).toBe(value);
        expect(await redis(run, 'del item:1')).toBe(1);
      }
      const expected = [`${n}a`, `${n}b`];
      expect(run.commits.map(({ changes }) => changes[0]!.after!.value)).toEqual(expected);
      expect(run.changes.map(({ after }) => after!.value)).toEqual(n % 2 === 0 ? expected : []);
      await run.end();
    };
    await Promise.all(Array.from({ length: 200 }, (_, n) => one(n)));
  });

  test('has the row events of a transaction in the binlog only, and at once, when it commits', async () => {
    const run = await engine.begin(setup([ROW], true));
    await sql(run, 0, UPDATE, { params: ['a', 1], begin: true });
    await sql(run, 0, UPDATE, { params: ['b', 1] });
    await sql(run, 0, "INSERT INTO items (id, value) VALUES (2, 'x')");
    expect(run.changes).toEqual([]);
    await sql(run, 0, 'COMMIT');
    await sql(run, 0, 'DELETE FROM items WHERE id = 2');
    expect(run.changes.map(({ type, before, after }) => [type, before?.value, after?.value])).toEqual([
      ['update', 'v1', 'a'],
      ['update', 'a', 'b'],
      ['insert', undefined, 'x'],
      ['delete', 'x', undefined],
    ]);
    await run.end();
  });

  test('does not write its own rows into the binlog', async () => {
    const first = await engine.begin(setup([ROW], true));
    await sql(first, 0, UPDATE, { params: ['a', 1] });
    await first.end();
    const second = await engine.begin(setup([ROW, { ...ROW, id: 2 }], true));
    await sql(second, 0, UPDATE, { params: ['b', 2] });
    expect(second.changes.map(({ id }) => id)).toEqual([2]);
    await second.end();
  });
});

describeReal('what the real engine leaves', (servers) => {
  const work = async (run: EngineRun) => {
    await redis(run, 'set a v EX 60');
    await redis(run, 'hset b f v');
    await redis(run, 'expire b 60');
  };

  test('on the wire is no time to live, and after close nothing at all', async () => {
    const before = await oursOn(servers);
    const engine = await openRealEngine(servers, { concurrency: 2 });
    const run = await engine.begin(setup([ROW]));
    await work(run);
    const during = await oursOn(servers);
    expect(during.databases).toBeGreaterThan(before.databases);
    expect(during.keys).toBeGreaterThanOrEqual(2);
    expect(during.timesToLive).toBe(0);
    await run.end();
    await engine.close();
  });

  test('when it is killed is removed by the next one', async () => {
    const dead = 'deadbeef0001';
    const connection = await mysql.createConnection(connectionOptions(servers.mysql));
    const exists = async (name: string) =>
      (await connection.query<mysql.RowDataPacket[]>(`SHOW DATABASES LIKE '${name}'`))[0].length;
    await connection.query(`CREATE DATABASE IF NOT EXISTS stalemate_${dead}_0`);
    await connection.query('CREATE DATABASE IF NOT EXISTS stalemate_of_somebody_else');
    const living = await openRealEngine(servers, { concurrency: 1 });
    const run = await living.begin(setup([ROW]));
    const next = await openRealEngine(servers, { concurrency: 1 });
    expect(await exists(`stalemate_${dead}_0`)).toBe(0);
    expect(await exists('stalemate_of_somebody_else')).toBe(1);
    expect((await sql(run, 0, 'SELECT value FROM items')).reply).toMatchObject({ rows: [{ value: 'v1' }] });
    await connection.query('DROP DATABASE stalemate_of_somebody_else');
    await Promise.all([living.close(), next.close()]);
    connection.destroy();
  });
});

describe('opening the real engine', () => {
  test('where no server is fails with its name and what to do', async () => {
    const nowhere = { host: '127.0.0.1', port: 1, version: '' };
    const opening = openRealEngine({ redis: nowhere, mysql: { ...nowhere, user: 'root' }, isPrivate: false });
    await expect(opening).rejects.toMatchObject({ name: 'ServerLost', message: expect.stringContaining('Fix: ') });
  });
});

describeReal('opening the real engine on servers that are there', (servers) => {
  test('but do not let us in says so, without the password', async () => {
    const mysql = { ...servers.mysql, user: 'stalemate-nobody', password: 'hunter2' };
    const error = await openRealEngine({ ...servers, mysql }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ServerUnsuitable', message: expect.stringContaining('Access denied') });
    expect(String(error)).not.toContain('hunter2');
  });
});
