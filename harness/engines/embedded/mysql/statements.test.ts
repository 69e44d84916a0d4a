import { describe, expect, it } from 'vitest';
import { NotEmbedded } from '../not-embedded.ts';
import { fixture, ROWS } from './testing.ts';

describe('SELECT', () => {
  it('returns the columns in the order and under the names that were asked for', () => {
    const { step } = fixture();
    expect(step(1, 'SELECT version, value AS v, `id` FROM items WHERE id = ?', [3]).reply).toEqual({
      kind: 'rows',
      columns: ['version', 'v', 'id'],
      rows: [{ version: 1, v: 'v3', id: 3 }],
    });
  });

  it('names a column without an alias by its text', () => {
    const { step } = fixture();
    const { reply } = step(1, "SELECT id+1, COUNT( * ), 'it''s', NULL", [], {});
    expect(reply).toMatchObject({ kind: 'error', code: 'ER_BAD_FIELD_ERROR' });
    expect(step(1, "SELECT 1 +  1, 'it''s', NULL").reply).toMatchObject({ columns: ['1 +  1', "it's", 'NULL'] });
  });

  it('knows the forms of ORDER BY and LIMIT', () => {
    const { rows } = fixture();
    expect(rows(1, 'SELECT id FROM items ORDER BY id DESC')).toEqual([{ id: 3 }, { id: 1 }]);
    expect(rows(1, 'SELECT id FROM items ORDER BY value LIMIT 1, 1')).toEqual([{ id: 3 }]);
    expect(rows(1, 'SELECT id AS x FROM items ORDER BY x LIMIT ? OFFSET ?', [1, 0])).toEqual([{ x: 1 }]);
  });

  it('adds up exact numbers as decimals, which mysql2 shows as text', () => {
    const { rows } = fixture();
    expect(rows(1, 'SELECT COUNT(*) AS n, SUM(version) AS s, AVG(version) AS a, MAX(value) AS m FROM items')).toEqual([
      { n: 2, s: '2', a: '1.0000', m: 'v3' },
    ]);
    expect(rows(1, 'SELECT COUNT(*) AS n, SUM(version) AS s FROM items WHERE id = 9')).toEqual([{ n: 0, s: null }]);
  });

  it('compares texts without case and accents, and a text with a number as numbers', () => {
    const { rows } = fixture([{ id: 1, value: 'Zoë', version: 10 }]);
    expect(rows(1, "SELECT id FROM items WHERE value = 'zoe' AND version > '9' AND id = '1'")).toEqual([{ id: 1 }]);
    expect(rows(1, "SELECT id FROM items WHERE value LIKE 'ZO_' AND value NOT LIKE 'z'")).toEqual([{ id: 1 }]);
  });

  it('tells the virtual time', () => {
    const { rows, time } = fixture();
    time.now = 1500;
    expect(rows(1, 'SELECT NOW() AS n, NOW(3) AS m, UNIX_TIMESTAMP() AS u')).toEqual([
      { n: '2023-11-14 22:13:21', m: '2023-11-14 22:13:21.500', u: 1_700_000_001 },
    ]);
  });
});

describe('UPDATE', () => {
  it('counts the rows found and the rows changed', () => {
    const { counts, commits } = fixture();
    expect(counts(1, "UPDATE items SET value = 'v1'")).toEqual([2, 1]);
    expect(counts(1, "UPDATE items SET value = 'x' WHERE id = 9")).toEqual([0, 0]);
    expect(commits).toEqual([[{ type: 'update', id: 3, before: ROWS[1], after: { id: 3, value: 'v1', version: 1 } }]]);
  });

  it('assigns from left to right', () => {
    const { step, rows } = fixture();
    step(1, 'UPDATE items SET version = version + 1, value = CONCAT(value, version) WHERE id = 1');
    expect(rows(1, 'SELECT value FROM items WHERE id = 1')).toEqual([{ value: 'v12' }]);
  });

  it('refuses what does not fit into the column', () => {
    const { code } = fixture();
    expect(code(1, 'UPDATE items SET value = NULL WHERE id = 1')).toBe('ER_BAD_NULL_ERROR');
    expect(code(1, "UPDATE items SET version = 'x' WHERE id = 1")).toBe('ER_TRUNCATED_WRONG_VALUE_FOR_FIELD');
    expect(code(1, "UPDATE items SET version = '1x' WHERE id = 1")).toBe('WARN_DATA_TRUNCATED');
    expect(code(1, 'UPDATE items SET value = ? WHERE id = 1', ['x'.repeat(1025)])).toBe('ER_DATA_TOO_LONG');
    expect(code(1, 'UPDATE items SET nope = 1')).toBe('ER_BAD_FIELD_ERROR');
    expect(code(1, 'UPDATE items SET version = version / 0')).toBe('ER_DIVISION_BY_ZERO');
  });
});

describe('INSERT', () => {
  it('fills in defaults and reports a duplicate', () => {
    const { step, counts, rows, code } = fixture();
    expect(counts(1, "INSERT INTO items (id, value) VALUES (5, 'a'), (6, ?)", ['b'])).toEqual([2, 0]);
    expect(rows(1, 'SELECT version FROM items WHERE id = 6')).toEqual([{ version: 1 }]);
    expect(step(1, "INSERT INTO items VALUES (7, 'c', DEFAULT), (1, 'd', 2)").reply).toEqual({
      kind: 'error',
      code: 'ER_DUP_ENTRY',
      errno: 1062,
      sqlState: '23000',
      message: "Duplicate entry '1' for key 'items.PRIMARY'",
    });
    expect(rows(1, 'SELECT id FROM items WHERE id = 7')).toEqual([]);
    expect(code(1, 'INSERT INTO items (id) VALUES (8)')).toBe('ER_NO_DEFAULT_FOR_FIELD');
  });

  it('updates the row that is there, through VALUES() or through a row alias', () => {
    const { counts, rows, commits } = fixture();
    const upsert = "INSERT INTO items (id, value) VALUES (1, 'new')";
    expect(counts(1, `${upsert} ON DUPLICATE KEY UPDATE value = VALUES(value), version = version + 1`)).toEqual([2, 0]);
    expect(counts(1, `${upsert} AS n ON DUPLICATE KEY UPDATE value = n.value`)).toEqual([1, 0]);
    expect(rows(1, 'SELECT * FROM items WHERE id = 1')).toEqual([{ id: 1, value: 'new', version: 2 }]);
    expect(commits.flat().map(({ type }) => type)).toEqual(['update']);
  });

  it('ignores duplicates with IGNORE and overwrites them with REPLACE', () => {
    const { counts, commits } = fixture();
    expect(counts(1, "INSERT IGNORE INTO items (id, value) VALUES (1, 'x'), (5, 'y')")).toEqual([1, 0]);
    expect(counts(1, "REPLACE INTO items VALUES (1, 'v1', 1)")).toEqual([1, 0]);
    expect(counts(1, "REPLACE INTO items (id, value) VALUES (1, 'x')")).toEqual([2, 0]);
    expect(commits.flat().map(({ type, id }) => `${type} ${id}`)).toEqual(['insert 5', 'update 1']);
  });
});

describe('what the engine does not know', () => {
  it.each([
    ['SELECT version, COUNT(*) FROM items GROUP BY version'],
    ['SELECT DISTINCT value FROM items'],
    ['SELECT * FROM items AS a JOIN items AS b ON a.id = b.id'],
    ['SELECT id FROM items WHERE id IN (SELECT id FROM items)'],
    ['INSERT INTO items (id, value) SELECT 9, 9'],
    ['SET TRANSACTION ISOLATION LEVEL SERIALIZABLE'],
    ['SELECT 0x41'],
    ['SELECT 9007199254740993'],
  ])('declines %s', (sql) => {
    expect(() => fixture().step(1, sql)).toThrow(NotEmbedded);
    expect(() => fixture().step(1, sql)).toThrow(/run with --on real/);
  });

  it.each([
    [
      "SELECT GET_LOCK('a', 1) = 1 AS got",
      /^No engine runs GET_LOCK inside of another statement in: .*Fix: write it alone: SELECT GET_LOCK\(…\) AS answer/,
    ],
    ["SELECT id FROM items WHERE release_lock ('a')", /^No engine runs RELEASE_LOCK inside/],
    ["SELECT IS_USED_LOCK('a')", /^No engine runs IS_USED_LOCK .*differs from run to run. Fix: ask with IS_FREE_LOCK/],
    ['LOCK TABLES items WRITE', /^No engine runs LOCK .*Fix: lock rows/],
    ['CREATE TABLE outbox (id BIGINT PRIMARY KEY)', /^No engine runs CREATE .*Fix: use the table items/],
    ['SELECT SLEEP(1)', /^No engine runs SLEEP .*Fix: use clock.sleep/],
  ])('declines %s, and does not send people to the real servers for it', (sql, message) => {
    expect(() => fixture().step(1, sql)).toThrow(NotEmbedded);
    expect(() => fixture().step(1, sql)).toThrow(message);
  });

  it('takes no value for a statement', () => {
    const { counts } = fixture();
    expect(counts(1, "UPDATE items SET value = 'get_lock(1), sleep(1)' WHERE id = 1")).toEqual([1, 1]);
  });

  it('declines an expression that its parser reads wrongly', () => {
    const { step, rows } = fixture();
    expect(() => step(1, 'SELECT 1 AND 0 OR 1 AS x')).toThrow(/parentheses/);
    expect(rows(1, 'SELECT ((1 AND 0) OR 1) AS x')).toEqual([{ x: 1 }]);
  });

  it('tells a syntax error from SQL that it does not know', () => {
    expect(fixture().code(1, 'SELEC 1')).toBe('ER_PARSE_ERROR');
    expect(fixture().code(1, 'SELECT 1; SELECT 2')).toBe('ER_PARSE_ERROR');
  });
});
