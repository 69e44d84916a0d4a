/** The clients that services are written for. Each row of docs/your-own-code.md is one of these. */
import { describe, expect, it } from 'vitest';
import { drizzle } from 'drizzle-orm/mysql2';
import { eq, sql } from 'drizzle-orm';
import { int, mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { Redis } from 'ioredis';
import knex from 'knex';
import { Kysely, MysqlDialect } from 'kysely';
import callbackMysql from 'mysql2';
import promiseMysql from 'mysql2/promise';
import { createClient, createClientPool } from 'redis';
import { DataSource, EntitySchema } from 'typeorm';
import type { Service, ServiceClients } from '../../strategies/adapt.ts';
import { cacheAside, exploreService, type Parts, told, usualParts } from './testing.ts';

type Create = (clients: ServiceClients) => Service | Promise<Service>;

const UPDATE = 'UPDATE items SET value = ?, version = version + 1 WHERE id = ?';
const SELECT = 'SELECT value FROM items WHERE id = ?';

const withRedis =
  (parts: (clients: ServiceClients) => Partial<Parts>): Create =>
  (clients) =>
    cacheAside({ ...usualParts(clients), ...parts(clients) });

function called<T>(begin: (done: (error: unknown, result?: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    begin((error, result) => (error === null || error === undefined ? resolve(result as T) : reject(error as Error)));
  });
}

interface Row {
  readonly value: string;
}

/** In each, GET, SELECT, SET, UPDATE and DEL are one command each: ten interleavings, of which one ends stale. */
const TEN: Readonly<Record<string, Create>> = {
  'ioredis and mysql2/promise': (clients) => cacheAside(usualParts(clients)),
  'ioredis with a key prefix': withRedis(({ redis, addresses }) => {
    redis.disconnect();
    const prefixed = new Redis({ ...addresses.redis, keyPrefix: 'app:' });
    return {
      get: (key) => prefixed.get(key),
      set: (key, value) => prefixed.set(key, value),
      del: (key) => prefixed.del(key),
    };
  }),
  'ioredis with callbacks': withRedis(({ redis }) => ({
    get: (key) => called((done) => redis.get(key, done)),
    del: (key) => called((done) => redis.del(key, done)),
  })),
  'ioredis with buffers': withRedis(({ redis }) => ({
    get: async (key) => (await redis.getBuffer(key))?.toString() ?? null,
    set: (key, value) => redis.set(key, Buffer.from(value)),
  })),
  'ioredis with RESP2': withRedis(({ addresses }) => {
    const redis = new Redis({ ...addresses.redis, protocol: 2 });
    return { get: (key) => redis.get(key), set: (key, value) => redis.set(key, value), del: (key) => redis.del(key) };
  }),
  'ioredis duplicate()': withRedis(({ redis }) => {
    const other = redis.duplicate();
    return { get: (key) => other.get(key), del: (key) => other.del(key) };
  }),
  'ioredis pipelines of one command': withRedis(({ redis }) => ({
    set: (key, value) => redis.pipeline().set(key, value).exec(),
  })),
  'ioredis MULTI': withRedis(({ redis }) => ({
    set: (key, value) => redis.multi().set(key, value).expire(key, 60).exec(),
    del: (key) => redis.multi().del(key).exec(),
  })),
  'ioredis MULTI sent command by command': withRedis(({ redis }) => ({
    async set(key, value) {
      await redis.multi({ pipeline: false });
      await redis.set(key, value);
      await redis.exec();
    },
  })),
  'ioredis Lua by EVAL': withRedis(({ redis }) => ({
    del: (key) => redis.eval("return redis.call('DEL', KEYS[1])", 1, key),
  })),
  'ioredis Lua by defineCommand': withRedis(({ redis }) => {
    redis.defineCommand('forget', { numberOfKeys: 1, lua: "return redis.call('DEL', KEYS[1])" });
    const { forget } = redis as unknown as { forget(key: string): Promise<number> };
    return { del: (key) => forget.call(redis, key) };
  }),
  'ioredis auto-pipelining': withRedis(({ addresses }) => {
    const redis = new Redis({ ...addresses.redis, enableAutoPipelining: true });
    return { get: (key) => redis.get(key), set: (key, value) => redis.set(key, value), del: (key) => redis.del(key) };
  }),
  'ioredis Cluster of one node': withRedis(({ addresses }) => {
    const redis = new Redis.Cluster([addresses.redis]);
    return { get: (key) => redis.get(key), set: (key, value) => redis.set(key, value), del: (key) => redis.del(key) };
  }),
  'mysql2 with callbacks': withRedis(({ mysql }) => ({
    select: async (id) =>
      (await called<Row[]>((done) => mysql.pool.query(SELECT, [id], done as never)))[0]?.value ?? null,
    update: (id, value) => called((done) => mysql.pool.execute(UPDATE, [value, id], done as never)),
  })),
  'mysql2 with callbacks given to the pool itself': withRedis(({ mysql }) => {
    const pool = mysql as unknown as callbackMysql.Pool;
    return {
      select: async (id) => (await called<Row[]>((done) => pool.query(SELECT, [id], done as never)))[0]?.value ?? null,
      update: (id, value) => called((done) => pool.execute(UPDATE, [value, id], done as never)),
    };
  }),
  'mysql2 promise()': withRedis(({ mysql }) => ({
    update: (id, value) => mysql.promise().query(UPDATE, [value, id]),
  })),
  'mysql2 with named placeholders': withRedis(({ mysql }) => ({
    update: (id, value) =>
      mysql.execute({
        sql: 'UPDATE items SET value = :value, version = version + 1 WHERE id = :id',
        namedPlaceholders: true,
        values: { value, id } as never,
      }),
  })),
  'mysql2 statements prepared by hand': withRedis(({ mysql }) => ({
    async select(id) {
      const connection = await mysql.getConnection();
      const statement = await connection.prepare(SELECT);
      const [rows] = await statement.execute([id]);
      connection.release();
      return (rows as Row[])[0]?.value ?? null;
    },
  })),
  'mysql2 connections of a pool': withRedis(({ mysql }) => ({
    async update(id, value) {
      const connection = await mysql.getConnection();
      try {
        await connection.query(UPDATE, [value, id]);
      } finally {
        connection.release();
      }
    },
  })),
  'a mysql2 pool of the service itself': withRedis(({ addresses }) => {
    const pool = promiseMysql.createPool({ ...addresses.mysql, connectionLimit: 2 });
    return { update: (id, value) => pool.execute(UPDATE, [value, id]) };
  }),
  'mysql2 rows as arrays': withRedis(({ mysql }) => ({
    async select(id) {
      const [rows] = await mysql.query({ sql: SELECT, values: [id], rowsAsArray: true });
      return (rows as unknown as string[][])[0]?.[0] ?? null;
    },
  })),
  Knex: withRedis(({ addresses }) => {
    const db = knex({ client: 'mysql2', connection: addresses.mysql });
    return {
      select: async (id) => (await db('items').where({ id }).first<Row | undefined>('value'))?.value ?? null,
      update: (id, value) =>
        db('items')
          .where({ id })
          .update({ value, version: db.raw('version + 1') }),
    };
  }),
  Kysely: withRedis(({ mysql }) => {
    interface Database {
      items: { id: number; value: string; version: number };
    }
    const db = new Kysely<Database>({ dialect: new MysqlDialect({ pool: mysql.pool as never }) });
    return {
      select: async (id) =>
        (await db.selectFrom('items').select('value').where('id', '=', id).executeTakeFirst())?.value ?? null,
      update: (id, value) =>
        db
          .updateTable('items')
          .set((of) => ({ value, version: of('version', '+', 1) }))
          .where('id', '=', id)
          .execute(),
    };
  }),
  Drizzle: withRedis(({ mysql }) => {
    const items = mysqlTable('items', {
      id: int('id').primaryKey(),
      value: varchar('value', { length: 255 }).notNull(),
      version: int('version').notNull(),
    });
    const db = drizzle(mysql.pool as never);
    return {
      select: async (id) =>
        (await db.select({ value: items.value }).from(items).where(eq(items.id, id)))[0]?.value ?? null,
      update: (id, value) =>
        db
          .update(items)
          .set({ value, version: sql`${items.version} + 1` })
          .where(eq(items.id, id)),
    };
  }),
  TypeORM: async (clients) => {
    const { mysql } = clients.addresses;
    const Item = new EntitySchema<{ id: number; value: string; version: number }>({
      name: 'items',
      columns: { id: { type: Number, primary: true }, value: { type: String }, version: { type: Number } },
    });
    const source = new DataSource({
      ...{ type: 'mysql', connectorPackage: 'mysql2', entities: [Item] },
      ...{ host: mysql.host, port: mysql.port, username: mysql.user, database: mysql.database },
    } as never);
    await source.initialize();
    const items = source.getRepository(Item);
    return cacheAside({
      ...usualParts(clients),
      select: async (id) => (await items.findOneBy({ id }))?.value ?? null,
      update: (id, value) => items.update({ id }, { value, version: () => 'version + 1' }),
    });
  },
};

/** All requests wait for the answers of one connection in the order of sending, as they do in production. */
const ON_ONE_CONNECTION: Readonly<Record<string, Create>> = {
  'node-redis': async (clients) => {
    const redis = await createClient({ socket: clients.addresses.redis }).connect();
    return cacheAside({
      ...usualParts(clients),
      get: (key) => redis.get(key),
      set: (key, value) => redis.set(key, value, { EX: 60 }),
      del: (key) => redis.del(key),
    });
  },
  'node-redis with RESP3': async (clients) => {
    const redis = await createClient({ socket: clients.addresses.redis, RESP: 3 }).connect();
    return cacheAside({
      ...usualParts(clients),
      get: (key) => redis.get(key),
      set: (key, value) => redis.multi().set(key, value).expire(key, 60).exec(),
      del: (key) => redis.del(key),
    });
  },
};

const nodeRedisPool: Create = async (clients) => {
  const pool = createClientPool({ socket: clients.addresses.redis });
  await pool.connect();
  return cacheAside({
    ...usualParts(clients),
    get: (key) => pool.get(key),
    set: (key, value) => pool.set(key, value),
    del: (key) => pool.del(key),
  });
};

describe('the classic race in code for', () => {
  it.each(Object.keys(TEN))('%s', async (name) => {
    expect(told(await exploreService(TEN[name]!))).toEqual({ problems: [], interleavings: 10, staleAtRest: 1 });
  });

  it.each(Object.keys(ON_ONE_CONNECTION))('%s', async (name) => {
    const exploration = await exploreService(ON_ONE_CONNECTION[name]!);
    expect(told(exploration)).toEqual({ problems: [], interleavings: 8, staleAtRest: 1 });
  });

  it('a pool of node-redis, whose timer for idle connections is one more step', async () => {
    expect(told(await exploreService(nodeRedisPool))).toEqual({ problems: [], interleavings: 18, staleAtRest: 2 });
  });
});
