import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockedWrite, classicRace, longTrace } from '../samples/traces.ts';
import { heightOf, ROW_HEIGHTS, rowsOf, rowsWithin } from './rows.ts';

test('rows follow one another without gaps', () => {
  const rows = rowsOf(classicRace);
  rows.reduce((top, row) => {
    expect(row.top).toBe(top);
    expect(row.dotY).toBeGreaterThan(row.top);
    expect(row.dotY).toBeLessThan(row.top + row.height);
    return top + row.height;
  }, 0);
});

test('a row is taller where an operation begins, ends, or a window opens', () => {
  const { head, body, tail, window } = ROW_HEIGHTS;
  const heights = rowsOf(classicRace).map(({ height }) => height);
  expect(heights).toEqual([head + body, body, head + body, body + tail, body + window, head + body + window]);
});

test('a window that never closes is labelled at the end of the run', () => {
  const rows = rowsOf(classicRace);
  expect(rows[4]?.opens).toHaveLength(1);
  expect(rows[5]?.closes).toHaveLength(1);
});

test('a row knows whom it lets go of a lock', () => {
  expect(rowsOf(blockedWrite)[2]?.grants.map(({ number }) => number)).toEqual([2]);
});

test('the rows within a span are those that touch it', () => {
  const rows = rowsOf(longTrace(60));
  fc.assert(
    fc.property(
      fc.integer({ min: -100, max: heightOf(rows) + 100 }),
      fc.integer({ min: 1, max: 2000 }),
      (top, height) => {
        const bottom = top + height;
        const touching = rows.filter((row) => row.top + row.height > top && row.top < bottom);
        expect(rows.slice(...rowsWithin(rows, top, bottom))).toEqual(touching);
      },
    ),
    { seed: 42 },
  );
});

test('long idle time is one line before the step that ends it, short waits are none', () => {
  const steps = classicRace.steps.map((step, index) => ({ ...step, at: [0, 1, 2, 502, 503, 540][index]! }));
  const rows = rowsOf({ ...classicRace, steps });
  expect(rows.map(({ idleMs }) => idleMs)).toEqual([0, 0, 0, 500, 0, 0]);
  expect(rows[3]!.height).toBe(rowsOf(classicRace)[3]!.height + ROW_HEIGHTS.idle);
});
