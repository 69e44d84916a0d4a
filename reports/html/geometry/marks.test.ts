import { expect, test } from 'vitest';
import type { Trace } from '../../../harness/result.ts';
import { blockedWrite, classicRace, everyStore } from '../samples/traces.ts';
import { columnsOf, keysOf } from './columns.ts';
import { DOT_INSET, marksOf } from './marks.ts';
import { heightOf, rowsOf } from './rows.ts';

function draw(trace: Trace) {
  const columns = columnsOf(trace, keysOf(trace));
  const rows = rowsOf(trace);
  const storeX = (store: string) =>
    columns.find((column) => column.kind === 'store' && column.place.store === store)?.x ?? Number.NaN;
  const laneX = (lane: string) =>
    columns.find((column) => column.kind === 'lane' && column.lane === lane)?.x ?? Number.NaN;
  return { rows, storeX, laneX, marks: marksOf(trace, columns, rows) };
}

test('each step is a dot in its actor’s lane and an arrow to its store', () => {
  const { marks, rows, storeX, laneX } = draw(classicRace);
  expect(marks.dots.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(marks.dots[2]).toMatchObject({ x: laneX('writer') + DOT_INSET, y: rows[2]?.dotY, kind: 'effect' });
  const stores = marks.arrows.map(({ x2 }) => (x2 > storeX('mysql') ? 'mysql' : 'redis'));
  expect(stores).toEqual(['redis', 'mysql', 'mysql', 'redis', 'redis', 'redis']);
});

test('an operation is a bar from its first step to its last', () => {
  const { marks, rows } = draw(classicRace);
  const [reader] = marks.bars;
  expect(reader?.y1).toBeLessThan(rows[0]?.dotY ?? 0);
  expect(reader?.y2).toBeGreaterThan(rows[4]?.dotY ?? 0);
  expect(reader?.y2).toBeLessThan(rows[5]?.dotY ?? 0);
  expect(marks.bars.map(({ stale }) => stale)).toEqual([false, false, true]);
});

test('a dotted line leads from the commit that a stale read should have seen to that read', () => {
  const { marks, rows, storeX } = draw(classicRace);
  expect(marks.truths).toEqual([{ step: 6, x: expect.any(Number), y1: rows[2]!.dotY, y2: rows[5]!.dotY }]);
  expect(marks.truths[0]!.x).toBeGreaterThan(storeX('mysql'));
});

test('an operation that never returned is open to the end', () => {
  const operations = classicRace.operations.map((operation) => ({ ...operation, to: null }));
  const { marks, rows } = draw({ ...classicRace, operations });
  expect(marks.bars[0]).toMatchObject({ open: true, y2: heightOf(rows) });
});

test('a stale window is a band in the column of its store', () => {
  const { marks, rows, storeX } = draw(blockedWrite);
  const [closed, open] = marks.bands;
  expect(closed).toMatchObject({ y1: rows[2]?.dotY, y2: rows[3]?.dotY, open: false });
  expect(open).toMatchObject({ y1: rows[5]?.dotY, y2: heightOf(rows), open: true });
  expect(closed?.x).toBeGreaterThan(storeX('redis'));
  expect(closed?.x).toBeLessThan(storeX('mysql'));
});

test('a stale window of a node is in the column of its memory', () => {
  const { marks, storeX } = draw(everyStore);
  expect(marks.bands[0]?.x).toBeGreaterThan(storeX('local'));
});

test('a lock wait reaches from the blocked step to the one that lets it go', () => {
  const { marks, rows } = draw(blockedWrite);
  expect(marks.waits).toEqual([expect.objectContaining({ step: 2, y1: rows[1]?.dotY, y2: rows[2]?.dotY })]);
  expect(marks.dots.filter(({ step }) => step === 2).map(({ kind }) => kind)).toEqual(['blocked', 'granted']);
});

test('a lock wait that nobody ends reaches the end of the run', () => {
  const steps = blockedWrite.steps.map((step) => ({ ...step, grantedAt: null }));
  const { marks, rows } = draw({ ...blockedWrite, steps });
  expect(marks.waits[0]?.y2).toBe(heightOf(rows));
});

test('a dropped command does not arrive', () => {
  const { marks } = draw(blockedWrite);
  expect(marks.arrows.filter(({ dropped }) => dropped).map(({ step }) => step)).toEqual([7]);
});

test('one witness proves, the others explain', () => {
  const { marks } = draw(classicRace);
  expect(marks.dots.filter(({ witness }) => witness).map(({ step }) => step)).toEqual([2, 3, 5, 6]);
  expect(marks.dots.filter(({ proof }) => proof).map(({ step }) => step)).toEqual([6]);
});

test('a transaction is a bracket from its BEGIN to its COMMIT, left of the bar', () => {
  const { marks, rows, laneX } = draw(blockedWrite);
  const [first] = marks.transactions;
  expect(marks.transactions).toHaveLength(2);
  expect(first!.x).toBeLessThan(laneX('writer1') + DOT_INSET);
  expect(first!.y1).toBeLessThan(rows[0]!.dotY);
  expect(first!.y2).toBeGreaterThan(rows[2]!.dotY);
  expect(first!.y2).toBeLessThan(rows[3]!.dotY);
});

test('a message is slanted from the store that sent it to whom it reaches, who asks for nothing', () => {
  const steps = everyStore.steps.map((step) =>
    step.number === 6 ? { ...step, text: 'deliver the update of item:1', reply: '' } : step,
  );
  const { marks, rows, storeX, laneX } = draw({ ...everyStore, steps });
  expect(marks.messages).toEqual([
    expect.objectContaining({ step: 6, y1: rows[3]!.dotY, x2: laneX('binlog') + DOT_INSET, y2: rows[5]!.dotY }),
  ]);
  expect(marks.messages[0]!.x1).toBeGreaterThan(storeX('mysql'));
  expect(marks.arrows.filter(({ step }) => step === 6)).toEqual([]);
});
