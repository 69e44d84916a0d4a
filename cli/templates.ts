/** The files that `stalemate init` writes. */

export const SCENARIO = `# yaml-language-server: $schema=./scenario.schema.json
version: 1
name: my-race
title: A reader fills the cache while a writer updates the row

rows: { "item:1": v1 }

actors:
  reader: { steps: [ { read: "item:1" } ] }
  writer: { steps: [ { write: "item:1", value: v2 } ] }

strategies:
  - cache-aside
  - { use: ./my-strategy.ts, as: mine }

explore: { policy: exhaustive }

expect:
  - { strategy: cache-aside, anomaly: stale-at-rest, is: possible }
  - { strategy: mine, anomaly: stale-at-rest, is: never }
`;

export const FIRST_STRATEGY = `// Your own cache code. Every call on a handle is one step that the scheduler orders.
import { defineStrategy } from 'stalemate';

export default defineStrategy({
  name: 'mine',
  title: 'Read: fill only an absent key. Write: update the row, then set the key.',
  create: () => ({
    async read({ redis, mysql }, key) {
      const cached = await redis.get(key);
      if (cached !== null) return cached;
      const [rows] = await mysql.execute('SELECT value FROM items WHERE id = ?', [key.split(':')[1]]);
      const row = (rows as { value: string }[])[0];
      if (row === undefined) return null;
      await redis.set(key, row.value, 'EX', 60, 'NX');
      return row.value;
    },

    async write({ redis, mysql }, key, value) {
      await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, key.split(':')[1]]);
      await redis.set(key, value, 'EX', 60);
    },
  }),
});
`;

export const STRATEGY = `/**
 * What this pattern is, and the race that it allows: \`stalemate explain\` prints this comment.
 *
 * Paste the code of your service in. \`redis\` has the methods of ioredis, \`mysql\` those of mysql2/promise. Each call is one step, and
 * Stalemate executes the steps of all actors in every order. Use no client, timer or Date of your own: those are not ordered, and
 * the run says so.
 */
import { defineStrategy, duration, z } from 'stalemate';

interface Row {
  value: string;
  version: number;
}

/** Keys are item:1, item:2 …; the row is items(id, value, version). */
const idOf = (key: string): string => key.slice(key.indexOf(':') + 1);

export default defineStrategy({
  name: 'mine',
  title: 'Read: fill on a miss. Write: update the row, then delete the key.',

  // What scenarios may set: { use: ./my-strategy.ts, as: mine, with: { ttl: 10s } }
  options: z.strictObject({ ttl: duration().prefault('60s') }),

  // Called once for each service instance and run: variables in here are the memory of that process.
  create: ({ ttl }) => ({
    // Returns what the user sees, or null when there is no such row.
    async read({ redis, mysql }, key) {
      const cached = await redis.get(key);
      if (cached !== null) return cached;
      // mysql.replica.execute asks a replica, where the scenario has one.
      const [rows] = await mysql.execute('SELECT value, version FROM items WHERE id = ?', [idOf(key)]);
      const row = (rows as Row[])[0];
      if (row === undefined) return null;
      await redis.set(key, row.value, 'PX', ttl);
      return row.value;
    },

    // Returning acknowledges the write. Raise the version: it is how lost updates are found.
    async write({ redis, mysql }, key, value) {
      await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, idOf(key)]);
      await redis.del(key);
    },

    // Optional. A row event from the binlog, one at a time and in order:
    // async onChange({ redis }, { key, after }) {
    //   await redis.del(key);
    // },

    // Optional, for scenarios that insert and delete rows:
    // async insert({ redis, mysql }, key, value) {},
    // async delete({ redis, mysql }, key) {},
  }),
});
`;

export const ADAPTER = `/**
 * Your service as it is: \`redis\` is a real ioredis client, \`mysql\` a real mysql2/promise pool, and their connections end in
 * Stalemate, which executes the commands of all requests in every order. Timers, Date and Math.random are virtual.
 *
 * What a class of yours would be given in production goes into create(): it is called once for each process of the service and
 * each run. See docs/your-own-code.md.
 */
import type { Redis } from 'ioredis';
import type { Pool } from 'mysql2/promise';
import { adapt } from 'stalemate';

// In place of this: import { ItemService } from './src/item-service.ts';
class ItemService {
  readonly redis: Redis;
  readonly mysql: Pool;

  constructor(redis: Redis, mysql: Pool) {
    this.redis = redis;
    this.mysql = mysql;
  }

  async get(key: string): Promise<string | null> {
    const cached = await this.redis.get(key);
    if (cached !== null) return cached;
    const [rows] = await this.mysql.execute('SELECT value FROM items WHERE id = ?', [idOf(key)]);
    const [row] = rows as { value: string }[];
    if (row === undefined) return null;
    await this.redis.set(key, row.value, 'EX', 60);
    return row.value;
  }

  async update(key: string, value: string): Promise<void> {
    await this.mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, idOf(key)]);
    await this.redis.del(key);
  }
}

/** Keys are item:1, item:2 …; the row is items(id, value, version), which every run has, or that of a table of yours: see below. */
function idOf(key: string): number {
  return Number(key.split(':')[1]);
}

export default adapt({
  // Tables of your own, and which of them the scenario's keys and values are rows of: product:1 is the row with the id 1.
  // tables: ['CREATE TABLE products (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(100) NOT NULL, price DECIMAL(10,2) NOT NULL)'],
  // judged: { table: 'products', value: 'name', initial: { price: '9.50' } },
  create({ redis, mysql }) {
    const service = new ItemService(redis, mysql);
    return {
      // Returns the row's value as text, or null when there is no such row.
      read: (key) => service.get(key),
      // Returning acknowledges the write.
      write: (key, value) => service.update(key, value),
    };
  },
});
`;
