/** Recorded on MariaDB 11.8.9. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { transactionsIn } from './innodb-status.ts';
import { LockQueues } from './lock-queues.ts';
import { waitGraphOf } from './wait-graph.ts';

const recorded = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', `${name}.txt`), 'utf8');
const transactionsOf = (name: string) => transactionsIn(recorded(name)) ?? expect.unreachable('nothing was left out');
const graphOf = (name: string) => {
  const transactions = transactionsOf(name);
  return waitGraphOf(transactions, new LockQueues().update(transactions));
};

test('open transactions are told with their threads, also those without a number', () => {
  expect(transactionsOf('gaps').map(({ id, thread, isWaiting }) => [id, thread, isWaiting])).toEqual([
    ['606', 214, true],
    ['(0x7f72381c3780)', 213, false],
    ['605', 212, true],
    ['604', 211, false],
  ]);
});

test('a lock is told once, with what kind it is of', () => {
  const [atEnd, , inGap, holder] = transactionsOf('gaps');
  const plain = { isAtEnd: false, isGap: false, isRecordOnly: false, isInsertIntention: false, isWaiting: false };
  expect(atEnd!.locks).toEqual([
    { ...plain, record: '21:3:1', mode: 'X', isAtEnd: true, isInsertIntention: true, isWaiting: true },
  ]);
  expect(inGap!.locks).toEqual([
    { ...plain, record: '21:3:4', mode: 'X', isGap: true, isInsertIntention: true, isWaiting: true },
  ]);
  expect(holder!.locks).toEqual([{ ...plain, record: '21:3:4', mode: 'X' }]);
});

test('who wants to insert waits for who has locked the gap', () => {
  expect(graphOf('gaps')).toEqual(
    new Map([
      [214, new Set([213])],
      [212, new Set([211])],
    ]),
  );
});

test('who shares what another one shares waits for one who stands before him', () => {
  expect(graphOf('queue')).toEqual(
    new Map([
      [213, new Set([212])],
      [212, new Set([211])],
    ]),
  );
});

test('of the deadlock before, nothing is told; a holder with too many locks is not seen, and counts as a circle', () => {
  const transactions = transactionsOf('cut-off');
  expect(transactions.map(({ thread, isCutOff, locks }) => [thread, isCutOff, locks.length])).toEqual([
    [220, false, 1],
    [219, true, 5],
  ]);
  expect(graphOf('cut-off')).toEqual(
    new Map([
      [220, new Set([0])],
      [0, new Set([220])],
    ]),
  );
});

test('a list that transactions were left out of is none', () => {
  const header = 'LIST OF TRANSACTIONS FOR EACH SESSION:\n';
  expect(transactionsIn(recorded('gaps').replace(header, `${header}... truncated...\n`))).toBeNull();
});

test('nobody waits where no transaction is open', () => {
  expect(transactionsIn('LIST OF TRANSACTIONS FOR EACH SESSION:\n--------\nFILE I/O\n')).toEqual([]);
});
