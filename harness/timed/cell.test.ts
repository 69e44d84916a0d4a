import { describe, expect, it } from 'vitest';
import { embeddedEngine } from '../engines/embedded/engine.ts';
import type { CellResult } from '../result.ts';
import type { Expectation, Threshold } from '../scenario.ts';
import { strategyOf } from '../testing.ts';
import { exploreTimedCell, type TimedHelper } from './cell.ts';
import { METRIC_NAMES } from './metrics.ts';
import { simulate } from './simulate.ts';
import { differencesOf } from './summary.ts';
import { type LoadParts, timedPlanOf } from './testing.ts';
import type { TimedPlan } from './timed-run.ts';

function explore(timed: TimedPlan, helpers: readonly TimedHelper[] = []): Promise<CellResult> {
  return exploreTimedCell({
    timed,
    strategyTitle: 'test',
    engines: { on: 'embedded', engine: embeddedEngine },
    helpers,
    onProgress: () => {},
    shouldStop: () => false,
    elapsedMs: () => 0,
  });
}

const limit = (metric: string, given: Partial<Threshold>): Threshold => ({
  metric,
  strategy: 'all',
  confidence: 0.95,
  minSamples: 1,
  ifInsufficient: 'warn',
  ...given,
});

function withGates(
  timed: TimedPlan,
  thresholds: readonly Threshold[],
  expect_: readonly Expectation[] = [],
): TimedPlan {
  const scenario = { ...timed.plan.scenario, thresholds, expect: expect_ };
  return { ...timed, plan: { ...timed.plan, scenario } };
}

const stale: LoadParts = { seconds: 5, reads: 500, writes: 50, keys: 3 };

describe('a cell under a load', () => {
  it('says the same whoever executes its runs', async () => {
    const timed = timedPlanOf('delete-first', stale);
    const helper: TimedHelper = { simulate: (number) => simulate(timed, number) };
    expect(await explore(timed, [helper, helper])).toEqual(await explore(timed));
  });

  it('has every metric, and counts runs where others count schedules', async () => {
    const cell = await explore(timedPlanOf('delete-first', stale));
    expect(Object.keys(cell.rates!)).toEqual(METRIC_NAMES);
    expect(cell.anomalies['stale-read']).toMatchObject({ schedules: 4, interval: [0.510109, 1] });
    expect(cell.anomalies['dirty-read']).toMatchObject({ schedules: 0 });
    expect(cell.reads.stale).toBeGreaterThan(100);
    const { value, interval, samples } = cell.rates!['stale_read_rate']!;
    expect(value).toBeCloseTo(cell.reads.stale / cell.reads.total, 5);
    expect(interval![0]).toBeLessThan(value!);
    expect(interval![1]).toBeGreaterThan(value!);
    expect(samples).toBe(cell.reads.total);
    expect(cell.certificate).toMatchObject({ executed: 4, rechecked: 1, differed: 0, audited: 1, unknown: 0 });
  });

  it('is compared with another run by run', async () => {
    const one = await explore(timedPlanOf('cache-aside', stale));
    const other = await explore(timedPlanOf('delete-first', stale));
    const [difference] = differencesOf([one, other]).filter(({ metric }) => metric === 'stale_read_rate');
    expect(difference).toMatchObject({ strategy: 'delete-first', than: 'cache-aside', pairs: 4 });
    expect(difference!.interval[0]).toBeGreaterThan(0);
  });
});

describe('a threshold', () => {
  const verdicts = async (timed: TimedPlan, thresholds: readonly Threshold[]): Promise<string[]> =>
    (await explore(withGates(timed, thresholds))).thresholds!.map(({ verdict }) => verdict);

  it('is met, or not, by the bound of the interval and not by the estimate', async () => {
    const timed = timedPlanOf('delete-first', stale);
    const { value, interval } = (await explore(timed)).rates!['stale_read_rate']!;
    const between = (value! + interval![1]) / 2;
    expect(
      await verdicts(timed, [
        limit('stale_read_rate', { max: 1 }),
        limit('stale_read_rate', { max: between }),
        limit('stale_read_rate', { max: between, ifInsufficient: 'fail' }),
        limit('stale_read_rate', { max: interval![0] / 2 }),
        limit('stale_read_rate', { min: interval![0] / 2 }),
        limit('stale_read_rate', { min: 1 }),
      ]),
    ).toEqual(['pass', 'inconclusive', 'fail', 'fail', 'pass', 'fail']);
  });

  it('never passes without samples, or with too few', async () => {
    const timed = timedPlanOf('cache-aside', { seconds: 1, writes: 0, runs: 2 });
    expect(
      await verdicts(timed, [
        limit('stale_age_p99', { max: 1e9 }),
        limit('consistent_within_5m', { min: 0 }),
        limit('stale_read_rate', { max: 0.5, minSamples: 1e6 }),
        limit('stale_read_rate', { max: 0.5, minSamples: 1e6, ifInsufficient: 'fail' }),
        limit('stale_read_rate', { max: 0.5 }),
      ]),
    ).toEqual(['inconclusive', 'inconclusive', 'inconclusive', 'fail', 'pass']);
  });

  it('holds more of the interval at a higher confidence', async () => {
    const timed = timedPlanOf('delete-first', stale);
    const at = (confidence: number) => limit('stale_read_rate', { max: 1, confidence });
    const [low, high] = (await explore(withGates(timed, [at(0.8), at(0.99)]))).thresholds!;
    expect(high!.interval![1]).toBeGreaterThan(low!.interval![1]);
  });
});

describe('code that does not repeat', () => {
  it('makes the figures worthless, and says what differs', async () => {
    let calls = 0;
    const counting = strategyOf({
      async read({ redis }, key) {
        if (calls++ % 3 === 0) await redis.get(key);
        return 'w0';
      },
    });
    const gates = [limit('stale_read_rate', { max: 0.5 })];
    const cell = await explore(withGates(timedPlanOf(counting, { seconds: 1, runs: 2 }), gates));
    expect(cell.problems[0]).toMatchObject({ kind: 'nondeterminism' });
    expect(cell.problems[0]!.message).toContain('the first run, executed twice, was not the same');
    expect(cell.thresholds![0]!.verdict).toBe('inconclusive');
  });

  it('or that sets a timer of its own is found', async () => {
    const escaping = strategyOf({
      async read() {
        setTimeout(() => {}, 1);
        return 'w0';
      },
    });
    const cell = await explore(timedPlanOf(escaping, { seconds: 1, runs: 1 }));
    expect(cell.problems[0]).toMatchObject({ kind: 'escaped' });
  });
});
