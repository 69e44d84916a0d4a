import { describe, expect, it } from 'vitest';
import { describeReal } from '../../infra/testing.ts';
import type { Adaptation, ServiceClients, Service } from '../../strategies/adapt.ts';
import { embeddedEngine } from '../engines/embedded/engine.ts';
import { openRealEngine } from '../engines/real/engine.ts';
import { compareTwins, twinResultOf } from '../exploration/execution/twin.ts';
import { Random } from '../exploration/policies/random.ts';
import type { RunPlan } from '../scheduler/plan.ts';
import { exploreAll, read, runOnce, scenarioOf, write } from '../testing.ts';
import { planOfService, told } from './testing.ts';

type Tables = Partial<Adaptation<Record<string, never>>>;

/** As a service declares it. */
const PRODUCTS: Tables = {
  tables: [
    `CREATE TABLE products (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      name VARCHAR(64) NOT NULL,
      price DECIMAL(10,2) NOT NULL,
      tags JSON,
      isActive TINYINT(1) NOT NULL DEFAULT TRUE,
      createdAt DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updatedAt DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP
    )`,
  ],
  judged: { table: 'products', value: 'name', initial: { price: '9.50', tags: '["new"]' } },
};
/** Named by a text. */
const ACCOUNTS: Tables = {
  tables: [
    `CREATE TABLE accounts (
      email VARCHAR(64) NOT NULL PRIMARY KEY,
      balance DECIMAL(8,2) NOT NULL,
      revision INT NOT NULL
    )`,
  ],
  judged: { table: 'accounts', key: 'email', value: 'balance', version: 'revision' },
};

interface Product {
  readonly id: number;
  readonly name: string;
  readonly price: string;
  readonly tags: unknown;
  readonly isActive: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const KEY = 'product:1';
const idOf = (key: string): string => key.slice(key.indexOf(':') + 1);

/** Nothing in here knows of Stalemate. */
class ProductService {
  readonly #clients: Pick<ServiceClients, 'redis' | 'mysql'>;
  readonly seen: Product[] = [];

  constructor(clients: Pick<ServiceClients, 'redis' | 'mysql'>) {
    this.#clients = clients;
  }

  async get(id: string): Promise<Product | null> {
    const { redis, mysql } = this.#clients;
    const cached = await redis.get(`products:${id}`);
    if (cached !== null) return JSON.parse(cached) as Product;
    const [rows] = await mysql.execute('SELECT * FROM products WHERE id = ?', [id]);
    const product = (rows as Product[])[0];
    if (product === undefined) return null;
    this.seen.push(product);
    await redis.set(`products:${id}`, JSON.stringify(product), 'EX', 60);
    return product;
  }

  async rename(id: string, name: string): Promise<void> {
    const { redis, mysql } = this.#clients;
    await mysql.query('UPDATE products SET name = ?, price = price * 1.1 WHERE id = ?', [name, id]);
    await redis.del(`products:${id}`);
  }
}

const seen: Product[] = [];

function products(clients: ServiceClients): Service {
  const service = new ProductService(clients);
  return {
    async read(key) {
      const product = await service.get(idOf(key));
      seen.push(...service.seen.splice(0));
      return product?.name;
    },
    write: (key, value) => service.rename(idOf(key), value),
  };
}

/** Reads, adds, and writes what it has worked out. */
function accounts({ redis, mysql }: ServiceClients): Service {
  return {
    async read(key) {
      const cached = await redis.get(key);
      if (cached !== null) return cached;
      const [rows] = await mysql.query('SELECT balance FROM accounts WHERE email = ?', [idOf(key)]);
      const balance = (rows as { balance: string }[])[0]?.balance ?? null;
      if (balance !== null) await redis.set(key, balance);
      return balance;
    },
    async write(key, value) {
      const [rows] = await mysql.query('SELECT revision FROM accounts WHERE email = ?', [idOf(key)]);
      const next = (rows as { revision: number }[])[0]!.revision + 1;
      await mysql.query('UPDATE accounts SET balance = ?, revision = ? WHERE email = ?', [value, next, idOf(key)]);
      await redis.del(key);
    },
  };
}

const race = scenarioOf({ rows: { [KEY]: 'v1' }, actors: { reader: [read(KEY)], writer: [write('v2', KEY)] } });
const ACCOUNT = 'account:ann@example';
const transfer = scenarioOf({
  rows: { [ACCOUNT]: '10.00' },
  actors: { one: [write('11.00', ACCOUNT)], other: [write('12.00', ACCOUNT)] },
});

describe('a table of the service', () => {
  it('is judged in the place of `items`, with the columns that it has', async () => {
    seen.length = 0;
    const exploration = await exploreAll(planOfService(products, race, PRODUCTS));
    expect(told(exploration)).toEqual({ problems: [], interleavings: 10, staleAtRest: 1 });
    const first = seen.find(({ name }) => name === 'v1')!;
    expect(first).toMatchObject({ id: 1, price: '9.50', tags: ['new'], isActive: 1 });
    expect([first.createdAt.getTime(), first.updatedAt.getTime()]).toEqual([1_700_000_000_000, 1_700_000_000_000]);
    expect(seen.find(({ name }) => name === 'v2')).toMatchObject({ price: '10.45' });
  });

  it('sends its row events, with all columns, under the keys of the scenario', async () => {
    const heard = new Set<string>();
    const listening = (clients: ServiceClients): Service => ({
      ...products(clients),
      async onChange({ type, table, key, before, after }) {
        heard.add(JSON.stringify([type, table, key, before, after]));
        await clients.redis.del(`products:${idOf(key)}`);
      },
    });
    const scenario = scenarioOf({ rows: { [KEY]: 'v1' }, actors: { writer: [write('v2', KEY)] } });
    const { tally } = await exploreAll(planOfService(listening, scenario, { ...PRODUCTS, listensToChanges: true }));
    expect([...tally.problems.keys()]).toEqual([]);
    const row = { id: 1, tags: '["new"]', isActive: 1, createdAt: '2023-11-14 22:13:20.000' };
    const updatedAt = '2023-11-14 22:13:20';
    expect([...heard].map((text) => JSON.parse(text) as unknown)).toEqual([
      [
        ...['update', 'products', KEY],
        { ...row, name: 'v1', price: '9.50', updatedAt },
        { ...row, name: 'v2', price: '10.45', updatedAt },
      ],
    ]);
  });

  it('may have texts for keys, and a version that tells of lost updates', async () => {
    const { tally } = await exploreAll(planOfService(accounts, transfer, ACCOUNTS));
    expect([...tally.problems.keys()]).toEqual([]);
    expect(tally.findings['lost-update'].schedules).toBeGreaterThan(0);
  });
});

describeReal('a table of the service', (servers) => {
  const cases: readonly (readonly [string, RunPlan])[] = [
    ['with columns of many types', planOfService(products, race, PRODUCTS)],
    ['with keys of text', planOfService(accounts, transfer, ACCOUNTS)],
  ];
  it.each(cases)('%s has the same history on both engines', async (_, plan) => {
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
