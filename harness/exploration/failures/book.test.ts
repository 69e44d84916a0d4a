import { describe, expect, it } from 'vitest';
import { factsOf } from '../../checkers/facts.ts';
import { ANOMALIES } from '../../scenario.ts';
import { planOf, read, runsOf, scenarioOf, write } from '../../testing.ts';
import { FailureBook } from './book.ts';
import { failingAnomalies } from './failing.ts';
import { Smallest } from './smallest.ts';

describe('a book of failures', () => {
  it('is the same in whatever order its parts are merged', async () => {
    const actors = {
      r1: { group: 'r', operations: [read()] },
      r2: { group: 'r', operations: [read()] },
      writer: [write('v2')],
    };
    const runs = await runsOf(planOf('cache-aside', scenarioOf({ actors })));
    const part = (wanted: (number: number) => boolean): FailureBook => {
      const book = new FailureBook();
      runs.forEach((run, number) => {
        if (wanted(number)) book.add(run, factsOf(run), ['stale-at-rest', 'stale-read'], number, `arm ${number % 3}`);
      });
      return book;
    };
    const whole = part(() => true).toData();
    const parts = [0, 1, 2].map((third) => structuredClone(part((number) => number % 3 === third).toData()));
    for (const order of [parts, parts.toReversed()]) {
      const sum = new FailureBook();
      for (const data of order) sum.merge(data);
      expect(sum.toData()).toEqual(whole);
    }
    expect(whole.failing).toBeGreaterThan(10);
    expect(whole.kinds.size).toBeLessThan(whole.failing / 2);
  });
});

describe('the smallest entries', () => {
  it('are kept with exact counts, whatever comes between', () => {
    const map = new Smallest<{ count: number }>(2);
    for (let round = 0; round < 50; round++) {
      for (const size of [5, 1, 9, 3, 7]) {
        const known = map.get(`size ${size}`);
        if (known === undefined) map.add(`size ${size}`, size, { count: 1 });
        else known.count++;
      }
    }
    expect([...map.entries]).toEqual([
      ['size 1', { size: 1, value: { count: 50 } }],
      ['size 3', { size: 3, value: { count: 50 } }],
    ]);
  });
});

describe('what counts as a failure', () => {
  const line = { strategy: 'mine', anomaly: 'stale-read', is: 'possible', line: 1 } as const;

  it('is every anomaly when nothing is expected', () => {
    expect(failingAnomalies([], 'mine')).toEqual(ANOMALIES);
  });

  it('is none that the strategy, or all, may show', () => {
    const expect_ = [line, { ...line, strategy: 'all', anomaly: 'dirty-read', is: 'always' } as const];
    expect(failingAnomalies(expect_, 'mine')).toEqual(
      ANOMALIES.filter((anomaly) => anomaly !== 'stale-read' && anomaly !== 'dirty-read'),
    );
    expect(failingAnomalies(expect_, 'other')).toContain('stale-read');
  });

  it('is what must never be, and what nobody has written down', () => {
    expect(failingAnomalies([{ ...line, is: 'never' }], 'mine')).toEqual(ANOMALIES);
  });
});
