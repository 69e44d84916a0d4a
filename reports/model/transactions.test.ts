import { expect, test } from 'vitest';
import { traceOf } from '../html/samples/trace-builder.ts';
import { blockedWrite, classicRace } from '../html/samples/traces.ts';
import { transactionsOf } from './transactions.ts';

test('a transaction goes from its BEGIN to its COMMIT, each in its own lane', () => {
  expect(transactionsOf(blockedWrite)).toEqual([
    { actor: 'writer1', from: 1, to: 3, isRolledBack: false },
    { actor: 'writer2', from: 2, to: 6, isRolledBack: false },
  ]);
});

test('a statement alone is none', () => {
  expect(transactionsOf(classicRace)).toEqual([]);
});

test('one that was rolled back says so, and one that never ended is open', () => {
  const trace = traceOf({
    actors: ['a', 'b'],
    mysql: {},
    operations: [],
    steps: [
      ['a.mysql.begin', 'BEGIN', 'OK'],
      ['b.mysql.begin', 'START TRANSACTION', 'OK'],
      ['a.mysql.rollback', 'ROLLBACK TO SAVEPOINT s', 'OK'],
      ['a.mysql.rollback', 'ROLLBACK', 'OK'],
    ],
  });
  expect(transactionsOf(trace)).toEqual([
    { actor: 'a', from: 1, to: 4, isRolledBack: true },
    { actor: 'b', from: 2, to: null, isRolledBack: false },
  ]);
});
