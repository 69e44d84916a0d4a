import { Redis } from 'ioredis';
import mysql from 'mysql2/promise';
import { isMariadb, MARIADB_VERSION } from '../harness/engines/real/servers.ts';
import type { RealServers, ServerAddress } from '../harness/engines/real/servers.ts';
import { mysqlTls, redisTls } from '../harness/engines/real/tls.ts';
import { InfraError } from './errors.ts';
import type { MysqlFlavor } from './flavors.ts';
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

/** The server's version, `9.7.4` or `mariadb 11.8.9`. Throws when it is not a MySQL that we can work with. */
export async function mysqlVersion(connection: mysql.Connection): Promise<string> {
  const [rows] = await connection.query<mysql.RowDataPacket[]>('SELECT VERSION() AS version');
  return supportedMysql(String(rows[0]?.version));
}

const OLDEST_MYSQL = [8, 0] as const;
/** Older ones do not know the collation of the table `items`, and were not tried. */
const OLDEST_MARIADB = [11, 8] as const;

/** @param full what the server, or `--version` of its program, says of itself */
export function supportedMysql(full: string): string {
  const version = /\d+\.\d+\.\d+/.exec(full)?.[0] ?? full;
  const ofMariadb = /mariadb/i.test(full);
  if (isAtLeast(version, ofMariadb ? OLDEST_MARIADB : OLDEST_MYSQL)) {
    return ofMariadb ? `${MARIADB_VERSION}${version}` : version;
  }
  const fix = `Use MySQL ${OLDEST_MYSQL.join('.')} or MariaDB ${OLDEST_MARIADB.join('.')}, or newer.`;
  throw new InfraError('E_SERVER_UNSUPPORTED', `${ofMariadb ? 'MariaDB' : 'MySQL'} ${version} is too old.`, fix);
}

export function flavorOf(version: string): MysqlFlavor {
  return isMariadb(version) ? 'mariadb' : 'mysql';
}

/**
 * The version of a mysqld or mariadbd on this machine. Some distributions call their MariaDB mysqld: nobody gets it who
 * has not asked for it.
 */
export function supportedProgram(path: string, full: string, flavor: MysqlFlavor): string {
  const version = supportedMysql(full);
  if (flavorOf(version) === flavor) return version;
  const fix = 'Set STALEMATE_MYSQL_FLAVOR=mariadb to use it, or install MySQL.';
  throw new InfraError('E_SERVER_UNSUPPORTED', `${path} is ${version}, and no ${flavor}.`, fix);
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [foundMajor = 0, foundMinor = 0] = version.split('.').map(Number);
  return foundMajor > major || (foundMajor === major && foundMinor >= minor);
}
