/**
 * What an instance leaves on a server when it is killed. Each instance holds a named lock for as long as it lives, so a
 * database with an instance's name whose lock is free belongs to nobody any more.
 */
import type { MysqlConnection } from './mysql-connection.ts';
import type { RedisWire } from './redis-wire.ts';

/** `stalemate_<instance>_<slot>`, as this engine names databases, and nothing that merely looks like it. */
const OURS = /^stalemate_([0-9a-f]{12})_\d+$/;
const SCAN_COUNT = '1000';

export function databaseName(instance: string): string {
  return `stalemate_${instance}`;
}

export function keyPrefix(instance: string): string {
  return `stalemate:${instance}:`;
}

/** Marks the instance as alive until the connection ends. */
export async function claim(control: MysqlConnection, instance: string): Promise<void> {
  await control.query(`DO GET_LOCK('${databaseName(instance)}', 0)`);
}

export async function removeLeftovers(control: MysqlConnection, redis: RedisWire): Promise<void> {
  const databases = await control.query<[name: string]>("SHOW DATABASES LIKE 'stalemate\\_%'");
  const instances = new Set(databases.flatMap(([name]) => OURS.exec(name)?.[1] ?? []));
  for (const instance of instances) {
    const [[holder] = [null]] = await control.query<[number | null]>(
      `SELECT IS_USED_LOCK('${databaseName(instance)}')`,
    );
    if (holder !== null) continue;
    await removeKeys(redis, keyPrefix(instance));
    for (const [name] of databases) {
      if (OURS.exec(name)?.[1] === instance) await control.query(`DROP DATABASE IF EXISTS ${name}`);
    }
  }
}

async function removeKeys(redis: RedisWire, prefix: string): Promise<void> {
  let cursor = '0';
  do {
    const reply = await redis.send({ name: 'scan', args: [cursor, 'MATCH', `${prefix}*`, 'COUNT', SCAN_COUNT] });
    const [next, keys] = reply as readonly [string, readonly string[]];
    if (keys.length > 0) await redis.send({ name: 'unlink', args: keys });
    cursor = next;
  } while (cursor !== '0');
}
