/** Connections as a service makes them: the drivers' own defaults, except for the address. */
import { Redis } from 'ioredis';
import type { Connection } from 'mysql2/promise';
import { createConnection } from 'mysql2/promise';
import type { RealServers } from '../../harness/engines/real/servers.ts';
import { mysqlTls, redisTls } from '../../harness/engines/real/tls.ts';

export async function connectRedis({ redis: server }: RealServers): Promise<Redis> {
  const { username, password, db, tls } = server;
  const redis = new Redis({
    ...('socketPath' in server ? { path: server.socketPath } : { host: server.host, port: server.port }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(db === undefined ? {} : { db }),
    ...(tls === undefined ? {} : { tls: redisTls(tls) }),
    lazyConnect: true,
  });
  await redis.connect();
  return redis;
}

export function connectMysql({ mysql: server }: RealServers): Promise<Connection> {
  const { version: _version, tls, ...options } = server;
  return createConnection({ ...options, ...(tls === undefined ? {} : { ssl: mysqlTls(tls) }) });
}
