/** Work in the background, and tables of a strategy's own. */
import { describe, expect, it } from 'vitest';
import type { ChangeEvent, Context, Item, Strategy } from '../../../strategies/strategy.ts';
import { KEY, planOf, read, runsOf, scenarioOf, strategyOf, upTo, write } from '../../testing.ts';
import type { Fixture } from './fixtures/strategies.ts';
import { expectEach, expectOneOfEach, expectSameExperiences, reduced } from './testing.ts';

const NEWS = 'CREATE TABLE news (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, value VARCHAR(8) NOT NULL)';

type News = Pick<Item, 'id' | 'value'>;

async function writeWithNews({ mysql }: Context, _key: string, value: string): Promise<void> {
  await mysql.beginTransaction();
  await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = 1', [value]);
  await mysql.execute('INSERT INTO news (value) VALUES (?)', [value]);
  await mysql.commit();
}

const common = {
  read: ({ redis }: Context, key: string) => redis.get(key),
  write: writeWithNews,
};

const polling: Strategy<never> = {
  ...strategyOf({
    ...common,
    async poll({ redis, mysql }) {
      const [rows] = await mysql.query('SELECT id, value FROM news');
      for (const { id, value } of rows as News[]) {
        await redis.set(KEY, value);
        await mysql.execute('DELETE FROM news WHERE id = ?', [id]);
      }
    },
  }),
  tables: [NEWS],
};

/** Each event is claimed in a table first, so that it is applied once. */
const claiming: Strategy<never> = {
  ...strategyOf({
    ...common,
    async poll({ redis, mysql }) {
      const [rows] = await mysql.query('SELECT id, value FROM news');
      for (const { id, value } of rows as News[]) {
        await mysql.beginTransaction();
        const [claimed] = await mysql.execute('INSERT IGNORE INTO claimed (news_id) VALUES (?)', [id]);
        if ((claimed as { affectedRows: number }).affectedRows === 1) await redis.set(KEY, value);
        await mysql.commit();
      }
    },
  }),
  tables: [NEWS, 'CREATE TABLE claimed (news_id BIGINT NOT NULL PRIMARY KEY)'],
};

const tailing: Strategy<never> = {
  ...strategyOf({
    ...common,
    async onChange({ redis }, { after }: ChangeEvent<Item>) {
      await redis.set(KEY, after!.value);
    },
  }),
  tables: [NEWS],
  follows: 'news',
};

/** Its own table is judged. @param type of the key */
function judgedOver(type: string): Strategy<never> {
  const rowOf = (key: string): string => key.slice(key.indexOf(':') + 1);
  return {
    ...strategyOf({
      async read({ redis, mysql }, key) {
        const cached = await redis.get(key);
        if (cached !== null) return cached;
        const [rows] = await mysql.query('SELECT name FROM products WHERE id = ?', [rowOf(key)]);
        const { name } = (rows as { name: string }[])[0]!;
        await redis.set(key, name);
        return name;
      },
      async write({ redis, mysql }, key, value) {
        await mysql.beginTransaction();
        await mysql.query('SELECT version FROM products WHERE id = ? FOR UPDATE', [rowOf(key)]);
        await mysql.query('UPDATE products SET name = ?, version = version + 1 WHERE id = ?', [value, rowOf(key)]);
        await mysql.commit();
        await redis.del(key);
      },
    }),
    tables: [`CREATE TABLE products (id ${type} NOT NULL PRIMARY KEY, name TEXT NOT NULL, version INT NOT NULL)`],
    judged: { table: 'products', value: 'name', version: 'version' },
  };
}

const writer = [write('v2')];

const settings: Readonly<Record<string, Fixture>> = {
  'one who polls': { strategy: polling, parts: { actors: { reader: [read()], writer } } },
  'one who polls while there are more writes': {
    strategy: polling,
    parts: { actors: { writer: [write('v2'), write('v3')] } },
  },
  'a judged table with numbers for keys': {
    strategy: judgedOver('BIGINT'),
    parts: { actors: { reader: [read()], writer, other: [write('v3')] } },
  },
  'a judged table with texts for keys, of which two are written': {
    strategy: judgedOver('VARCHAR(8)'),
    parts: {
      rows: { [KEY]: 'v1', 'item:b': 'w1' },
      actors: { reader: [read()], writer, other: [write('w2', 'item:b')] },
    },
  },
  'two who poll': { strategy: polling, parts: { nodes: 2, actors: { writer } } },
  'two who claim what they do': { strategy: claiming, parts: { nodes: 2, actors: { writer } } },
  'writers who take numbers': {
    strategy: polling,
    parts: { actors: { writer1: [write('v2')], writer2: [write('v3')] } },
  },
  'the binlog of another table': {
    strategy: tailing,
    parts: { actors: { reader: [read()], writer: [write('v2'), write('v3')] } },
  },
  'events of another table that change places': {
    strategy: tailing,
    parts: {
      actors: { writer: [write('v2'), write('v3')] },
      faults: [upTo(1, 'reorder', { step: 'binlog.deliver' })],
    },
  },
};

const withCrash: Fixture = {
  strategy: polling,
  parts: { nodes: 2, actors: { writer }, faults: [upTo(1, 'crash', { actor: 'publisher1' })] },
};

describe('of each class of interleavings with work in the background, one is executed', () => {
  it.each(Object.entries(settings))('with %s', (_, { strategy, parts }) => expectOneOfEach(strategy, parts));

  it('or more, when one who polls may die', () => expectEach(withCrash.strategy, withCrash.parts));

  it.each(Object.entries({ ...settings, 'one who may die': withCrash }))(
    'and actors meet with all that they can, with %s',
    async (_, { strategy, parts }) => expectSameExperiences(strategy, parts, await reduced(strategy, parts)),
  );
});

describe('a round of background work', () => {
  it('comes when items has changed, and not otherwise', async () => {
    const lanes = async (actors: Fixture['parts']['actors']): Promise<Set<number>> => {
      const runs = await runsOf(planOf(polling, scenarioOf({ actors })));
      return new Set(runs.map(({ operations }) => operations.filter(({ kind }) => kind === 'poll').length));
    };
    expect(await lanes({ reader: [read()] })).toEqual(new Set([0]));
    expect(await lanes({ writer: [write('v2')] })).toEqual(new Set([1]));
    expect(await lanes({ writer: [write('v2'), write('v3')] })).toEqual(new Set([1, 2]));
  });

  it('is done by another instance when one has died in its own', async () => {
    const runs = await runsOf(planOf(polling, scenarioOf(withCrash.parts)));
    const crashed = runs.filter(({ steps }) => steps.some(({ fault }) => fault === 'crash'));
    expect(crashed.length).toBeGreaterThan(0);
    for (const run of crashed) {
      expect(run.problem).toBeNull();
      expect((await run.engine.inspect()).redis[KEY]?.value).toBe('v2');
    }
  });
});
