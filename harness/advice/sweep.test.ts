import { describe, expect, it } from 'vitest';
import type { Point } from './point.ts';
import { changesOf, shapeOf } from './shape.ts';
import { conclude, nearestToTell, sweep } from './sweep.ts';
import { point, type Sketch } from './testing/points.ts';

const RANGE = { fromMs: 0, toMs: 100 };

/** Each run has its own luck, which is the same at every value. */
const around = (share: number): number[] => [0.9, 1.1, 1, 0.8, 1.2].map((luck) => share * luck);

const fromShare = (share: number, max: number): Sketch => ({
  standing: share <= max ? 'met' : 'missed',
  perRun: around(share),
});

async function sweepOver(shareAt: (valueMs: number) => number, max: number) {
  return sweep(RANGE, async (valueMs) => point(valueMs, fromShare(shareAt(valueMs), max)));
}

describe('a sweep', () => {
  it('finds the smallest value of a falling curve to the millisecond', async () => {
    const found = await sweepOver((ms) => Math.max(0, 23 - ms) / 100, 0.0001);
    expect(found).toMatchObject({ verdict: 'met', shape: 'falling', smallest: { valueMs: 23 }, exceptions: [] });
    expect(found.points.map(({ valueMs }) => valueMs)).toEqual([0, 1, 2, 5, 10, 20, 22, 23, 24, 28, 35, 50, 100]);
  });

  it('finds the largest value of a rising curve, and says the smallest too', async () => {
    const found = await sweepOver((ms) => ms / 100, 0.3);
    expect(found).toMatchObject({
      verdict: 'met',
      shape: 'rising',
      smallest: { valueMs: 0 },
      largest: { valueMs: 30 },
    });
  });

  it('tries nothing beyond the grid where the curve falls and rises, or goes the wrong way', async () => {
    const grid = 8;
    const valley = await sweepOver((ms) => Math.abs(ms - 10) / 100, 0.05);
    expect(valley.shape).toBe('mixed');
    expect(valley.points).toHaveLength(grid);
    expect(valley).toMatchObject({ smallest: { valueMs: 5 }, largest: { valueMs: 10 }, verdict: 'met' });
    const level = await sweepOver(() => 0.5, 0.6);
    expect(level).toMatchObject({ shape: 'level', smallest: { valueMs: 0 }, largest: { valueMs: 100 } });
    expect(level.points).toHaveLength(grid);
  });

  it('says that no value meets the target only when every one was told to miss it', async () => {
    const missed = await sweepOver((ms) => 1 - ms / 1000, 0.01);
    expect(missed).toMatchObject({ verdict: 'not-met', smallest: null });
    const open = await sweep(RANGE, async (valueMs) =>
      point(valueMs, { standing: valueMs === 100 ? 'open' : 'missed', perRun: around(0.1), moreReads: 5 }),
    );
    expect(open.verdict).toBe('inconclusive');
    const failed = await sweep(RANGE, async (valueMs) => point(valueMs, { standing: 'failed', perRun: [0] }));
    expect(failed.verdict).toBe('inconclusive');
  });

  it('does not take a lucky value for its answer, and names it', () => {
    const curve = [
      point(1, fromShare(0.5, 0.1)),
      point(2, fromShare(0.1, 0.1)),
      point(5, { standing: 'open', perRun: around(0.1) }),
      point(10, fromShare(0.05, 0.1)),
      point(20, fromShare(0.04, 0.1)),
    ];
    const found = conclude(curve, true);
    expect(found).toMatchObject({ shape: 'falling', smallest: { valueMs: 10 }, largest: { valueMs: 20 } });
    expect(found.exceptions.map(({ valueMs }) => valueMs)).toEqual([2]);
  });

  it('names the largest values where only smaller ones meet the target', () => {
    const curve = [
      point(1, fromShare(0.5, 0.1)),
      point(2, fromShare(0.1, 0.1)),
      point(5, { standing: 'open', perRun: around(0.09) }),
    ];
    const found = conclude(curve, true);
    expect(found).toMatchObject({ shape: 'falling', verdict: 'met', smallest: { valueMs: 2 } });
    expect(found.exceptions.map(({ valueMs }) => valueMs)).toEqual([5]);
  });

  it('prefers the larger end where it asks MySQL less and writes take no longer', () => {
    const met = { standing: 'met', perRun: [0, 0] } as const;
    const cheaper = [point(1, { ...met, mysql: 0.5 }), point(2, { ...met, mysql: 0.1 })];
    expect(conclude(cheaper, true).cheapest?.valueMs).toBe(2);
    const slower = [point(1, { ...met, mysql: 0.5 }), point(2, { ...met, mysql: 0.1, writeMs: 9 })];
    expect(conclude(slower, true).cheapest?.valueMs).toBe(1);
  });

  it('is inconclusive when it was stopped, and keeps what was done', async () => {
    const stopped = await sweep(RANGE, async (valueMs) => (valueMs > 2 ? null : point(valueMs, fromShare(0, 0.1))));
    expect(stopped).toMatchObject({ verdict: 'inconclusive', isComplete: false });
    expect(stopped.points).toHaveLength(3);
  });
});

describe('the shape of a curve', () => {
  it('pairs neighbours run by run, so that luck that they share falls out', () => {
    const unlucky = [0.1, 0.9, 0.3, 0.5];
    const better = unlucky.map((share, i) => share - 0.01 - i * 1e-6);
    const pair = [1, 2].map((ms, i) => point(ms, { standing: 'missed', perRun: i === 0 ? unlucky : better }));
    expect(shapeOf(pair)).toBe('falling');
    expect(changesOf(pair)[1]!.difference).toBeCloseTo(-0.01, 4);
  });

  it('passes over values that failed', () => {
    const failed: Point = { ...point(2, { standing: 'failed', perRun: [] }) };
    const curve = [point(1, fromShare(0.5, 0.1)), failed, point(3, fromShare(0.2, 0.1))];
    expect(shapeOf(curve)).toBe('falling');
    expect(changesOf(curve)[1]).toBeNull();
  });
});

describe('the value that is nearest to being told', () => {
  it('is the one with the fewest more reads', () => {
    const open = [300, 20, null].map((moreReads, i) => point(i, { standing: 'open', perRun: [0], moreReads }));
    expect(nearestToTell(open)?.valueMs).toBe(1);
    expect(nearestToTell([])).toBeNull();
  });
});
