import { Redis } from 'ioredis';
import mysql from 'mysql2/promise';
import type { RealServers, ServerAddress } from '../harness/engines/real/servers.ts';
import { mysqlTls, redisTls } from '../harness/engines/real/tls.ts';
import { InfraError } from './errors.ts';
import { assertRedisFits } from './redis-fitness.ts';
import { OWNER } from './server-lock/owner.ts';

const CONNECT_TIMEOUT_MS = 5_000;

export type RedisAddress = ServerAddress & Pick<RealServers['redis'], 'username' | 'password' | 'tls' | 'db'>;
export type MysqlAddress = ServerAddress & Pick<RealServers['mysql'], 'user' | 'password' | 'tls'>;

/** One connection that fails at once instead of trying again. The caller disconnects it. */
export async function connectRedis(address: RedisAddress): Promise<Redis> {
  const { tls, ...rest } = address;
  const where = 'socketPath' in rest ? { ...rest, path: rest.socketPath } : rest;
  const redis = new Redis({
    ...where,
    ...(tls && { tls: redisTls(tls) }),
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // A frozen server accepts connections and says nothing.
    commandTimeout: CONNECT_TIMEOUT_MS,
    // `redisVersion` says what keeps it from being ready; ioredis would wait.
    enableReadyCheck: false,
  });
  // The reason comes as an event; the promise only says that the connection is closed.
  let reason: unknown;
  redis.on('error', (error) => {
    reason ??= error;
  });
  try {
    await redis.connect();
    return redis;
  } catch (error) {
    redis.disconnect();
    throw reason ?? error;
  }
}

export async function connectMysql(address: MysqlAddress): Promise<mysql.Connection> {
  // Only these: mysql2 warns about what it does not know, such as the version.
  const { user, password, tls } = address;
  const where =
    'socketPath' in address ? { socketPath: address.socketPath } : { host: address.host, port: address.port };
  const login = { user, ...(password !== undefined && { password }), ...(tls && { ssl: mysqlTls(tls) }) };
  const connection = await mysql.createConnection({
    ...where,
    ...login,
    connectTimeout: CONNECT_TIMEOUT_MS,
    connectAttributes: { stalemate: OWNER },
  });
  connection.on('error', () => {});
  return connection;
}

/** The server's version, `8.0.6` or `valkey 9.1.2`. Throws when it is not a Redis that we can work with. */
export async function redisVersion(redis: Redis): Promise<string> {
  const info = await redis.info();
  assertRedisFits(info);
  // Valkey says in `redis_version` which Redis it does as.
  const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'unknown';
  const valkey = /^valkey_version:(\S+)/m.exec(info)?.[1];
  if (isAtLeast(version, [6, 2])) return valkey === undefined ? version : `valkey ${valkey}`;
  throw new InfraError('E_SERVER_UNSUPPORTED', `Redis ${version} is too old.`, 'Use Redis 6.2 or newer.');
}

/** The server's version, `9.7.4`. Throws when it is not a MySQL that we can work with. */
export async function mysqlVersion(connection: mysql.Connection): Promise<string> {
  const [rows] = await connection.query<mysql.RowDataPacket[]>('SELECT VERSION() AS version');
  return supportedMysql(String(rows[0]?.version));
}

/** Tried with MariaDB 11.8. Its binlog could be followed. */
export const NO_MARIADB =
  'it shows who waits for a row lock only after nobody has looked for 100 ms, and lacks SQL of MySQL 8 such as INSERT … AS new';

export function supportedMysql(full: string): string {
  const version = /\d+\.\d+\.\d+/.exec(full)?.[0] ?? full;
  const fix = 'Use MySQL 8.0 or newer.';
  if (/mariadb/i.test(full)) {
    throw new InfraError('E_SERVER_UNSUPPORTED', `MariaDB ${version} is not MySQL: ${NO_MARIADB}.`, fix);
  }
  if (isAtLeast(version, [8, 0])) return version;
  throw new InfraError('E_SERVER_UNSUPPORTED', `MySQL ${version} is too old.`, fix);
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [foundMajor = 0, foundMinor = 0] = version.split('.').map(Number);
  return foundMajor > major || (foundMajor === major && foundMinor >= minor);
}
