import { expect, it } from 'vitest';
import { read, scenarioOf, write } from '../harness/testing.ts';
import type { AnyStrategy } from '../strategies/strategy.ts';
import { tableProblems } from './table-problems.ts';

const TABLES = [
  'CREATE TABLE products (id INT NOT NULL PRIMARY KEY, name VARCHAR(8) NOT NULL, price DECIMAL(6,2) NOT NULL)',
];

function problems(key: string, value: string, more: Partial<AnyStrategy>): string[] {
  const scenario = scenarioOf({ rows: { [key]: value }, actors: { reader: [read(key)], writer: [write(value, key)] } });
  return tableProblems(scenario, { name: 'mine', title: 'Mine', create: () => ({}) as never, ...more });
}

const judged = { table: 'products', value: 'price', initial: { name: 'n' } };

it.each([
  [
    'a key that its column does not take',
    'product:x',
    '9.50',
    { tables: TABLES, judged },
    "Incorrect integer value: 'x'",
  ],
  ['a value that comes back as another', 'product:1', '10', { tables: TABLES, judged }, "price holds '10' as '10.00'"],
  [
    'a value that its column does not take',
    'product:1',
    'v1',
    { tables: TABLES, judged },
    "Incorrect decimal value: 'v1'",
  ],
  [
    'a column without a value',
    'product:1',
    '9.50',
    { tables: TABLES, judged: { ...judged, initial: {} } },
    "Field 'name' doesn't",
  ],
  [
    'a column that is not there',
    'product:1',
    '9.50',
    { tables: TABLES, judged: { ...judged, key: 'sku' } },
    "Unknown column 'sku'",
  ],
  [
    'a table that is not there',
    'product:1',
    '9.50',
    { tables: TABLES, judged: { ...judged, table: 'goods' } },
    'none of its tables',
  ],
  ['a text for a row of `items`', 'item:x', 'v1', {}, 'the id of a row of `items` is a number'],
])('names %s', (_, key, value, more, expected) => {
  const found = problems(key, value, more);
  expect(found[0]).toContain(expected);
  expect(found[0]).toMatch(/^found .* Fix: /s);
});

it('has nothing against what fits', () => {
  expect(problems('product:1', '9.50', { tables: TABLES, judged })).toEqual([]);
  expect(problems('item:1', 'v1', {})).toEqual([]);
});
