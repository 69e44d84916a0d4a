import { describe, expect, it } from 'vitest';
import type { Searched } from '../engine/protocol.ts';
import { classicRace, longTrace } from '../../samples/traces.ts';
import { differenceOf } from './difference.ts';
import { nameOfUse } from './schedules.ts';
import { searchedText } from './searched-text.ts';

const searched: Searched = {
  use: { name: 'lease', with: {} },
  executed: 1234,
  found: {},
  isComplete: true,
  isStopped: false,
  isReduced: false,
  problem: null,
};

describe('what is said of all orders', () => {
  it.each([
    ['never an anomaly, in all 1,234 orders.', {}],
    ['never an anomaly, in all 1,234 classes of equivalent orders.', { isReduced: true }],
    ['never an anomaly, in all 1 order.', { executed: 1 }],
    ['no anomaly in the first 1,234 orders; there are more.', { isComplete: false }],
    [
      'no anomaly in the first 1,234 orders, then it was stopped; there are more.',
      { isComplete: false, isStopped: true },
    ],
    ['stale-read in 2, dirty-read in 7 of all 1,234 orders.', { found: { 'dirty-read': 7, 'stale-read': 2 } }],
    ['no verdict: it escaped', { problem: 'it escaped', found: { 'stale-read': 2 } }],
    ['none was executed.', { executed: 0, isComplete: false }],
  ] as const)('%s', (text, parts) => {
    expect(searchedText({ ...searched, ...parts }, 'stale-read')).toBe(text);
  });
});

describe('the first difference of two runs', () => {
  it('is where a step or its answer is another one', () => {
    const { steps } = classicRace;
    const other = { ...classicRace, steps: steps.map((step, i) => (i === 2 ? { ...step, reply: 'other' } : step)) };
    expect(differenceOf(classicRace, classicRace)).toBeNull();
    expect(differenceOf(classicRace, other)).toEqual({ there: steps[2], here: other.steps[2] });
  });

  it('is where one of them ends', () => {
    const { steps } = longTrace(20);
    const shorter = { ...longTrace(20), steps: steps.slice(0, 12) };
    expect(differenceOf(longTrace(20), shorter)).toEqual({ there: steps[12], here: null });
    expect(differenceOf(null, shorter)).toBeNull();
  });
});

it('names a strategy with the options that are not the usual ones', () => {
  expect(nameOfUse({ name: 'lease', with: { hold_off: '50ms', delete: 'in-transaction' } })).toBe(
    'lease (hold_off: 50ms, delete: in-transaction)',
  );
});
