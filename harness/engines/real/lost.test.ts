import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeReal } from '../../../infra/testing.ts';
import type { RealEngine } from './engine.ts';
import { openRealEngine } from './engine.ts';
import type { ServerAddress } from './servers.ts';
import { ROW, redis, sql } from './testing.ts';

/** A door to a server that can be slammed: what the engine sees then is what it sees when the server is killed. */
class Door {
  readonly path: string;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(name: string, server: ServerAddress) {
    this.path = join(tmpdir(), `stalemate-${process.pid}-${name}.sock`);
    rmSync(this.path, { force: true });
    this.#server = createServer((outer) => {
      const inner = 'socketPath' in server ? connect(server.socketPath) : connect(server.port, server.host);
      outer.pipe(inner).pipe(outer);
      inner.on('close', () => outer.destroy());
      for (const socket of [outer, inner]) this.#sockets.add(socket.on('error', () => undefined));
    });
  }

  open(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(this.path, resolve));
  }

  slam(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

describeReal('a server that dies in the middle', (servers) => {
  let doors: { readonly redis: Door; readonly mysql: Door };
  let engine: RealEngine;

  beforeEach(async () => {
    doors = { redis: new Door('redis', servers.redis), mysql: new Door('mysql', servers.mysql) };
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
