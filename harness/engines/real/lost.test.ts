import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeReal } from '../../../infra/testing.ts';
import type { RealEngine } from './engine.ts';
import { openRealEngine } from './engine.ts';
import { ROW, redis, sql } from './testing.ts';
import { Door } from './testing-door.ts';

describeReal('a server that dies in the middle', (servers) => {
  let doors: { readonly redis: Door; readonly mysql: Door };
  let engine: RealEngine;

  beforeEach(async () => {
    doors = { redis: new Door(servers.redis), mysql: new Door(servers.mysql) };
    await Promise.all([doors.redis.open(), doors.mysql.open()]);
    const address = (name: 'redis' | 'mysql') => {
      const { socketPath: _, host: __, port: ___, ...rest } = servers[name] as unknown as Record<string, unknown>;
      return { ...rest, socketPath: doors[name].path };
    };
    const through = { redis: address('redis'), mysql: address('mysql'), isPrivate: false };
    engine = await openRealEngine(through as unknown as typeof servers, { concurrency: 8 });
  });
  afterEach(async () => {
    await engine.close();
    doors.redis.slam();
    doors.mysql.slam();
  });

  const begin = (wantsChanges = false) => engine.begin({ rows: [ROW], time: { now: 0 }, wantsChanges });

  test.each(['redis', 'mysql'] as const)(
    'rejects every step under way with one error that names it: %s',
    async (name) => {
      const runs = await Promise.all(Array.from({ length: 8 }, () => begin()));
      const endless = runs.map(async (run) => {
        for (;;) {
          await redis(run, 'get k');
          await sql(run, 0, 'UPDATE items SET version = version + 1');
        }
      });
      await Promise.all(runs.map((run) => sql(run, 1, 'SELECT 1')));
      doors[name].slam();
      const failure = await engine.failed;
      expect(failure).toMatchObject({
        name: 'ServerLost',
        server: name,
        message: expect.stringMatching(/^The connection to .* Fix: /),
      });
      const errors = await Promise.all(endless.map((one) => one.catch((error: unknown) => error)));
      expect(errors.every((error) => error === failure)).toBe(true);
      await expect(begin()).rejects.toBe(failure);
    },
  );

  test('rejects a run that waits for its turn', async () => {
    const runs = await Promise.all(Array.from({ length: engine.concurrency }, () => begin()));
    const outcomes = Promise.allSettled([begin(), redis(runs[0]!, 'get k')]);
    doors.redis.slam();
    const lost = { status: 'rejected', reason: { name: 'ServerLost', server: 'redis' } };
    expect(await outcomes).toMatchObject([lost, lost]);
  });

  test('rejects a run whose step waits for a lock', async () => {
    const run = await begin();
    await sql(run, 1, "UPDATE items SET value = 'a'", { begin: true });
    const waiting = await sql(run, 2, "UPDATE items SET value = 'b'");
    expect(waiting.state).toBe('blocked');
    doors.mysql.slam();
    await expect(sql(run, 1, 'COMMIT')).rejects.toMatchObject({ name: 'ServerLost', server: 'mysql' });
  });

  test('rejects a run that waits for the binlog', async () => {
    const run = await begin(true);
    await sql(run, 1, "UPDATE items SET value = 'a'");
    const steps = sql(run, 1, "UPDATE items SET value = 'b'");
    doors.mysql.slam();
    await expect(steps).rejects.toMatchObject({ name: 'ServerLost', server: 'mysql' });
  });

  test('is noticed when it answers nobody any more, while a statement that waits for a lock is no silence', async () => {
    const run = await begin();
    await sql(run, 1, "UPDATE items SET value = 'a'", { begin: true });
    expect((await sql(run, 2, "UPDATE items SET value = 'b'")).state).toBe('blocked');
    doors.redis.freeze();
    const message = /^The connection to .* is lost: it has not answered for 7 seconds/;
    await expect(redis(run, 'get k')).rejects.toMatchObject({
      server: 'redis',
      message: expect.stringMatching(message),
    });
    await expect(sql(run, 1, 'COMMIT')).rejects.toBe(await engine.failed);
  }, 20_000);

  test('is not reported when it goes on living', async () => {
    const run = await begin();
    await run.end();
    await engine.close();
    doors.redis.slam();
    doors.mysql.slam();
    const outcome = await Promise.race([engine.failed, new Promise((resolve) => setImmediate(resolve, 'nothing'))]);
    expect(outcome).toBe('nothing');
  });
});
