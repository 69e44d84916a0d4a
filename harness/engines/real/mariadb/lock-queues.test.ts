import { describe, expect, test } from 'vitest';
import type { RecordLock, Transaction } from './innodb-status.ts';
import { LockQueues } from './lock-queues.ts';
import { waitGraphOf } from './wait-graph.ts';

const LOCK: RecordLock = {
  record: 'r',
  isAtEnd: false,
  mode: 'X',
  isGap: false,
  isRecordOnly: true,
  isInsertIntention: false,
  isWaiting: false,
};

/** @param query of its statement; later ones have higher numbers */
function holding(thread: number, query: number, ...locks: readonly Partial<RecordLock>[]): Transaction {
  const full = locks.map((lock) => ({ ...LOCK, ...lock }));
  const isWaiting = full.some((lock) => lock.isWaiting);
  return { id: `${thread}00`, thread, query, isWaiting, locks: full, isCutOff: false };
}

/** Who waits for whom at the last of these looks. */
function after(...looks: readonly (readonly Transaction[])[]): Record<number, readonly number[]> {
  const queues = new LockQueues();
  let graph: ReturnType<typeof waitGraphOf> = new Map();
  for (const look of looks) graph = waitGraphOf(look, queues.update(look));
  return Object.fromEntries(Array.from(graph, ([thread, holders]) => [thread, [...holders].sort((a, b) => a - b)]));
}

const wants = { isWaiting: true };

describe('in a queue', () => {
  const holder = holding(1, 1, {});

  test('those who were seen earlier stand first, whatever their statements are called', () => {
    const late = holding(3, 2, wants);
    expect(after([holder, holding(2, 9, wants)], [late, holder, holding(2, 9, wants)])).toEqual({ 2: [1], 3: [1, 2] });
  });

  test('of those who came at once, the earlier statement does', () => {
    expect(after([holding(3, 5, wants), holding(2, 6, wants), holder])).toEqual({ 3: [1], 2: [1, 3] });
  });

  test('those whose locks are moved to another place on the page keep their order', () => {
    const moved = [
      holding(1, 1, { record: 'r2' }),
      ...[3, 2].map((n) => holding(n, 9 - n, { ...wants, record: 'r2' })),
    ];
    const before = [
      [holder, holding(2, 7, wants)],
      [holder, holding(3, 6, wants), holding(2, 7, wants)],
    ];
    expect(after(...before, moved)).toEqual({ 2: [1], 3: [1, 2] });
  });

  test('a lock that is granted keeps its place', () => {
    expect(after([holder, holding(2, 2, wants)], [holding(3, 3, wants), holding(2, 2, {})])).toEqual({ 3: [2] });
  });

  test('who asks again stands at the end', () => {
    const first = [holder, holding(2, 2, wants)];
    const second = [holder, holding(2, 2, wants), holding(3, 3, wants)];
    expect(after(first, second, [holder, holding(2, 4, wants), holding(3, 3, wants)])).toEqual({ 3: [1], 2: [1, 3] });
  });

  test('a lock that came behind one who waits is not in his way', () => {
    const gap = { isGap: true, isRecordOnly: false };
    const insert = { ...gap, isInsertIntention: true, isWaiting: true };
    expect(
      after(
        [holding(1, 1, gap), holding(2, 2, insert)],
        [holding(1, 1, gap), holding(2, 2, insert), holding(3, 3, gap)],
      ),
    ).toEqual({ 2: [1] });
  });
});

describe('in the way of one who wants a record', () => {
  const gap = { isGap: true, isRecordOnly: false };
  const nextKey = { isRecordOnly: false };
  const insert = { ...gap, isInsertIntention: true };
  test.each<[string, Partial<RecordLock>, Partial<RecordLock>, boolean]>([
    ['to write it: who reads it', { mode: 'S' }, {}, true],
    ['to read it: who reads it', { mode: 'S' }, { mode: 'S' }, false],
    ['and the gap: who has the record', {}, nextKey, true],
    ['and the gap: who has only the gap', gap, nextKey, false],
    ['only the gap: nobody', nextKey, gap, false],
    ['at the end of the page: nobody', nextKey, { ...nextKey, isAtEnd: true }, false],
    ['to insert before it: who has the gap', gap, insert, true],
    ['to insert before it: who has the record and the gap', nextKey, insert, true],
    ['to insert before it: not who has the record alone', {}, insert, false],
    ['to insert before it: not who wants to insert there as well', insert, insert, false],
  ])('%s', (_, has, wanted, isInTheWay) => {
    const graph = after([holding(1, 1, has), holding(2, 2, { ...wanted, ...wants })]);
    // Nobody seems to be in the way: somebody who is not seen.
    expect(graph[2]).toEqual([isInTheWay ? 1 : 0]);
  });
});
