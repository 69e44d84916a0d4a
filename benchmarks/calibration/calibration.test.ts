import { describe, expect, test } from 'vitest';
import { describeReal } from '../../infra/testing.ts';
import { connectMysql, connectRedis } from '../real/connect.ts';
import { CASES } from './cases.ts';
import type { Compared, Rate } from './compare.ts';
import { measuredRate, misordered, outcomeOf, predictedRate } from './compare.ts';
import { judge } from './judge.ts';
import { LOAD } from './load.ts';
import { injectedTiming, predict, recordedTiming } from './predict.ts';
import { Recorder } from './recorder.ts';
import { stress } from './stress.ts';
import { calibrationText } from './text.ts';

const caseOf = (name: string) => CASES.find((one) => one.name === name)!;

describe('a read', () => {
  const commits = [
    { value: 'w1', version: 2 },
    { value: 'w2', version: 3 },
  ];
  const read = (value: string, invokedMs: number) => ({ key: 'item:1', value, invokedMs, isMeasured: true });
  const write = (value: string, acknowledgedMs: number) => ({ key: 'item:1', value, acknowledgedMs });

  test.each([
    ['older than what was acknowledged before it began is stale', [read('w1', 21)], [true]],
    ['that began before the acknowledgement is not', [read('w1', 19)], [false]],
    ['newer than what was acknowledged is not', [read('w2', 15)], [false]],
    ['of the first row is stale after the first write', [read('w0', 9), read('w0', 11)], [false, true]],
    ['of another key is judged by its own writes', [{ ...read('w0', 30), key: 'item:2' }], [false]],
    ['in the warm-up does not count', [{ ...read('w0', 30), isMeasured: false }], []],
  ])('%s', (_, reads, stale) => {
    expect(judge({ reads, writes: [write('w2', 20), write('w1', 10)], commits })).toEqual(stale);
  });

  test('is judged by the order of commits, not by that of acknowledgements', () => {
    const writes = [write('w2', 10), write('w1', 20)];
    expect(judge({ reads: [read('w2', 30), read('w1', 30)], writes, commits })).toEqual([false, true]);
  });

  test('cannot be judged when MySQL has lost a write', () => {
    expect(() => judge({ reads: [], writes: [write('w3', 10)], commits })).toThrow('MySQL never got w3');
  });
});

describe('a comparison', () => {
  const rate = (value: number, spread: number): Rate => ({ rate: value, interval: [value - spread, value + spread] });
  const compared = (name: string, measured: Rate, predicted: Rate): Compared => {
    return { name, reads: 10_000, standstillMs: 0, measured, predicted, recorded: predicted, injected: predicted };
  };

  test.each([
    [rate(0.1, 0.01), rate(0.14, 0.01), 'met'],
    [rate(0.1, 0.01), rate(0.2, 0.01), 'missed'],
    [rate(0.1, 0.03), rate(0.2, 0.01), 'too few to say'],
    [rate(0, 0), rate(0, 0), 'met'],
    [rate(0, 0.001), rate(0.001, 0.0005), 'too few to say'],
  ])('of %j with %j is %s', (measured, predicted, outcome) => {
    expect(outcomeOf(compared('one', measured, predicted))).toBe(outcome);
  });

  test('names pairs that reality orders the other way, and no pair that it leaves open', () => {
    const [often, seldom, alike] = [
      compared('often', rate(0.3, 0.01), rate(0.1, 0.01)),
      compared('seldom', rate(0.1, 0.01), rate(0.2, 0.01)),
      compared('alike', rate(0.105, 0.01), rate(0.15, 0.01)),
    ];
    expect(misordered([often, seldom, alike])).toEqual([
      ['seldom', 'often'],
      ['alike', 'often'],
    ]);
    expect(calibrationText('Title', [often, seldom])).toContain(
      'often is worse than seldom, and predicted to be better',
    );
  });

  test('takes reads in batches, because stale ones come in clusters', () => {
    const clustered = Array.from({ length: 3000 }, (_, i) => i < 300);
    const scattered = Array.from({ length: 3000 }, (_, i) => i % 10 === 0);
    const widthOf = (stale: readonly boolean[]): number => {
      const { rate: value, interval } = measuredRate(stale, 1);
      expect(value).toBeCloseTo(0.1, 9);
      return interval[1] - interval[0];
    };
    expect(widthOf(clustered)).toBeGreaterThan(3 * widthOf(scattered));
  });
});

test('a prediction from recorded delays knows who is worse', async () => {
  const recorder = new Recorder();
  for (const step of ['redis.get', 'redis.set', 'redis.del', 'redis.eval', 'mysql.select', 'mysql.update']) {
    for (let ms = 1; ms <= 20; ms++) recorder.note(step, ms, ms);
  }
  const load = { ...LOAD, durationMs: 2_000 };
  const rateOf = async (name: string): Promise<number> =>
    predictedRate(await predict({ ...caseOf(name), load }, recordedTiming(recorder)), 1).rate;
  const [worst, bad, good] = [await rateOf('delete-first'), await rateOf('cache-aside'), await rateOf('lease')];
  expect(worst).toBeGreaterThan(bad);
  expect(bad).toBeGreaterThan(good);
  expect(good).toBe(0);
  const ideal = await predict({ ...caseOf('delete-first'), load }, injectedTiming(load));
  expect(predictedRate(ideal, 1).rate).toBeGreaterThan(bad);
});

describeReal('under stress', (servers) => {
  const load = { ...LOAD, warmupMs: 100, durationMs: 900 };

  test('every acknowledged write is in MySQL, delays are recorded, and nothing is left on the servers', async () => {
    const { history, recorder } = await stress({ servers, ...caseOf('delete-first'), load });
    expect(history.reads.length).toBeGreaterThan(100);
    expect(history.commits).toHaveLength(history.writes.length);
    const stale = judge(history);
    expect(stale.length).toBeGreaterThan(100);
    expect(stale).toContain(true);
    expect([...recorder.steps.keys()].sort()).toEqual([
      'mysql.select',
      'mysql.update',
      'redis.del',
      'redis.get',
      'redis.set',
    ]);
    const [mysql, redis] = [await connectMysql(servers), await connectRedis(servers)];
    const [databases] = await mysql.query(`SHOW DATABASES LIKE 'bench_calibration_${process.pid}%'`);
    expect([databases, await redis.keys(`bench_calibration_${process.pid}*`)]).toEqual([[], []]);
    mysql.destroy();
    redis.disconnect();
  });

  test('changes come from the real binlog to the consumer, and are all handled', async () => {
    const { history, recorder } = await stress({ servers, ...caseOf('cdc-delete'), load });
    expect(recorder.binlogMs).toHaveLength(history.writes.length);
    expect(recorder.steps.get('redis.del')!.requestMs).toHaveLength(history.writes.length);
    expect(judge(history)).toContain(true);
  });
});
