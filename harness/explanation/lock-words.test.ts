import { describe, expect, it } from 'vitest';
import type { SqlValue } from '../engines/engine.ts';
import { planOf, scenarioOf } from '../testing.ts';
import { Actor } from '../scheduler/actor.ts';
import { Step } from '../scheduler/step.ts';
import { lockInWords } from './lock-words.ts';

const plan = planOf('cache-aside', scenarioOf({ rows: { 'user:7': 'v1' }, actors: {} }));
const wanted = (sql: string, params: readonly SqlValue[] = []): string => {
  const request = { store: 'mysql', sql, params, begin: false, prepared: true } as const;
  return lockInWords(new Step(new Actor(0, 'writer'), null, 'mysql', 'any', request), plan);
};

describe('the lock that a statement waits for is called', () => {
  it.each([
    ["the named lock 'rebuild:7'", 'SELECT GET_LOCK(CONCAT(?, 7), ?) AS x', ['Rebuild:', 10]],
    ['the lock on user:7', 'UPDATE items SET value = ? WHERE id = ?', ['v2', 7]],
    ['the lock on item:8', 'SELECT * FROM items WHERE id = 8 FOR UPDATE', []],
    ['a lock on user:7 or item:8', 'SELECT * FROM items WHERE id IN (7, 8) FOR SHARE', []],
    ['a lock on rows of items', "DELETE FROM items WHERE value = 'v1'", []],
    ['a lock', 'OPTIMIZE TABLE items', []],
  ])('%s', (words, sql, params) => expect(wanted(sql, params)).toBe(words));
});
