/** Pub/sub of a service: a connection that listens, and what it is told. */
import { describe, expect, it } from 'vitest';
import { createClient } from 'redis';
import type { Service, ServiceClients } from '../../strategies/adapt.ts';
import { exploreAll, read, scenarioOf, write } from '../testing.ts';
import { idOf, planOfService, runWith, told, usualParts } from './testing.ts';

/** A cache in memory on each node, which a message empties. */
async function twoLevels(
  clients: ServiceClients,
  subscribe: (channel: string, forget: (key: string) => void) => Promise<unknown>,
): Promise<Service> {
  const { select, update } = usualParts(clients);
  const memory = new Map<string, string>();
  await subscribe('changed', (key) => void memory.delete(key));
  return {
    async read(key) {
      const value = memory.get(key) ?? (await select(idOf(key)));
      if (value !== null) memory.set(key, value);
      return value;
    },
    async write(key, value) {
      await update(idOf(key), value);
      await clients.redis.publish('changed', key);
    },
  };
}

const onTwoNodes = scenarioOf({
  nodes: 2,
  warm: ['item:1'],
  actors: { writer: [write('v2', 'item:1', 1)], reader: [read('item:1', 2)] },
});

const SUBSCRIBERS: Readonly<Record<string, (clients: ServiceClients) => Promise<Service>>> = {
  ioredis: (clients) =>
    twoLevels(clients, async (channel, forget) => {
      const subscriber = clients.redis.duplicate();
      subscriber.on('message', (_, key) => forget(key));
      await subscriber.subscribe(channel);
    }),
  'node-redis': (clients) =>
    twoLevels(clients, async (channel, forget) => {
      const subscriber = await createClient({ socket: clients.addresses.redis }).connect();
      await subscriber.subscribe(channel, forget);
    }),
};

describe.each(Object.keys(SUBSCRIBERS))('a message to %s', (name) => {
  it('is a step of the node that is told, late as it may be', async () => {
    const { tally } = await exploreAll(planOfService(SUBSCRIBERS[name]!, onTwoNodes));
    expect([...tally.problems.keys()]).toEqual([]);
    // Between the publication and its delivery a reader on the other node sees what was.
    expect(tally.findings['stale-at-rest'].schedules).toBe(0);
    const run = await runWith(planOfService(SUBSCRIBERS[name]!, onTwoNodes), [
      'writer',
      'writer',
      'subscriber2',
      'reader',
    ]);
    expect(run.problem).toBeNull();
    expect(run.operations.find(({ actor }) => actor.name === 'reader')!.result).toBe('v2');
  });
});

describe('a subscription', () => {
  it('is told about by the names and counts of Redis', async () => {
    const seen: unknown[] = [];
    const plan = planOfService(
      async ({ redis }) => {
        const subscriber = redis.duplicate();
        seen.push(await subscriber.subscribe('a', 'b'), await subscriber.unsubscribe('a'));
        return { read: () => null, write: () => redis.publish('b', 'hello') };
      },
      scenarioOf({ actors: { writer: [write('v2')] } }),
    );
    expect(told(await exploreAll(plan)).problems).toEqual([]);
    expect(seen.slice(0, 2)).toEqual([2, 1]);
  });
});
