/** What mysql2 makes of columns of every type: over our end of the connection, and over a real server's. */
import mysql, { type Pool, type PoolOptions } from 'mysql2/promise';
import { expect, it } from 'vitest';
import { describeReal } from '../../../infra/testing.ts';
import { PRODUCTS } from '../../engines/column-types.testing.ts';
import { EPOCH_MS } from '../../engines/epoch.ts';
import { read, runOnce, scenarioOf } from '../../testing.ts';
import { Random } from '../../exploration/policies/random.ts';
import { planOfService } from '../testing.ts';

const STATEMENTS = [
  `INSERT INTO products (id, name, price, weight, note, active, views, data, day, seenAt)
    VALUES (1, 'n', 9.5, 0.25, 'é', 0, 7, '{"a": [1, "x"]}', '2024-02-29', '2024-01-02 03:04:05')`,
  `INSERT INTO products (id, name, data, madeAt) VALUES (2, 'm', NULL, '2024-01-02 00:00:00')`,
];
const QUESTIONS = [
  'SELECT * FROM products ORDER BY id',
  'SELECT price * 2 AS doubled, weight + 1 AS more, stock + 1 AS next FROM products ORDER BY id',
  'SELECT NOW() AS now, NOW(3) AS exact, CURDATE() AS today, CURTIME() AS time',
  "SELECT data->'$.a' AS list, data->>'$.a[1]' AS text, madeAt + INTERVAL 1 DAY AS later, day FROM products ORDER BY id",
  'SELECT MAX(madeAt) AS latest, AVG(price) AS mean, COUNT(*) AS n FROM products',
];

type Client = Pick<Pool, 'query' | 'execute'>;

/** By both protocols. */
async function ask(client: Client): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const sql of QUESTIONS) answers.push((await client.query(sql))[0], (await client.execute(sql))[0]);
  return answers;
}

describeReal('mysql2 gives the same over our end of the connection and over a real server', (servers) => {
  const options: readonly (readonly [string, PoolOptions])[] = [
    ['as it is', {}],
    ['with decimals as numbers', { decimalNumbers: true }],
    ['with dates as texts', { dateStrings: true }],
    [
      'in UTC, with a cast of its own',
      {
        timezone: 'Z',
        typeCast: (field, next) => (field.type === 'TINY' && field.length === 1 ? field.string() === '1' : next()),
      },
    ],
  ];

  it.each(options)('%s', async (_, given) => {
    const { version: __, ...address } = servers.mysql;
    const real = await mysql.createConnection({ ...address, ...given } as never);
    await real.query('DROP DATABASE IF EXISTS stalemate_columns');
    await real.query('CREATE DATABASE stalemate_columns');
    await real.query('USE stalemate_columns');
    await real.query(`SET time_zone = '+00:00', timestamp = ${EPOCH_MS / 1000}`);
    await real.query(PRODUCTS);
    for (const sql of STATEMENTS) await real.query(sql);
    const expected = await ask(real as unknown as Client);
    await real.query('DROP DATABASE stalemate_columns');
    await real.end();

    let answers: unknown[] = [];
    const plan = planOfService(
      ({ mysql: ours }) => ({
        async read() {
          for (const sql of STATEMENTS) await ours.query(sql);
          answers = await ask(ours);
          return null;
        },
        write: () => undefined,
      }),
      scenarioOf({ rows: {}, actors: { reader: [read()] } }),
      { tables: [PRODUCTS], judged: { table: 'products', value: 'name' }, mysql: given },
    );
    const run = await runOnce(plan, new Random(1, 1).next()!);
    expect(run.problem).toBeNull();
    expect(answers).toEqual(expected);
  });
});
