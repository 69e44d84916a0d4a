/** The stream of row events, when the server and the network do to it what they do in production. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeMariadb, describeReal } from '../../../infra/testing.ts';
import type { EngineRun } from '../engine.ts';
import { openRealEngine } from './engine.ts';
import type { RealEngine } from './engine.ts';
import { Lifeline } from './lifeline.ts';
import { MysqlConnection } from './mysql-connection.ts';
import type { RealServers } from './servers.ts';
import { ROW, sql } from './testing.ts';

const UPDATE = 'UPDATE items SET value = ?, version = version + 1 WHERE id = 1';
const SETUP = { rows: [ROW], time: { now: 0 }, wantsChanges: true };

describeReal('the binlog of a real MySQL', binlog);
await describeMariadb('the binlog of a real MariaDB', binlog);

function binlog(servers: RealServers): void {
  let engine: RealEngine;
  let admin: MysqlConnection;
  let before: readonly number[];
  let cuts = 0;
  beforeAll(async () => {
    admin = await MysqlConnection.open(servers.mysql, new Lifeline(), { isControl: true });
    before = await readers();
    engine = await openRealEngine(servers, { concurrency: 4 });
  });
  afterAll(async () => {
    await engine.close();
    admin.close();
  });

  /** The server's threads that send somebody the binlog. */
  const readers = async (): Promise<number[]> => {
    const rows = await admin.query<[number]>(
      "SELECT id FROM information_schema.processlist WHERE command = 'Binlog Dump'",
    );
    return rows.map(([id]) => id);
  };
  /** Perhaps that of another test file too, which must be able to bear it as well. */
  const cut = async (): Promise<void> => {
    const ours = (await readers()).filter((id) => !before.includes(id));
    for (const id of ours) await admin.query(`KILL ${id}`).catch(() => undefined);
    cuts += ours.length;
  };
  const write = (run: EngineRun, value: string) => sql(run, 0, UPDATE, { params: [value] });
  const valuesOf = ({ changes }: EngineRun) => changes.map(({ after }) => after!.value);
  const within = async (body: (run: EngineRun) => Promise<void>): Promise<void> => {
    const run = await engine.begin(SETUP);
    await body(run);
    await run.end();
  };

  test('goes on in the next file', () =>
    within(async (run) => {
      await write(run, 'a');
      await admin.query('FLUSH BINARY LOGS');
      await write(run, 'b');
      await admin.query('FLUSH BINARY LOGS; FLUSH BINARY LOGS');
      await write(run, 'c');
      expect(valuesOf(run)).toEqual(['a', 'b', 'c']);
    }));

  test('loses and repeats nothing when the connection is cut, again and again', () =>
    within(async (run) => {
      const expected: string[] = [];
      for (let n = 0; n < 8; n += 1) {
        await write(run, `v${n}`);
        expected.push(`v${n}`);
        await cut();
      }
      await write(run, 'last');
      expect(cuts).toBeGreaterThanOrEqual(4);
      expect(valuesOf(run)).toEqual([...expected, 'last']);
    }));

  test('nor when it is cut while events of many runs are on their way, and the file ends', async () => {
    const runs = await Promise.all(Array.from({ length: 4 }, () => engine.begin(SETUP)));
    const values = Array.from({ length: 20 }, (_, n) => `v${n}`);
    const writing = runs.map(async (run) => {
      for (const value of values) await write(run, value);
    });
    for (let n = 0; n < 5; n += 1) {
      await cut();
      if (n % 2 === 0) await admin.query('FLUSH BINARY LOGS');
    }
    await Promise.all(writing);
    for (const run of runs) {
      expect(valuesOf(run)).toEqual(values);
      await run.end();
    }
  });

  test('nor within a transaction of several rows', () =>
    within(async (run) => {
      await sql(run, 0, UPDATE, { params: ['a'], begin: true });
      await cut();
      await sql(run, 0, "INSERT INTO items (id, value) VALUES (2, 'x')");
      await sql(run, 0, 'COMMIT');
      await cut();
      await write(run, 'b');
      expect(valuesOf(run)).toEqual(['a', 'x', 'b']);
    }));
}
