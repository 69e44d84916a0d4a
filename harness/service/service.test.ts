import { describe, expect, it } from 'vitest';
import type { Service, ServiceClients } from '../../strategies/adapt.ts';
import { adapt } from '../../strategies/adapt.ts';
import { Random } from '../exploration/policies/random.ts';
import { exploreAll, planOf, read, runOnce, scenarioOf, write } from '../testing.ts';
import './world.ts';

const scenario = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });
const idOf = (key: string): number => Number(key.slice(key.indexOf(':') + 1));

function planOfService(create: (clients: ServiceClients) => Service | Promise<Service>, parts = scenario) {
  return planOf(adapt({ name: 'service', title: 'A service', create }) as never, parts);
}

/** Cache-aside as it is in many services, with ioredis and mysql2/promise. */
function cacheAside({ redis, mysql }: ServiceClients): Service {
  return {
    async read(key) {
      const cached = await redis.get(key);
      if (cached !== null) return cached;
      const [rows] = await mysql.query('SELECT value FROM items WHERE id = ?', [idOf(key)]);
      const [row] = rows as { value: string }[];
      if (row === undefined) return null;
      await redis.set(key, row.value, 'EX', 60);
      return row.value;
    },
    async write(key, value) {
      await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, idOf(key)]);
      await redis.del(key);
    },
  };
}

describe('code of a service', () => {
  it('is explored one command at a time, with the counts that anyone can check by hand', async () => {
    const { tally } = await exploreAll(planOfService(cacheAside));
    expect([...tally.problems.keys()]).toEqual([]);
    expect(tally.executed).toBe(10);
    expect(tally.findings['stale-at-rest'].schedules).toBe(1);
  });

  it('sends what it is told to send', async () => {
    const run = await runOnce(planOfService(cacheAside), new Random(1, 1).next()!);
    expect(run.problem).toBeNull();
    expect(
      run.steps.filter(({ actor }) => actor.name === 'writer').map(({ label, request }) => [label, request]),
    ).toEqual([
      [
        'writer.mysql.update',
        {
          store: 'mysql',
          sql: 'UPDATE items SET value = ?, version = version + 1 WHERE id = ?',
          params: ['v2', 1],
          begin: false,
          prepared: true,
        },
      ],
      ['writer.redis.del', { store: 'redis', command: { name: 'del', args: ['item:1'] }, node: 1 }],
    ]);
  });
});
