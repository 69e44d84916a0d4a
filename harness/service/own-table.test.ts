import { describe, expect, it } from 'vitest';
import { describeReal } from '../../infra/testing.ts';
import type { Adaptation, ServiceClients, Service } from '../../strategies/adapt.ts';
import { embeddedEngine } from '../engines/embedded/engine.ts';
import { openRealEngine } from '../engines/real/engine.ts';
import { compareTwins, twinResultOf } from '../exploration/execution/twin.ts';
import { Random } from '../exploration/policies/random.ts';
import { read, runOnce, scenarioOf, write } from '../testing.ts';
import { exploreAll } from '../testing.ts';
import { planOfService, told } from './testing.ts';

const PRODUCTS: Partial<Adaptation<Record<string, never>>> = {
  tables: [
    `CREATE TABLE products (
      id INT NOT NULL,
      name VARCHAR(64) NOT NULL,
      stock INT NOT NULL DEFAULT 7,
      PRIMARY KEY (id)
    )`,
  ],
  judged: { table: 'products', value: 'name' },
};
const KEY = 'product:1';
const race = scenarioOf({
  rows: { [KEY]: 'v1' },
  actors: { reader: [read(KEY)], writer: [write('v2', KEY)] },
});

function products({ redis, mysql }: ServiceClients): Service {
  return {
    async read(key) {
      const cached = await redis.get(key);
      if (cached !== null) return (JSON.parse(cached) as { name: string }).name;
      const [rows] = await mysql.execute('SELECT * FROM products WHERE id = ?', [key.split(':')[1]!]);
      const [product] = rows as { name: string }[];
      if (product === undefined) return null;
      await redis.set(key, JSON.stringify(product));
      return product.name;
    },
    async write(key, value) {
      await mysql.execute('UPDATE products SET name = ? WHERE id = ?', [value, key.split(':')[1]!]);
      await redis.del(key);
    },
  };
}

describe('a table of the service', () => {
  it('is judged in the place of `items`', async () => {
    const plan = planOfService(products, race, PRODUCTS);
    expect(told(await exploreAll(plan))).toEqual({ problems: [], interleavings: 10, staleAtRest: 1 });
  });
});

describeReal('a table of the service', (servers) => {
  it('has the same history on both engines', async () => {
    const plan = planOfService(products, race, PRODUCTS);
    const policy = new Random(7, 5);
    const schedules: (readonly number[])[] = [];
    for (let i = 0; i < 5; i++) schedules.push((await runOnce(plan, policy.next()!)).indices);
    const real = await openRealEngine(servers);
    try {
      const compared = await compareTwins({
        ...{ plan, embedded: embeddedEngine, real, schedules },
        ...{ shouldStop: () => false, onCompared: () => undefined },
      });
      expect(twinResultOf(compared)).toMatchObject({ schedulesCompared: 5, differences: 0 });
    } finally {
      await real.close();
    }
  });
});
