/** Whose step a command is, when objects and promises are shared by all requests of a process. */
import { describe, expect, it } from 'vitest';
import { createConnection } from 'mysql2/promise';
import type { Service, ServiceClients } from '../../strategies/adapt.ts';
import type { Run } from '../scheduler/run.ts';
import { exploreAll, once, read, scenarioOf, write } from '../testing.ts';
import { cacheAside, classicRace, idOf, planOfService, runWith, told, usualParts } from './testing.ts';

/** Labels of the main phase. */
function labels({ steps, observedFrom }: Run): string[] {
  return steps.slice(0, observedFrom).map(({ label }) => label);
}

const twoReaders = scenarioOf({ actors: { reader1: [read()], reader2: [read()] } });

describe('a command', () => {
  it('is the first one’s when two requests share its load', async () => {
    const plan = planOfService((clients) => {
      const { get, select, set } = usualParts(clients);
      let loading: Promise<string | null> | null = null;
      const load = async (key: string): Promise<string | null> => {
        const value = await select(idOf(key));
        await set(key, value!);
        return value;
      };
      return {
        async read(key) {
          const cached = await get(key);
          return cached ?? (await (loading ??= load(key).finally(() => (loading = null))));
        },
        write: () => undefined,
      };
    }, twoReaders);
    const run = await runWith(plan, ['reader2', 'reader1', 'reader2', 'reader2']);
    expect(labels(run)).toEqual([
      'reader2.redis.get',
      'reader1.redis.get',
      'reader2.mysql.select',
      'reader2.redis.set',
    ]);
    expect(run.problem).toBeNull();
    expect(run.operations.slice(0, 2).map(({ result }) => result)).toEqual(['v1', 'v1']);
  });

  it('is its own request’s again after that has waited for another one’s promise', async () => {
    const plan = planOfService((clients) => {
      const { get, select, set } = usualParts(clients);
      let loading: Promise<string | null> | null = null;
      return {
        async read(key) {
          await get(key);
          const value = await (loading ??= select(idOf(key)));
          await set(key, value!);
          return value;
        },
        write: () => undefined,
      };
    }, twoReaders);
    const run = await runWith(plan, ['reader1', 'reader2', 'reader1', 'reader2', 'reader1']);
    expect(labels(run)).toEqual([
      'reader1.redis.get',
      'reader2.redis.get',
      'reader1.mysql.select',
      'reader2.redis.set',
      'reader1.redis.set',
    ]);
  });

  it.each(['nextTick', 'setImmediate', 'queueMicrotask', 'an event', 'a callback'] as const)(
    'is its request’s across %s',
    async (way) => {
      const { EventEmitter } = await import('node:events');
      const plan = planOfService((clients) => {
        const { redis } = clients;
        const wait = (): Promise<void> =>
          new Promise((resolve) => {
            const emitter = new EventEmitter().once('go', resolve);
            if (way === 'nextTick') process.nextTick(resolve);
            else if (way === 'setImmediate') setImmediate(resolve);
            else if (way === 'queueMicrotask') queueMicrotask(resolve);
            else if (way === 'an event') setImmediate(() => emitter.emit('go'));
            else void redis.get('other', () => resolve());
          });
        return {
          async read(key) {
            await wait();
            return redis.get(key);
          },
          write: () => undefined,
        };
      }, twoReaders);
      const run = await runWith(plan, null);
      expect(run.problem).toBeNull();
      for (const { operation, actor } of run.steps) expect(operation!.actor).toBe(actor);
      const keys = run.steps.flatMap(({ request, actor }) =>
        'command' in request ? [`${actor.name} ${request.command.args[0]}`] : [],
      );
      expect(keys).toContain('reader1 item:1');
      expect(keys).toContain('reader2 item:1');
    },
  );

  it('is the batch’s first request’s where a loader puts requests together', async () => {
    const plan = planOfService(({ redis }) => {
      let batch: { keys: string[]; values: Promise<(string | null)[]> } | null = null;
      const load = async (key: string): Promise<string | null> => {
        if (batch === null) {
          const keys: string[] = [];
          const values = Promise.resolve().then(() => {
            batch = null;
            return redis.mget(keys);
          });
          batch = { keys, values };
        }
        const position = batch.keys.push(key) - 1;
        return (await batch.values)[position] ?? null;
      };
      return {
        async read(key) {
          const [one] = await Promise.all([load(key), load('other')]);
          return one;
        },
        write: () => undefined,
      };
    }, twoReaders);
    const run = await runWith(plan, null);
    expect(labels(run)).toEqual(['reader1.redis.mget', 'reader2.redis.mget']);
  });

  it('is its sender’s on one MySQL connection that all requests share', async () => {
    const plan = planOfService(async ({ addresses }) => {
      const connection = await createConnection(addresses.mysql);
      return {
        async read(key) {
          const [rows] = await connection.query('SELECT value FROM items WHERE id = ?', [idOf(key)]);
          return (rows as { value: string }[])[0]!.value;
        },
        write: (_, value) => connection.query('UPDATE items SET value = ? WHERE id = 1', [value]),
      };
    }, classicRace);
    const exploration = await exploreAll(plan);
    expect(told(exploration)).toMatchObject({ problems: [], interleavings: 2 });
  });
});

describe('a transaction', () => {
  const transfer = ({ mysql }: ServiceClients): Service => ({
    async read(key) {
      const [rows] = await mysql.query('SELECT value FROM items WHERE id = ?', [idOf(key)]);
      return (rows as { value: string }[])[0]!.value;
    },
    async write(key, value) {
      const connection = await mysql.getConnection();
      await connection.beginTransaction();
      await connection.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, idOf(key)]);
      await connection.commit();
      connection.release();
    },
  });

  it('is one on a connection of a pool, and begins with its first statement', async () => {
    const run = await runWith(planOfService(transfer), ['writer', 'reader', 'writer']);
    expect(labels(run)).toEqual(['writer.mysql.update', 'reader.mysql.select', 'writer.mysql.commit']);
    expect(run.operations[1]!.result).toBe('v1');
    expect(run.steps[0]!.request).toMatchObject({ begin: true });
  });

  it('is not that of a statement which the same request sends by another connection of the pool', async () => {
    const plan = planOfService(({ mysql }) => ({
      read: () => null,
      async write(key, value) {
        const connection = await mysql.getConnection();
        await connection.beginTransaction();
        await connection.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, idOf(key)]);
        const [rows] = await mysql.query('SELECT value FROM items WHERE id = ?', [idOf(key)]);
        if ((rows as { value: string }[])[0]!.value !== 'v1') throw new Error('saw its own change from outside');
        await connection.rollback();
        connection.release();
      },
    }));
    const run = await runWith(plan, ['writer', 'writer', 'writer', 'reader']);
    expect(run.problem).toBeNull();
    expect(run.engine.commits).toHaveLength(0);
  });

  it('that locks out its own request is told, with who holds the lock', async () => {
    const plan = planOfService(({ mysql }) => ({
      read: () => null,
      async write(key, value) {
        const connection = await mysql.getConnection();
        await connection.beginTransaction();
        await connection.query('SELECT value FROM items WHERE id = ? FOR UPDATE', [idOf(key)]);
        await mysql.query('UPDATE items SET value = ? WHERE id = ?', [value, idOf(key)]);
        await connection.commit();
      },
    }));
    const { problems } = told(await exploreAll(plan));
    expect(problems).toEqual([expect.stringContaining('writer has not ended: it waits for a lock of writer')]);
  });

  it('makes others wait for its rows', async () => {
    const scenario = scenarioOf({ actors: { writer1: [write('v2')], writer2: [write('v3')] } });
    const run = await runWith(planOfService(transfer, scenario), ['writer1', 'writer2', 'writer1', 'writer2']);
    expect(run.problem).toBeNull();
    expect(labels(run)).toEqual([
      'writer1.mysql.update',
      'writer2.mysql.update',
      'writer1.mysql.commit',
      'writer2.mysql.commit',
    ]);
    expect(run.steps[1]!.waitedFor).toBe(0);
  });

  it('goes with its request when that dies', async () => {
    const scenario = scenarioOf({
      actors: { writer: [write('v2')], reader: [read()] },
      faults: [once('crash', { actor: 'writer' })],
    });
    const { tally } = await exploreAll(planOfService(transfer, scenario));
    expect([...tally.problems.keys()]).toEqual([]);
    expect(tally.findings['dirty-read'].schedules).toBe(0);
  });
});

describe('a connection that breaks', () => {
  it('is made again by ioredis, which sends the command once more', async () => {
    const scenario = scenarioOf({
      actors: { writer: [write('v2')] },
      faults: [once('drop', { step: 'redis.del', actor: 'writer' })],
    });
    const plan = planOfService((clients) => cacheAside(usualParts(clients)), scenario);
    const run = await runWith(plan, ['writer', 'drop']);
    expect(run.problem).toBeNull();
    expect(labels(run)).toEqual([
      'writer.mysql.update',
      'writer.redis.del!drop',
      'writer.clock.sleep',
      'writer.redis.del',
    ]);
  });

  it('is an error of mysql2 for the statement that was on its way', async () => {
    const scenario = scenarioOf({
      actors: { writer: [write('v2')] },
      faults: [once('lost-reply', { step: 'mysql.update', actor: 'writer' })],
    });
    const plan = planOfService((clients) => cacheAside(usualParts(clients)), scenario);
    const run = await runWith(plan, ['writer', 'lost-reply']);
    expect(run.operations[0]!.error).toMatchObject({ code: 'PROTOCOL_CONNECTION_LOST' });
    expect(run.engine.commits).toHaveLength(1);
  });
});

describe('several instances', () => {
  it('share nothing but the stores', async () => {
    const scenario = scenarioOf({ nodes: 2, actors: { a: [read('item:1', 1)], b: [read('item:1', 2)] } });
    const made: string[] = [];
    const plan = planOfService((clients) => {
      made.push(clients.node.name);
      return { ...cacheAside(usualParts(clients)), read: async () => clients.node.name };
    }, scenario);
    const run = await runWith(plan, null);
    expect(run.operations.map(({ result }) => result).slice(0, 2)).toEqual(['node1', 'node2']);
    expect(made).toEqual(['node1', 'node2']);
  });
});
