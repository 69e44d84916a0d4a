import { expect, test } from 'vitest';
import { classify } from './statement.ts';

test.each([
  ['select 1', 'read'],
  ['  (SELECT 1)', 'read'],
  ['/* a */ -- b\n# c\nSELECT 1', 'read'],
  ['SELECT 1 FOR UPDATE', 'locking-read'],
  ['SELECT 1 FOR SHARE SKIP LOCKED', 'locking-read'],
  ['SELECT 1 LOCK IN SHARE MODE', 'locking-read'],
  ["SELECT 'for update'", 'read'],
  ['WITH a AS (SELECT 1) SELECT * FROM a', 'read'],
  ['WITH a AS (SELECT 1) DELETE FROM items', 'write'],
  ['INSERT INTO items VALUES (1)', 'write'],
  ['START TRANSACTION READ ONLY', 'begin'],
  ['COMMIT', 'commit'],
  ['ROLLBACK', 'rollback'],
  ['ROLLBACK TO s', 'other'],
  ['SET autocommit = 0', 'settings'],
  ['CALL p()', 'other'],
])('%j is a %s', (sql, kind) => {
  expect(classify(sql).kind).toBe(kind);
});

test.each([
  ['SELECT SYSDATE()', true],
  ['SELECT NOW()', false],
  ["SELECT 'sysdate()'", false],
])('%j asks for the time of its execution: %s', (sql, readsSysdate) => {
  expect(classify(sql).readsSysdate).toBe(readsSysdate);
});

test.each(['DROP TABLE items', 'set global x = 1', 'SET @@global.x = 1', '/*!50000 */ FLUSH TABLES'])(
  '%j is refused',
  (sql) => {
    expect(() => classify(sql)).toThrow(/cannot run on the real servers/);
  },
);
