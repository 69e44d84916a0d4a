import { describe, expect, test } from 'vitest';
import { cellOf, classic, doubtful, resultOf } from '../html/samples/results.ts';
import { timed } from '../html/samples/timed.ts';
import { cellText } from './cell.ts';
import { summarise } from './summary.ts';

type CellParts = Parameters<typeof cellOf>[0];

function textOf(parts: CellParts) {
  const [cell] = summarise(resultOf([cellOf(parts)])).summary.cells;
  if (cell === undefined) throw new Error('no cell');
  return cellText(cell);
}

describe('an exhaustive search', () => {
  test('says never only when everything was executed', () => {
    expect(textOf({})).toMatchObject({ tone: 'never', lines: [{ text: 'never in 10 interleavings' }] });
  });

  test('counts interleavings, and gives no rate', () => {
    const { lines } = textOf({ anomalies: { 'stale-at-rest': { schedules: 1, interval: [0, 0.4] } } });
    expect(lines).toEqual([{ anomaly: 'stale-at-rest', text: '1 of 10 interleavings', failure: null }]);
  });

  test('counts executions when they stand for more interleavings', () => {
    const schedules = { ...cellOf().schedules, executed: 5, interleavings: null };
    const certificate = { ...cellOf().certificate, covers: { unit: 'classes' as const, of: 5 } };
    const { lines } = textOf({ schedules, certificate });
    expect(lines[0]?.text).toBe('never in 5 executions');
  });

  test('admits that it was cut short', () => {
    const schedules = { ...cellOf().schedules, executed: 500, interleavings: null, complete: false };
    expect(textOf({ schedules })).toMatchObject({ tone: 'unseen' });
  });
});

describe('a search by pre-emptions', () => {
  const within = { ...cellOf().schedules, executed: 5, interleavings: null, bound: 1 };

  test('says never up to its bound, and is green only when there was nothing beyond', () => {
    expect(textOf({ policy: 'bounded', schedules: within })).toMatchObject({
      tone: 'unseen',
      lines: [{ text: 'never in 5 runs, all with at most 1 pre-emption' }],
    });
    const all = { ...within, executed: 10, interleavings: 10, bound: 3 };
    expect(textOf({ policy: 'bounded', schedules: all })).toMatchObject({
      tone: 'never',
      lines: [{ text: 'never in 10 runs' }],
    });
  });

  test('admits that it was cut short', () => {
    const cut = { ...within, complete: false };
    expect(textOf({ policy: 'bounded', schedules: cut }).lines[0]?.text).toContain('the search was cut short');
    const found = { policy: 'bounded', schedules: cut, anomalies: { 'stale-read': { schedules: 1 } } };
    expect(textOf(found).notes).toContain('search cut short');
  });
});

describe('a sample', () => {
  const sampled = { ...cellOf().schedules, executed: 2000, interleavings: null, complete: false };

  test('of zero seen is a bound, and not green', () => {
    const text = textOf({
      policy: 'random',
      schedules: sampled,
      anomalies: { 'stale-read': { schedules: 0, interval: [0, 0.00192] } },
    });
    expect(text).toMatchObject({ tone: 'unseen', lines: [{ text: 'never seen in 2,000 runs, ≤ 0.2 %' }] });
  });

  test('of some seen has its interval', () => {
    const text = textOf({
      policy: 'random',
      schedules: sampled,
      anomalies: { 'stale-read': { schedules: 3, interval: [0.0005, 0.0044] } },
    });
    expect(text.lines[0]?.text).toBe('3 of 2,000 runs, 0.15 % (95 %: 0.05 % to 0.44 %)');
  });
});

describe('what was not tested', () => {
  test.each([
    ['nothing raced', { raced: 0 }],
    ['nothing was executed', { executed: 0 }],
    ['without a verdict', { unknown: 1 }],
  ])('is unknown: %s', (_, schedules) => {
    expect(textOf({ schedules: { ...cellOf().schedules, ...schedules } }).tone).toBe('unknown');
  });

  test('is never green in any sample', () => {
    const tones = summarise(doubtful).summary.cells.map((cell) => cellText(cell).tone);
    expect(tones).toEqual(['unknown', 'unknown', 'unseen', 'unseen', 'found', 'found']);
  });
});

test('a cell that breaks an expectation says so, and leads to its failure', () => {
  const [cell] = summarise(classic).summary.cells;
  expect(cell && cellText(cell)).toMatchObject({
    tone: 'fail',
    lines: [{ text: '1 of 10 interleavings', failure: 'classic-race.cache-aside.stale-at-rest' }],
  });
});

test('an anomaly that was expected and not found breaks the cell', () => {
  const expectations = [{ strategy: 'lease', anomaly: 'stale-read', is: 'possible', verdict: 'fail' }] as const;
  expect(textOf({ expectations })).toMatchObject({ tone: 'fail', notes: ['stale-read was expected: possible'] });
});

test('engines that differ are noted', () => {
  const anomalies = { 'stale-read': { schedules: 1, confirmed: 'EMBEDDED-ONLY' } } as const;
  const twin = { schedulesCompared: 10, stepsCompared: 60, differences: 1 };
  expect(textOf({ anomalies, twin }).notes).toEqual(['EMBEDDED-ONLY', 'engines differ']);
});

test('a load tells its share of stale reads, not how many of its runs had one', () => {
  const texts = summarise(timed).summary.cells.map(cellText);
  expect(texts.map(({ tone, lines }) => [tone, lines[0]!.text])).toEqual([
    ['fail', '2,000 per million of the reads are stale (95 %: 1,800 to 2,300)'],
    ['unseen', 'no stale read in 100,000 reads, ≤ 40 per million'],
    ['unseen', 'no stale read in 100,000 reads, ≤ 40 per million'],
  ]);
});
