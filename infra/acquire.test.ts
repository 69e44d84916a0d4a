import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type Acquired, acquireServers } from './acquire.ts';
import { pidOf } from './keeper/process-identity.mjs';
import { connectMysql, connectRedis } from './probe.ts';
import { describeReal } from './testing.ts';

const PRIVATE = { providers: ['local', 'packages'] } as const;

function directoryOf({ redis }: Acquired): string {
  return dirname('socketPath' in redis ? redis.socketPath : expect.unreachable('private servers have sockets'));
}

/** In the order in which they were started: redis-server, then mysqld. */
function pidsOf(servers: Acquired): number[] {
  return JSON.parse(readFileSync(join(directoryOf(servers), 'processes.json'), 'utf8')).map(pidOf);
}

test('without any way to servers, every way is named with its reason', async () => {
  const home = mkdtempSync(join(tmpdir(), 'acquire-'));
  const attempt = acquireServers({ env: { PATH: '', XDG_CACHE_HOME: home }, providers: ['external', 'local'] });
  await expect(attempt).rejects.toMatchObject({
    code: 'E_NO_SERVERS',
    message: expect.stringMatching(
      /external: No URLs were given\.[^]*local: Not on the PATH: redis-server and mysqld\./,
    ),
  });
  rmSync(home, { recursive: true });
});

test('an abort before the start is an error of its own', async () => {
  const attempt = acquireServers({ ...PRIVATE, signal: AbortSignal.abort() });
  await expect(attempt).rejects.toMatchObject({ code: 'E_ABORTED' });
});

describeReal('private servers', () => {
  test('answer, with what the real engine needs switched on', async () => {
    const servers = await acquireServers(PRIVATE);
    const redis = await connectRedis(servers.redis);
    const mysql = await connectMysql(servers.mysql);
    expect(await redis.set('item:1', 'v1')).toBe('OK');
    const [rows] = await mysql.query(
      'SELECT @@log_bin AS log_bin, @@binlog_format AS format, @@gtid_mode AS gtid, @@performance_schema AS ps, @@time_zone AS tz',
    );
    expect(rows).toEqual([{ log_bin: 1, format: 'ROW', gtid: 'ON', ps: 1, tz: '+00:00' }]);
    redis.disconnect();
    mysql.destroy();
    await servers.close();
    expect(existsSync(directoryOf(servers))).toBe(false);
  });

  test('of two acquisitions at once know nothing of each other', async () => {
    const [one, two] = await Promise.all([acquireServers(PRIVATE), acquireServers(PRIVATE)]);
    const uuids = await Promise.all(
      [one, two].map(async ({ mysql }) => {
        const connection = await connectMysql(mysql);
        const [rows] = await connection.query('SELECT @@server_uuid');
        connection.destroy();
        return JSON.stringify(rows);
      }),
    );
    expect(uuids[0]).not.toBe(uuids[1]);
    await one.close();
    const redis = await connectRedis(two.redis);
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
    await two.close();
  });

  test('that die say which one and how, to their owner and to whoever uses them by URL', async () => {
    const servers = await acquireServers(PRIVATE);
    const directory = directoryOf(servers);
    const external = await acquireServers({
      redisUrl: `redis+socket://${directory}/redis.sock`,
      mysqlUrl: `mysql+socket://root@localhost${directory}/mysql.sock`,
    });
    process.kill(pidsOf(servers)[1] as number, 'SIGKILL');
    expect(await servers.died).toBe('mysqld died: signal SIGKILL.');
    expect(await external.died).toMatch(/^MySQL at mysql\+socket:.* cannot be used: (connect|read ECONNRESET)/);
    await external.close();
    await servers.close();
  });

  test('are not left half made when the start is aborted', async () => {
    const aborting = new AbortController();
    const temp = mkdtempSync(join(tmpdir(), 'abort-'));
    const attempt = acquireServers({
      ...PRIVATE,
      env: { ...process.env, XDG_CACHE_HOME: temp },
      signal: aborting.signal,
      onProgress: () => aborting.abort(),
    });
    await expect(attempt).rejects.toMatchObject({ code: 'E_ABORTED' });
    expect(readdirSync(join(temp, 'stalemate/staging'))).toEqual([]);
    rmSync(temp, { recursive: true });
  });
});
