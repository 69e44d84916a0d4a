/**
 * What an instance leaves on a server when it is killed. Each instance holds a named lock for as long as it lives, so a
 * database with an instance's name whose lock is free belongs to nobody any more.
 */
import type { MysqlConnection } from './mysql-connection.ts';
import type { RedisWire } from './redis-wire.ts';

/** `stalemate_<instance>_<slot>`, as this engine names databases, and nothing that merely looks like it. */
const OURS = /^stalemate_([0-9a-f]{12})_\d+$/;
const SCAN_COUNT = '1000';
/** On the table `items` of each of our databases: a name alone, however odd, may be somebody else's. */
const MARK = 'made by Stalemate, and dropped by it';

export function databaseName(instance: string): string {
  return `stalemate_${instance}`;
}

/** What it is called while a table of a service has its place. */
export const ASIDE = 'items_of_stalemate';

/** What a statement ends with that creates the table `items` of ours. */
export const MARKED = `COMMENT='${MARK}'`;

export function keyPrefix(instance: string): string {
  return `stalemate:${instance}:`;
}

/** Marks the instance as alive until the connection ends. */
export async function claim(control: MysqlConnection, instance: string): Promise<void> {
  await control.query(`DO GET_LOCK('${databaseName(instance)}', 0)`);
}

/** Whether somebody claims to be this instance. */
export async function isAlive(control: MysqlConnection, instance: string): Promise<boolean> {
  const [[holder] = [null]] = await control.query<[number | null]>(`SELECT IS_USED_LOCK('${databaseName(instance)}')`);
  return holder !== null;
}

export async function removeLeftovers(control: MysqlConnection, redis: RedisWire): Promise<void> {
  const databases = await control.query<[name: string]>("SHOW DATABASES LIKE 'stalemate\\_%'");
  const ours: string[] = [];
  for (const [name] of databases) if (OURS.test(name) && (await isOurs(control, name))) ours.push(name);
  const instances = new Set(ours.map(instanceOf));
  for (const instance of instances) {
    if (await isAlive(control, instance)) continue;
    await removeKeys(redis, keyPrefix(instance));
    for (const name of ours) {
      if (instanceOf(name) === instance) await control.query(`DROP DATABASE IF EXISTS ${name}`);
    }
  }
}

/** It has our table, or none at all: whoever was killed between the two statements had come no further. */
async function isOurs(control: MysqlConnection, database: string): Promise<boolean> {
  const tables = await control.query<[name: string, comment: string]>(
    `SELECT table_name, table_comment FROM information_schema.tables WHERE table_schema = '${database}'`,
  );
  return (
    tables.length === 0 || tables.some(([name, comment]) => (name === 'items' || name === ASIDE) && comment === MARK)
  );
}

function instanceOf(database: string): string {
  return OURS.exec(database)?.[1] ?? '';
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
