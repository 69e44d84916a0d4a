/**
 * A place of our own on the servers: a database and a prefix of keys that carry an instance's name, as the real engine's do.
 * So whoever finds them after a `kill -9` knows that they are ours, and whether we still live.
 */
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Connection } from 'mysql2/promise';
import { Heartbeat } from '../../harness/engines/real/heartbeat.ts';
import { claim, databaseName, keyPrefix, MARKED, removeLeftovers } from '../../harness/engines/real/leftovers.ts';
import { Lifeline } from '../../harness/engines/real/lifeline.ts';
import { MysqlConnection } from '../../harness/engines/real/mysql-connection.ts';
import { mysqlPulse, redisPulse } from '../../harness/engines/real/pulses.ts';
import { RedisWire } from '../../harness/engines/real/redis-wire.ts';
import type { RealServers } from '../../harness/engines/real/servers.ts';
import { placesOf } from '../../harness/engines/real/servers.ts';
import { connectMysql, connectRedis } from '../probe.ts';
import { failureOf } from './failure.ts';

export interface Site {
  readonly servers: RealServers;
  readonly instance: string;
  readonly lifeline: Lifeline;
  /** Connections as services have them: what is measured goes through these. */
  readonly redis: Redis;
  readonly mysql: Connection;
  /** One of our own, beside what is measured. */
  readonly control: MysqlConnection;
  /** What the keys begin with that a measurement may make. It removes them. */
  readonly prefix: string;
  /** It has a table `items` with one row, and is dropped in the end. */
  readonly database: string;
  close(): Promise<void>;
}

const INSTANCE_BYTES = 6;

/** As the one that runs have, but for values of any size. */
const ITEMS = `CREATE TABLE items (
  id BIGINT NOT NULL,
  value LONGTEXT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (id)
) ENGINE=InnoDB ${MARKED}`;

/**
 * Everything that is written in MySQL is in its binlog, from the database's creation to its end: as with any service, and
 * whoever follows the binlog never meets a table that it has not heard of.
 *
 * @throws ServerLost, ServerUnsuitable
 */
export async function openSite(servers: RealServers): Promise<Site> {
  const lifeline = new Lifeline(placesOf(servers));
  const heartbeat = new Heartbeat([redisPulse(servers.redis, lifeline), mysqlPulse(servers.mysql, lifeline)], lifeline);
  const instance = randomBytes(INSTANCE_BYTES).toString('hex');
  const database = `${databaseName(instance)}_0`;
  const ends: (() => void)[] = [() => heartbeat.close()];
  const closeAll = (): void => {
    lifeline.close();
    for (const end of ends) end();
  };
  try {
    const wire = await RedisWire.open(servers.redis, lifeline);
    ends.push(() => wire.close());
    const control = await MysqlConnection.open(servers.mysql, lifeline, { isControl: true });
    ends.push(() => control.close());
    const redis = await connectRedis(servers.redis);
    ends.push(() => redis.disconnect());
    const mysql = await connectMysql(servers.mysql);
    ends.push(() => mysql.destroy());
    await claim(control, instance);
    await removeLeftovers(control, wire);
    await control.query(`CREATE DATABASE ${database}; USE ${database}; ${ITEMS}; INSERT INTO items VALUES (1, '', 1)`);
    await mysql.query(`USE ${database}`);
    return {
      ...{ servers, instance, lifeline, redis, mysql, control, database },
      prefix: keyPrefix(instance),
      async close() {
        if (lifeline.error === null) await lifeline.orLost(control.query(`DROP DATABASE ${database}`));
        closeAll();
      },
    };
  } catch (error) {
    const failure = failureOf(error, lifeline);
    closeAll();
    throw failure;
  }
}
