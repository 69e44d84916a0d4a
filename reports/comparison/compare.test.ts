import { describe, expect, test } from 'vitest';
import type { CellResult } from '../../harness/result.ts';
import { cellOf, classic, fuzzed, library, resultOf } from '../html/samples/results.ts';
import { compare, newFailures } from './compare.ts';

const only = (parts: Partial<CellResult>) => resultOf([cellOf(parts)]);
const changesBetween = (before: Partial<CellResult>, after: Partial<CellResult>) =>
  compare(only(before), only(after)).cells.flatMap(({ changes }) => changes);
const seen = (schedules: number) => ({ anomalies: { 'stale-read': { schedules } } });
const sampled = (schedules: number, interval: readonly [number, number]) =>
  ({ policy: 'random', anomalies: { 'stale-read': { schedules, interval } } }) satisfies Partial<CellResult>;
const judged = (verdict: 'pass' | 'fail' | 'inconclusive') =>
  ({
    expectations: [{ strategy: 'lease', anomaly: 'stale-read', is: 'never', verdict }],
  }) satisfies Partial<CellResult>;

test('a result is as itself', () => {
  const { cells, added, removed, notes } = compare(library, structuredClone(library));
  expect(cells).toHaveLength(60);
  expect(cells.flatMap(({ changes, differences }) => [...changes, ...differences])).toEqual([]);
  expect([added, removed, notes]).toEqual([[], [], []]);
});

describe('an anomaly', () => {
  test('that nobody spoke of is a new failure', () => {
    expect(changesBetween(seen(0), seen(2))).toEqual([
      { kind: 'new', what: 'stale-read', before: '0 of 10', after: '2 of 10', fails: true },
    ]);
  });

  test('that is allowed is new, and no failure', () => {
    const allowed = { expectations: [{ ...judged('pass').expectations[0]!, is: 'possible' as const }] };
    expect(changesBetween({ ...seen(0), ...allowed }, { ...seen(2), ...allowed })).toMatchObject([
      { kind: 'new', fails: false },
    ]);
  });

  test('that is not seen any more is gone', () => {
    expect(changesBetween(seen(2), seen(0))).toMatchObject([{ kind: 'gone', fails: false }]);
  });

  test('in more interleavings has changed: a count of a whole search is no rate', () => {
    expect(changesBetween(seen(1), seen(5))).toMatchObject([{ kind: 'changed', fails: false }]);
  });

  test.each([
    ['worse', 900, [0.8, 0.95]],
    ['better', 3, [0.001, 0.01]],
    ['unclear', 220, [0.18, 0.25]],
  ] as const)('of a sample is %s where the intervals say so', (kind, schedules, interval) => {
    expect(changesBetween(sampled(200, [0.17, 0.23]), sampled(schedules, interval))).toMatchObject([{ kind }]);
  });
});

describe('an expectation', () => {
  test('that does not hold any more is a new failure', () => {
    expect(changesBetween(judged('pass'), judged('fail'))).toMatchObject([
      { kind: 'new', what: 'stale-read is never', before: 'pass', fails: true },
    ]);
  });

  test('that holds again is gone from the failures', () => {
    expect(changesBetween(judged('fail'), judged('pass'))).toMatchObject([{ kind: 'gone', fails: false }]);
  });

  test('that fails as before is no change', () => {
    expect(changesBetween(judged('fail'), judged('fail'))).toEqual([]);
  });

  test('without a verdict any more is doubtful', () => {
    expect(changesBetween(judged('pass'), judged('inconclusive'))).toMatchObject([{ kind: 'doubtful' }]);
  });
});

describe('policy timed', () => {
  const rated = (low: number, high: number, verdict: 'pass' | 'fail'): Partial<CellResult> => {
    const rate = { value: (low + high) / 2, interval: [low, high], samples: 1000, unit: 'share' } as const;
    const limit = { metric: 'stale_read_rate', strategy: 'lease', max: 0.001, confidence: 0.95 } as const;
    return { rates: { stale_read_rate: rate }, thresholds: [{ ...limit, ...rate, verdict }] };
  };

  test('a threshold that does not hold any more is a new failure, and so is its figure another one', () => {
    expect(changesBetween(rated(0.0001, 0.0003, 'pass'), rated(0.002, 0.004, 'fail'))).toEqual([
      {
        kind: 'new',
        what: 'stale_read_rate ≤ 1,000 per million',
        before: '200 per million (95 %: 100 per million to 300 per million) of 1,000',
        after: '3,000 per million (95 %: 2,000 per million to 4,000 per million) of 1,000',
        fails: true,
      },
      expect.objectContaining({ kind: 'changed', what: 'stale_read_rate', fails: false }),
    ]);
  });

  test('a figure whose interval overlaps what it was is no change', () => {
    expect(changesBetween(rated(0.0001, 0.0003, 'pass'), rated(0.0002, 0.0004, 'pass'))).toEqual([]);
  });
});

test('failures of fuzzing are told apart by their fingerprints', () => {
  const [cell] = fuzzed.results as [CellResult];
  const [first, second] = cell.fuzz!.failures;
  const other = { ...first!, fingerprint: '000000000000' };
  const after = resultOf([{ ...cell, fuzz: { ...cell.fuzz!, failures: [other, second!] } }]);
  expect(compare(fuzzed, after).cells[0]!.changes).toMatchObject([
    { kind: 'new', what: 'failure 000000000000, stale-at-rest', fails: true },
    { kind: 'gone', what: 'failure 7cd8493d2c78, stale-at-rest', fails: false },
  ]);
});

describe('cells', () => {
  test('with other settings are not compared, and every difference is told', () => {
    const [cell] = compare(
      only({ ...seen(0), scenarioDigest: 'a' }),
      only({ ...seen(5), seed: 7, engine: 'embedded', scenarioDigest: 'b' }),
    ).cells;
    expect(cell).toMatchObject({
      changes: [],
      differences: ['digest of the scenario: b, was a', 'engine: embedded, was twin', 'seed: 7, was 42'],
    });
  });

  test('of an older version, which knew no digest of the scenario, are compared', () => {
    expect(compare(only({}), only({ scenarioDigest: 'b' })).cells[0]!.differences).toEqual([]);
  });

  test('that only one of them has are named, and what fails in a new one is new', () => {
    const comparison = compare(only({ strategy: 'old' }), classic);
    expect(comparison.removed).toEqual([{ scenario: 'classic-race', strategy: 'old' }]);
    expect(comparison.added).toEqual([{ scenario: 'classic-race', strategy: 'cache-aside' }]);
    expect(newFailures(comparison)).toBe(1);
  });

  test('are found wherever their files lie, unless two have the same name', () => {
    expect(compare(only({ file: '/home/a/race.yaml' }), only({ file: 'race.yaml' })).cells).toHaveLength(1);
    const two = resultOf([cellOf({ file: 'a.yaml' }), cellOf({ file: 'b.yaml' })]);
    const { cells, removed } = compare(two, only({ file: 'b.yaml' }));
    expect([cells.length, removed.length]).toEqual([1, 1]);
  });
});

test('other versions are told, and forbid nothing', () => {
  const after = resultOf([cellOf()], { stalemate: '0.2.0', servers: { redis: '9.0.0', mysql: null, kafka: null } });
  expect(compare(resultOf([cellOf()]), after).notes).toEqual([
    'Other versions: Stalemate 0.2.0 (0.1.0 before) and Redis 9.0.0 (8.0.6 before).',
  ]);
});
