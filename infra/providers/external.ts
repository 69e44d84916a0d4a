import type { Connection, RowDataPacket } from 'mysql2/promise';
import { type Dialect, dialectOf } from '../../harness/engines/real/dialect.ts';
import { InfraError } from '../errors.ts';
import { externalReplicas } from '../external-replicas.ts';
import type { MysqlFlavor } from '../flavors.ts';
import { connectMysql, connectRedis, flavorOf, mysqlVersion, redisVersion } from '../probe.ts';
import type { Provided, Provider } from '../provider.ts';
import { mysqlLock } from '../server-lock/mysql-lock.ts';
import { holdServer } from '../server-lock/owner.ts';
import { redisLock } from '../server-lock/redis-lock.ts';
import { parseMysqlUrl, parseRedisUrl, redactUrl, unreachable } from '../server-url.ts';
import { watch } from '../watch.ts';

const WAIT_TIMEOUT_SECONDS = 31_536_000;

/**
 * Servers that somebody else runs. Nothing is started, and nothing stopped. One connection to each is kept open: when
 * it breaks and cannot be made again, the server has died.
 */
export const external: Provider = {
  summary: 'the servers at --redis and --mysql, or STALEMATE_REDIS_URL and STALEMATE_MYSQL_URL',
  async provide({ redisUrl, mysqlUrl, mysqlReplicaUrl, needs, isShared, onProgress, signal }) {
    if (redisUrl === undefined || mysqlUrl === undefined) throw incomplete(redisUrl, mysqlUrl, mysqlReplicaUrl);
    const redisAddress = parseRedisUrl(redisUrl);
    const mysqlAddress = parseMysqlUrl(mysqlUrl);
    // Who needs no replica leaves them alone.
    const replicas =
      needs.replicas > 0 && mysqlReplicaUrl !== undefined ? await externalReplicas(mysqlReplicaUrl, mysqlAddress) : [];
    const redis = await watch(
      (error) => unreachable('Redis', redisUrl, error),
      async (onLost) => {
        const connection = await connectRedis(redisAddress);
        connection.on('close', onLost);
        const lock = redisLock(connection);
        const fact = await redisVersion(connection);
        if (!isShared)
          await holdServer(lock, { server: `Redis at ${redactUrl(redisUrl)}`, onWait: onProgress, signal });
        const close = async (): Promise<void> => {
          await lock.release().catch(() => {});
          connection.disconnect();
        };
        return { fact, close };
      },
    );
    try {
      const mysql = await watch(
        (error) => unreachable('MySQL', mysqlUrl, error),
        async (onLost) => {
          const connection = await connectMysql(mysqlAddress);
          connection.on('end', onLost);
          connection.on('error', onLost);
          const version = await mysqlVersion(connection);
          const fact = {
            version,
            notes: await mysqlNotes(connection, flavorOf(version)),
            hasReplicas: await hasReplicas(connection, dialectOf({ version })),
          };
          const server = `MySQL at ${redactUrl(mysqlUrl)}`;
          if (!isShared) await holdServer(mysqlLock(connection), { server, onWait: onProgress, signal });
          return { fact, close: () => connection.destroy() };
        },
      );
      return {
        redis: { ...redisAddress, version: redis.fact },
        mysql: { ...mysqlAddress, version: mysql.fact.version },
        ...(replicas.length > 0 && { replicas }),
        isPrivate: false,
        notes: [...mysql.fact.notes, ...(mysql.fact.hasReplicas && replicas.length === 0 ? [WITH_REPLICAS] : [])],
        died: Promise.race([redis.died, mysql.died]),
        async close() {
          await Promise.all([redis.close(), mysql.close()]);
        },
      } satisfies Provided;
    } catch (error) {
      await redis.close();
      throw error;
    }
  },
};

function incomplete(
  redisUrl: string | undefined,
  mysqlUrl: string | undefined,
  mysqlReplicaUrl: string | undefined,
): InfraError {
  const fix = 'Give both --redis URL and --mysql URL (or STALEMATE_REDIS_URL and STALEMATE_MYSQL_URL), or neither.';
  if (redisUrl === undefined && mysqlUrl === undefined) {
    if (mysqlReplicaUrl === undefined) return new InfraError('E_NOT_CONFIGURED', 'No URLs were given.', fix);
    return new InfraError(
      'E_SERVER_URL',
      'There is a URL for a replica of MySQL, and none for MySQL and Redis.',
      'Give --redis URL and --mysql URL too, or leave --mysql-replica (STALEMATE_MYSQL_REPLICA_URL) out.',
    );
  }
  const missing = redisUrl === undefined ? 'Redis' : 'MySQL';
  return new InfraError('E_SERVER_URL', `There is no URL for ${missing}.`, fix);
}

const WITH_REPLICAS =
  'MySQL has replicas: what runs do in databases stalemate_… is applied there too, and they may lag behind meanwhile.';

/** As far as this user may know. */
async function hasReplicas(connection: Connection, { showReplicas }: Dialect): Promise<boolean> {
  const [rows] = await connection.query<RowDataPacket[]>(showReplicas).catch(() => [[]]);
  return rows.length > 0;
}

/** What of this MySQL keeps some strategies or checks from working. */
async function mysqlNotes(connection: Connection, flavor: MysqlFlavor): Promise<readonly string[]> {
  await connection.query(`SET SESSION wait_timeout = ${WAIT_TIMEOUT_SECONDS}`);
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT @@log_bin AS logBin, @@binlog_format AS binlogFormat, @@performance_schema AS performanceSchema',
  );
  const settings = rows[0];
  const notes: string[] = [];
  if (!settings?.logBin) notes.push('MySQL has log_bin=OFF: strategies that follow the binlog cannot run on it.');
  else if (settings.binlogFormat !== 'ROW') {
    notes.push(`MySQL has binlog_format=${settings.binlogFormat}: change events need ROW.`);
  }
  // MariaDB shows them elsewhere, and the engine says what it lacks.
  if (flavor === 'mysql' && !settings?.performanceSchema)
    notes.push('MySQL has performance_schema=OFF: waits for row locks cannot be seen.');
  return notes;
}
