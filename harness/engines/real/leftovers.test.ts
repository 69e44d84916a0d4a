import { expect, test } from 'vitest';
import { describeReal } from '../../../infra/testing.ts';
import { openRealEngine } from './engine.ts';
import { databaseName, keyPrefix, MARKED } from './leftovers.ts';
import { Lifeline } from './lifeline.ts';
import { MysqlConnection } from './mysql-connection.ts';
import { RedisWire } from './redis-wire.ts';

describeReal('what a killed Stalemate has left on a server', (servers) => {
  /** Names as instances have them, that no instance has. */
  const pid = process.pid.toString(16).padStart(8, '0');
  const [dead, strange] = [`dead${pid}`, `cafe${pid}`];

  async function connect() {
    const lifeline = new Lifeline();
    const mysql = await MysqlConnection.open(servers.mysql, lifeline, { isControl: true });
    return { mysql, redis: await RedisWire.open(servers.redis, lifeline) };
  }

  test('is removed by the next start, and what only looks like it is not', async () => {
    const { mysql, redis } = await connect();
    const [left, foreign] = [`${databaseName(dead)}_0`, `${databaseName(strange)}_0`];
    await mysql.query(`CREATE DATABASE ${left}; CREATE TABLE ${left}.items (id INT) ${MARKED}`);
    await mysql.query(`CREATE DATABASE ${foreign}; CREATE TABLE ${foreign}.items (id INT)`);
    const keys = [`${keyPrefix(dead)}1:item:1`, `${keyPrefix(strange)}1:item:1`, 'item:of-somebody-else'];
    for (const key of keys) await redis.send({ name: 'set', args: [key, 'x'] });
    try {
      await (await openRealEngine(servers)).close();
      const databases = await mysql.query<[string]>(`SHOW DATABASES LIKE '%${pid}%'`);
      expect(databases).toEqual([[foreign]]);
      expect(await redis.send({ name: 'mget', args: keys })).toEqual([null, 'x', 'x']);
    } finally {
      await mysql.query(`DROP DATABASE IF EXISTS ${left}; DROP DATABASE IF EXISTS ${foreign}`);
      await redis.send({ name: 'unlink', args: keys });
      for (const connection of [mysql, redis]) connection.close();
    }
  });
});
