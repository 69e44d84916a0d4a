/** For tests: statements about a table with columns of every type that services have. */
import fc from 'fast-check';
import type { SqlValue } from './engine.ts';

export const PRODUCTS = `CREATE TABLE products (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  name VARCHAR(8) NOT NULL,
  price DECIMAL(6,2),
  cost DECIMAL(5,1) UNSIGNED NOT NULL DEFAULT '1.5',
  weight DOUBLE,
  code CHAR(4) NOT NULL DEFAULT 'x',
  note TINYTEXT,
  active TINYINT(1) NOT NULL DEFAULT TRUE,
  stock INT UNSIGNED NOT NULL DEFAULT 3,
  views BIGINT UNSIGNED DEFAULT NULL,
  kind ENUM('a','Bee','c d') DEFAULT 'a',
  data JSON,
  day DATE,
  madeAt DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  seenAt TIMESTAMP NULL DEFAULT NULL,
  updatedAt DATETIME DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci`;

/** The same, with indexes. */
export const INDEXED = PRODUCTS.replace(
  'PRIMARY KEY (id)',
  'PRIMARY KEY (id), UNIQUE KEY of_code (code), KEY (stock, day)',
)
  .replace("code CHAR(4) NOT NULL DEFAULT 'x'", 'code CHAR(4) UNIQUE')
  .replace('UNIQUE KEY of_code (code), ', 'UNIQUE (kind, stock), ')
  .replace("DEFAULT 'a'", 'DEFAULT NULL');

export interface Call {
  readonly sql: string;
  readonly params: readonly SqlValue[];
  readonly prepared: boolean;
}

const NUMBERS: readonly SqlValue[] = [0, 1, 2, -1, 7, 300, 1.5, 2.25, 9.995, 1.005, 0.1, 99999, 12345678, -0.04];
const NUMERIC_TEXTS = ['0', '1', '-1', '2.5', '9.999', ' 7 ', 'abc', '', '12abc', '1e2', '.5', '-0.001'];
const TEXTS = ['', 'a', 'Bee', 'bee ', 'c d', 'abcd', 'abcd  ', 'abcde', 'a name of nine', 'é', 'x'.repeat(256)];
const MOMENTS = [
  ...['2023-11-14', '2023-11-14 22:13:20', '2023-11-14 22:13:20.5', '2023-12-31 23:59:59.9996', '2024-02-29 00:00:00'],
  ...['2023-1-2 3:4:5', '2023-01-02T03:04:05', '2023-02-30', 'abc', '', '0000-00-00', '2023-01-02 25:00:00'],
  ...['2023-01-02T03:04:05.000Z', '1969-12-31 23:59:59', '2040-01-01 00:00:00', '2023-11-14 22:13', '2023-01-02x'],
];
const DOCUMENTS = [
  ...[
    '{"b": 1, "aa": [1, 2.50, "x"], "a": null}',
    '{}',
    '[]',
    '5',
    '"x"',
    'null',
    '{"a": "x", "n": 19.99}',
    '[1, {"a": 2}]',
  ],
  ...['{"a":1.0}', '{"a":1,"a":2}', '[1,', '', 'abc', '{"é": true, "zz": false}', '{"t": "a\\n\\"b\\"\\u00e9"}'],
];
const numbers = fc.constantFrom<SqlValue>(...NUMBERS, ...NUMERIC_TEXTS, null);
const moments = fc.constantFrom<SqlValue>(...MOMENTS, null);
const VALUES: Readonly<Record<string, fc.Arbitrary<SqlValue>>> = {
  name: fc.constantFrom<SqlValue>(...TEXTS, null, 5),
  price: numbers,
  cost: numbers,
  weight: numbers,
  code: fc.constantFrom<SqlValue>(...TEXTS, null, 12),
  note: fc.constantFrom<SqlValue>(...TEXTS, null),
  active: fc.constantFrom<SqlValue>(0, 1, 128, '1', 'x', null),
  stock: numbers,
  views: numbers,
  kind: fc.constantFrom<SqlValue>('a', 'BEE', 'bee ', 'c d', 'x', '', null),
  data: fc.constantFrom<SqlValue>(...DOCUMENTS, null, 5),
  day: moments,
  madeAt: moments,
  seenAt: moments,
  updatedAt: moments,
};
const COLUMNS = Object.keys(VALUES);
const column = fc.constantFrom(...COLUMNS);
const id = fc.constantFrom<SqlValue>(1, 2, 3, '2', 4);

interface Piece {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

const piece = (sql: string, ...params: readonly SqlValue[]): Piece => ({ sql, params });
const plain = (...sqls: readonly string[]): fc.Arbitrary<Piece> => fc.constantFrom(...sqls.map((sql) => piece(sql)));

const given = column.chain((name) => VALUES[name]!.map((value) => ({ name, value })));

/** What is calculated from columns, and from the clock. */
const expression: fc.Arbitrary<Piece> = fc.oneof(
  column.map((name) => piece(name)),
  plain(
    'price + 1',
    'price * 1.1',
    'price - cost',
    'price / 3',
    'price * 2',
    'stock + 1',
    'stock - 1',
    'stock * 2',
    '-stock',
  ),
  plain(
    'weight * 2',
    'weight + price',
    'views + stock',
    'active + 1',
    'ABS(price)',
    '-price',
    'stock DIV 2',
    'stock % 2',
  ),
  plain('NOW()', 'NOW(3)', 'CURDATE()', 'CURRENT_TIMESTAMP', 'UTC_TIMESTAMP()', 'UNIX_TIMESTAMP()', 'CURTIME()'),
  plain(
    'UNIX_TIMESTAMP(updatedAt)',
    'NOW() - INTERVAL 5 MINUTE',
    'DATE_ADD(madeAt, INTERVAL 1 DAY)',
    'day + INTERVAL 2 WEEK',
  ),
  plain('DATE_SUB(day, INTERVAL 3 HOUR)', 'seenAt + INTERVAL stock SECOND'),
  plain(
    'COALESCE(price, 0.00)',
    'COALESCE(seenAt, updatedAt)',
    'IFNULL(day, CURDATE())',
    "IFNULL(note, 'none')",
    'COALESCE(price, cost)',
  ),
  plain(
    'IFNULL(updatedAt, NOW())',
    'COALESCE(data, data)',
    'IF(active, name, code)',
    'IFNULL(kind, kind)',
    'NULLIF(stock, 3)',
  ),
  plain(
    'CONCAT(name, code)',
    'CONCAT(price)',
    'CONCAT(madeAt)',
    'CONCAT(day, name)',
    'LENGTH(note)',
    'UPPER(code)',
    'CONCAT(kind)',
  ),
  plain(
    "data->'$.a'",
    "data->>'$.a'",
    "JSON_EXTRACT(data, '$.aa[1]')",
    "JSON_UNQUOTE(JSON_EXTRACT(data, '$.a'))",
    "data->>'$.t'",
  ),
  plain(
    'GREATEST(price, 2)',
    'LEAST(stock, 2)',
    'price = 1.5',
    'name = code',
    'seenAt IS NULL',
    'data IS NULL',
    'madeAt > updatedAt',
  ),
);

const comparator = fc.constantFrom('=', '<>', '<', '>=');
const condition: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 3, arbitrary: id.map((value) => piece('id = ?', value)) },
  fc.tuple(given, comparator).map(([{ name, value }, by]) => piece(`${name} ${by} ?`, value)),
  given.map(({ name, value }) => piece(`${name} IN (?, ?)`, value, value)),
  plain(
    'price > cost',
    'stock >= 1',
    'seenAt IS NULL',
    'updatedAt <= NOW()',
    'madeAt > NOW() - INTERVAL 1 DAY',
    "data->>'$.a' = 'x'",
  ),
  plain(
    'active',
    'NOT active',
    'day = CURDATE()',
    "kind = 'bee'",
    "code LIKE 'a%'",
    'price BETWEEN 1 AND 10',
    "madeAt BETWEEN '2023-01-01' AND '2023-12-31 10:00:00'",
  ),
);

const assignment: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 2, arbitrary: given.map(({ name, value }) => piece(`${name} = ?`, value)) },
  fc.tuple(column, expression).map(([name, { sql }]) => piece(`${name} = ${sql}`)),
  column.map((name) => piece(`${name} = DEFAULT`)),
);

const glue = (text: string, ...pieces: readonly Piece[]): Piece => ({
  sql: pieces.reduce((sql, one) => sql.replace('§', () => one.sql), text),
  params: pieces.flatMap(({ params }) => params),
});

const insert = fc
  .uniqueArray(given, { selector: ({ name }) => name, maxLength: 4 })
  .map((list) => [{ name: 'name', value: 'n' as SqlValue }, ...list.filter(({ name }) => name !== 'name')])
  .chain((list) =>
    fc
      .tuple(fc.constantFrom('INSERT', 'INSERT', 'REPLACE', 'INSERT IGNORE'), fc.option(id), fc.option(assignment))
      .map(([verb, key, update]) => {
        const all = key === null ? list : [{ name: 'id', value: key }, ...list];
        const head = piece(
          `${verb} INTO products (${all.map(({ name }) => name).join(', ')}) VALUES (${all.map(() => '?').join(', ')})`,
          ...all.map(({ value }) => value),
        );
        return update === null || verb !== 'INSERT' ? head : glue('§ ON DUPLICATE KEY UPDATE §', head, update);
      }),
  );

const statement: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 3, arbitrary: insert },
  {
    weight: 4,
    arbitrary: fc
      .tuple(assignment, assignment, condition)
      .map((all) => glue('UPDATE products SET §, § WHERE §', ...all)),
  },
  fc.tuple(assignment, id).map(([set, key]) => glue('UPDATE products SET § WHERE §', set, piece('id = ?', key))),
  fc.tuple(expression, condition).map(([what, where]) => glue('SELECT § AS x FROM products WHERE §', what, where)),
  { weight: 2, arbitrary: plain('SELECT * FROM products', 'SELECT id, price, updatedAt FROM products WHERE id = 1') },
  condition.map((where) => glue('SELECT id, kind, day FROM products WHERE §', where)),
  fc
    .tuple(fc.constantFrom('MIN', 'MAX', 'SUM', 'AVG', 'COUNT'), column)
    .map(([name, of]) => piece(`SELECT ${name}(${of}) AS x FROM products`)),
  fc
    .tuple(column, fc.constantFrom('ASC', 'DESC'))
    .map(([name, way]) => piece(`SELECT id FROM products ORDER BY ${name} ${way}, id`)),
  condition.map((where) => glue('DELETE FROM products WHERE §', where)),
);

/** Each has a text of its own: what MySQL has prepared remembers the types of its first parameters. */
export const calls: fc.Arbitrary<readonly Call[]> = fc.array(
  fc.tuple(statement, fc.boolean()).map(([{ sql, params }, prepared]) => ({ sql, params, prepared })),
  { minLength: 6, maxLength: 14 },
);
