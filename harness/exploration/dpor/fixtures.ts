/* oxlint-disable no-restricted-properties -- random numbers in actor code are what is tested */
/** Strategies for the tests of the reduction: locks in every order, snapshots, memory, timers, hashes, WATCH, random numbers. */
import type { AnyStrategy, Context, Strategy } from '../../../strategies/strategy.ts';
import type { ScenarioParts } from '../../testing.ts';
import { KEY, read, sleep, strategyOf, upTo, write } from '../../testing.ts';

export interface Fixture {
  readonly strategy: Strategy<never>;
  readonly parts: ScenarioParts;
}

const idOf = (key: string): number => Number(key.split(':')[1]);
const SELECT = 'SELECT value FROM items WHERE id = ?';
const UPDATE = 'UPDATE items SET value = ?, version = version + 1 WHERE id = ?';
const DEADLOCK = 1213;

async function valueOf({ mysql }: Context, key: string): Promise<string | null> {
  const [rows] = await mysql.execute(SELECT, [idOf(key)]);
  return ((rows as { value: string }[])[0]?.value ?? null) as string | null;
}

async function readThrough(context: Context, key: string): Promise<string | null> {
  const cached = await context.redis.get(key);
  if (cached !== null) return cached;
  const value = await valueOf(context, key);
  if (value !== null) await context.redis.set(key, value);
  return value;
}

/** Reads with `select` in a transaction, writes, and reads the other row too when asked to. */
function inTransaction(select: string, options: { reachesOver?: boolean; isolation?: string } = {}): Strategy<never> {
  return strategyOf({
    read: readThrough,
    async write({ redis, mysql }, key, value) {
      const id = idOf(key);
      if (options.isolation !== undefined)
        await mysql.query(`SET SESSION TRANSACTION ISOLATION LEVEL ${options.isolation}`);
      await mysql.beginTransaction();
      try {
        await mysql.execute(select, [id]);
        await mysql.execute(UPDATE, [value, id]);
        if (options.reachesOver === true) await mysql.execute(select, [id === 1 ? 2 : 1]);
        await mysql.commit();
      } catch (error) {
        if ((error as { errno?: number }).errno !== DEADLOCK) throw error;
        return;
      }
      await redis.del(key);
    },
  });
}

const inserting = strategyOf({
  async read({ mysql }, key) {
    const [rows] = await mysql.execute(`${SELECT} FOR UPDATE`, [idOf(key)]);
    return (rows as { value: string }[])[0]?.value ?? null;
  },
  async write({ mysql }, key, value) {
    await mysql.beginTransaction();
    try {
      await mysql.execute(`${SELECT} FOR UPDATE`, [idOf(key)]);
      await mysql.execute(
        'INSERT INTO items (id, value, version) VALUES (?, ?, 1) ON DUPLICATE KEY UPDATE value = VALUES(value), version = version + 1',
        [idOf(key), value],
      );
      await mysql.commit();
    } catch (error) {
      if ((error as { errno?: number }).errno !== DEADLOCK) throw error;
    }
  },
});

const fields = strategyOf({
  read: ({ redis }, key) => redis.hget('all', key),
  async write({ redis, mysql }, key, value) {
    await mysql.execute(UPDATE, [value, idOf(key)]);
    await redis.hset('all', key, value);
  },
});

const watching = strategyOf({
  async read(context, key) {
    const { redis } = context;
    const cached = await redis.get(key);
    if (cached !== null) return cached;
    await redis.watch(key);
    const value = await valueOf(context, key);
    await redis.multi().set(key, value!).exec();
    return value;
  },
  async write({ redis, mysql }, key, value) {
    await mysql.execute(UPDATE, [value, idOf(key)]);
    await redis.del(key);
  },
});

/** Which key the script touches is no business of Redis's, and of nobody's who reads its list of keys. */
const scripting = strategyOf({
  async read({ redis }, key) {
    const script = "return redis.call('get', ARGV[1])";
    await redis.eval(script, 1, 'declared', key);
    return (await redis.eval(script, 1, 'declared', key)) as string | null;
  },
  async write({ redis, mysql }, key, value) {
    await mysql.execute(UPDATE, [value, idOf(key)]);
    await redis.set(key, value);
  },
});

const delayed = strategyOf({
  async read(context, key) {
    const cached = await context.redis.get(key);
    if (cached !== null) return cached;
    const value = await valueOf(context, key);
    await context.redis.set(key, value!, 'PX', 30);
    return value;
  },
  async write({ redis, mysql, clock }, key, value) {
    await redis.del(key);
    await mysql.execute(UPDATE, [value, idOf(key)]);
    await clock.sleep(50);
    await redis.del(key);
  },
});

const gambling = strategyOf({
  async read(context, key) {
    const cached = await context.redis.get(key);
    if (cached !== null) return cached;
    const value = await valueOf(context, key);
    if (Math.random() < 0.5) await context.redis.set(key, value!);
    return value;
  },
  async write({ redis, mysql }, key, value) {
    await mysql.execute(UPDATE, [value, idOf(key)]);
    if (Math.random() < 0.5) await redis.del(key);
    else await redis.set(key, value);
  },
});

const both = strategyOf({
  async read(context, key) {
    const near = await context.local.get(key);
    if (near !== null) return near;
    const value = await valueOf(context, key);
    await Promise.all([context.redis.set(key, value!), context.local.set(key, value!)]);
    return value;
  },
  async write({ redis, local, mysql }, key, value) {
    await mysql.execute(UPDATE, [value, idOf(key)]);
    await Promise.all([redis.del(key), local.delete(key)]);
  },
});

/** The one commits at once unless the other's lock is in its way; then it commits with the other's rollback. */
const waiting = strategyOf({
  read: valueOf,
  async write({ mysql }, key, value) {
    if (key === KEY) {
      await mysql.execute('UPDATE items SET value = ? WHERE id IN (1, 2)', [value]);
      return;
    }
    await mysql.beginTransaction();
    await mysql.execute('INSERT INTO items (id, value, version) VALUES (3, ?, 1)', [value]);
    await mysql.query('SELECT value FROM items WHERE id >= 2 FOR UPDATE');
    await mysql.rollback();
  },
});

/** Who updates every row has to wait for the first, and then perhaps for the second too. */
const sweeping = strategyOf({
  async read({ mysql }) {
    await mysql.query("UPDATE items SET value = 'swept' WHERE value = 'y'");
    return null;
  },
  async write({ mysql }, key, value) {
    await mysql.beginTransaction();
    if (key === KEY) await mysql.execute(`${SELECT} FOR SHARE`, [idOf(key)]);
    else await mysql.execute(UPDATE, [value, idOf(key)]);
    await mysql.commit();
  },
});

const rows = { [KEY]: 'a', 'item:2': 'b' };
const two = { writer1: [write('x', KEY)], writer2: [write('y', 'item:2')] };
const reader = [read()];

export const fixtures: Readonly<Record<string, Fixture>> = {
  'locks in opposite order': {
    strategy: inTransaction(`${SELECT} FOR UPDATE`, { reachesOver: true }),
    parts: { rows, actors: { ...two, reader } },
  },
  'shared locks that become exclusive': {
    strategy: inTransaction(`${SELECT} FOR SHARE`, { reachesOver: true }),
    parts: { rows, actors: two },
  },
  'locks on rows apart': { strategy: inTransaction(`${SELECT} FOR UPDATE`), parts: { rows, actors: two } },
  'locks on every row': {
    strategy: inTransaction('SELECT value FROM items WHERE id > ? FOR UPDATE'),
    parts: { rows, actors: two },
  },
  'locks on a row that is not there': {
    strategy: inTransaction(`${SELECT} FOR UPDATE`, { reachesOver: true }),
    parts: { actors: two },
  },
  'a statement that waits, or commits at once': {
    strategy: waiting,
    parts: {
      rows,
      actors: { writer1: [write('x'), sleep(10)], writer2: [write('y', 'item:2')], reader: [...reader, sleep(10)] },
    },
  },
  'a statement that waits, and readers of both its rows': {
    strategy: waiting,
    parts: {
      rows,
      actors: { writer1: [write('x')], writer2: [write('y', 'item:2')], one: reader, other: [read('item:2')] },
    },
  },
  'a statement that waits for one row after the other': {
    strategy: sweeping,
    parts: { rows, actors: { ...two, reader } },
  },
  snapshots: { strategy: inTransaction(SELECT, { reachesOver: true }), parts: { rows, actors: two } },
  'READ COMMITTED': {
    strategy: inTransaction(SELECT, { reachesOver: true, isolation: 'READ COMMITTED' }),
    parts: { rows, actors: two },
  },
  'inserts into one gap': {
    strategy: inserting,
    parts: {
      rows: { [KEY]: 'a', 'item:9': 'z' },
      actors: { writer1: [write('x', 'item:3')], writer2: [write('y', 'item:3')], reader: [read('item:3')] },
    },
  },
  'fields of one hash': { strategy: fields, parts: { rows, actors: { ...two, one: reader, other: [read('item:2')] } } },
  'a script that touches a key which it does not declare': {
    strategy: scripting,
    parts: { rows, actors: { reader, writer: [write('v2')] } },
  },
  WATCH: { strategy: watching, parts: { actors: { reader, writer: [write('v2')] } } },
  'a delayed delete and a TTL': { strategy: delayed, parts: { actors: { reader, writer: [write('v2')] } } },
  'timers that overtake each other': {
    strategy: delayed,
    parts: { actors: { one: { startMs: 20, operations: reader }, other: [sleep(10)], writer: [write('v2')] } },
  },
  'random numbers': { strategy: gambling, parts: { actors: { reader, writer: [write('v2')] } } },
};

/** Where an actor can do several things at once, more is executed than is needed. */
export const redundant: Readonly<Record<string, Fixture>> = {
  'locks that wait too long': {
    strategy: inTransaction(`${SELECT} FOR UPDATE`, { reachesOver: true }),
    parts: { rows, actors: two, faults: [upTo(1, 'lock-timeout')] },
  },
  'two stores at once': { strategy: both, parts: { actors: { reader, writer: [write('v2')] } } },
  'a crash of anyone, and an expiry': {
    strategy: delayed,
    parts: {
      actors: { reader, writer: [write('v2')] },
      faults: [upTo(1, 'expire', { key: KEY }), upTo(1, 'crash')],
    },
  },
};

/** Code that actors of one node share, outside of the handles. */
export const broken = {
  /** Which reader came first is in no store. */
  countsReadsInItsModule: (): Strategy<never> =>
    strategyOf(() => {
      let count = 0;
      return {
        async read(context, key) {
          const value = await valueOf(context, key);
          count++;
          await context.redis.set(`${key}:${count}`, String(count));
          await context.redis.get(`other:${count}`);
          return value;
        },
        async write({ mysql }, key, value) {
          await mysql.execute(UPDATE, [value, idOf(key)]);
        },
      };
    }),
  /** Whoever misses joins the read that is on its way. */
  sharesFlights: (): Strategy<never> =>
    strategyOf(() => {
      const flights = new Map<string, Promise<string | null>>();
      return {
        read(context, key) {
          const flight = flights.get(key) ?? readThrough(context, key).finally(() => flights.delete(key));
          flights.set(key, flight);
          return flight;
        },
        async write({ redis, mysql }, key, value) {
          await mysql.execute(UPDATE, [value, idOf(key)]);
          await redis.del(key);
        },
      };
    }),
} satisfies Record<string, () => AnyStrategy | Strategy<never>>;
