import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { acquireServers } from '../acquire.ts';
import { InfraError } from '../errors.ts';
import { connectRedis } from '../probe.ts';
import { describeReal, urlOf } from '../testing.ts';

const NOWHERE = { redisUrl: 'redis://:hunter2@127.0.0.1:1', mysqlUrl: 'mysql://root:hunter2@127.0.0.1:1' };

function failureOf(options: Parameters<typeof acquireServers>[0]): Promise<InfraError> {
  return acquireServers({ env: {}, ...options }).then(
    () => expect.unreachable('servers were found'),
    (error: InfraError) => error,
  );
}

test('one URL without the other is an error that names the missing one', async () => {
  const error = await failureOf({ redisUrl: NOWHERE.redisUrl });
  expect(error).toMatchObject({ code: 'E_SERVER_URL', message: 'There is no URL for MySQL.' });
  expect(error.fix).toContain('STALEMATE_MYSQL_URL');
});

test('URLs from the environment count as much as those from flags', async () => {
  const error = await failureOf({ env: { STALEMATE_MYSQL_URL: NOWHERE.mysqlUrl } });
  expect(error.message).toBe('There is no URL for Redis.');
});

test('a replica whose primary nobody names is an error, and no other servers are put in its place', async () => {
  const error = await failureOf({ mysqlReplicaUrl: NOWHERE.mysqlUrl, needs: { replicas: 1, kafka: false } });
  expect(error).toMatchObject({ code: 'E_SERVER_URL', message: expect.stringContaining('none for MySQL and Redis') });
  expect(error.fix).toContain('STALEMATE_MYSQL_REPLICA_URL');
});

test('a server that does not answer is an error with its address and without its password', async () => {
  const error = await failureOf(NOWHERE);
  expect(error.code).toBe('E_SERVER_UNREACHABLE');
  expect(error.message).toContain('redis://127.0.0.1:1');
  expect(JSON.stringify([error.message, error.stack, error.fix, error.cause])).not.toContain('hunter2');
});

describeReal('external servers', (servers) => {
  const redis = urlOf('redis', servers.redis);
  const mysql = urlOf('mysql', servers.mysql);

  test('are used where they are, with their versions', async () => {
    const acquired = await acquireServers({ env: {}, redisUrl: redis, mysqlUrl: mysql, isShared: true });
    await acquired.close();
    expect(acquired).toMatchObject({ provider: 'external', isPrivate: false });
    expect([acquired.redis.version, acquired.mysql.version]).toEqual([servers.redis.version, servers.mysql.version]);
  });

  test('refuse a wrong password without anybody printing it', async () => {
    const error = await failureOf({ redisUrl: redis, mysqlUrl: mysql.replace(/:?[^:/]*@/, ':hunter2@') });
    expect(error.message).toContain('Access denied');
    expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain('hunter2');
  });

  test('that are something else than they should be are not used', async () => {
    const error = await failureOf({ redisUrl: mysql.replace('mysql', 'redis'), mysqlUrl: mysql });
    expect(error.code).toBe('E_SERVER_UNREACHABLE');
    expect(error.message).toContain('Redis at redis');
  });

  test('are used by one Stalemate at a time, and the second one is told who the first one is', async () => {
    // Other test runs may use these servers too, and take no lock.
    const first = await acquireServers({ env: {}, redisUrl: redis, mysqlUrl: mysql, onProgress: () => {} });
    const abort = new AbortController();
    const told = new Promise<string>((resolve) => {
      const second = acquireServers({
        env: {},
        redisUrl: redis,
        mysqlUrl: mysql,
        onProgress: resolve,
        signal: abort.signal,
      });
      void second.catch(() => {});
    });
    expect(await told).toContain(`in use by another Stalemate: host ${hostname()}, pid ${process.pid}`);
    abort.abort();
    await first.close();
    const third = await acquireServers({ env: {}, redisUrl: redis, mysqlUrl: mysql });
    await third.close();
  });

  test('that a killed Stalemate had locked are free, and the lock is gone after its next holder', async () => {
    const connection = await connectRedis(servers.redis);
    const dead = { owner: 'host gone, pid 1', client: 999_999_999, runId: 'that of another server process' };
    await connection.set('stalemate:lock', JSON.stringify(dead));
    const told: string[] = [];
    const onProgress = (line: string): unknown => told.push(line);
    const next = await acquireServers({ env: {}, redisUrl: redis, mysqlUrl: mysql, onProgress });
    await next.close();
    expect(told.join()).not.toContain('host gone');
    expect(await connection.get('stalemate:lock')).toBeNull();
    connection.disconnect();
  });
});
