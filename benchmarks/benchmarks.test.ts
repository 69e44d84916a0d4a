import { describe, expect, test } from 'vitest';
import { describeReal } from '../infra/testing.ts';
import { compare, spreadOf } from './compare.ts';
import type { Contender } from './contender.ts';
import { fastCheckSchedules } from './embedded/fast-check.ts';
import { stalemateSchedules } from './embedded/stalemate.ts';
import { summaryOf } from './first/counts.ts';
import { fastCheckFirsts } from './first/fast-check.ts';
import { stalemateFirsts } from './first/stalemate.ts';
import { fastCheckSeeds } from './hidden-race/fast-check.ts';
import { stalemateSeeds } from './hidden-race/stalemate.ts';
import { bareSteps } from './real/bare.ts';
import { stalemateSteps } from './real/stalemate.ts';
import { tableOf } from './table.ts';

const ONCE = { warmup: 0, timed: 1 };

describe('schedules', () => {
  test('both sides run as many as they are told, and find the stale one in about 16', async () => {
    const { ours, theirs } = await compare(
      await stalemateSchedules({ schedules: 2000, threads: 1 }),
      await fastCheckSchedules({ schedules: 2000 }),
      ONCE,
    );
    for (const { done, found } of [ours, theirs]) {
      expect(done).toBe(2000);
      // Seeds are fixed, so this is the same number each time; 125 is expected of the distribution.
      expect(found).toBeGreaterThan(95);
      expect(found).toBeLessThan(155);
    }
  });
});

describe('hidden race', () => {
  const small = { seeds: 3, schedules: 300 };

  test.each(['nothing', '40 awaits'] as const)('both sides find the race behind %s', async (pause) => {
    const { ours, theirs } = await compare(
      await stalemateSeeds({ ...small, pause }),
      await fastCheckSeeds({ ...small, pause }),
      ONCE,
    );
    expect([ours.found, theirs.found]).toEqual([3, 3]);
  });

  test.each(['55 awaits', '100 awaits', 'setImmediate'] as const)(
    'only Stalemate finds the race behind %s',
    async (pause) => {
      const { ours, theirs } = await compare(
        await stalemateSeeds({ ...small, pause }),
        await fastCheckSeeds({ ...small, pause }),
        ONCE,
      );
      expect([ours.found, theirs.found]).toEqual([3, 0]);
    },
  );
});

describe('schedules to the first stale one', () => {
  const setting = { readers: 8, seeds: 40 };
  const meanOf = async (side: Promise<Contender>): Promise<number> => {
    const { firsts } = await (await side).round();
    expect(firsts).toHaveLength(setting.seeds);
    return summaryOf(firsts!).mean;
  };

  test('are fewer by urw than by chance, in Stalemate as in fast-check', async () => {
    const [urw, random, fastCheck] = [
      await meanOf(stalemateFirsts({ ...setting, policy: 'urw', depth: 1 })),
      await meanOf(stalemateFirsts({ ...setting, policy: 'random', depth: 1 })),
      await meanOf(fastCheckFirsts(setting)),
    ];
    // One stale schedule in about eleven when each enabled step is as likely, on either side.
    for (const byChance of [random, fastCheck]) {
      expect(byChance).toBeGreaterThan(7);
      expect(byChance).toBeLessThan(16);
      expect(urw).toBeLessThan(byChance);
    }
  });

  test.each([
    [[1, 2, 3, 10], { mean: 4, p95: 10, most: 10 }],
    [Array.from({ length: 100 }, (_, i) => 100 - i), { mean: 50.5, p95: 95, most: 100 }],
  ])('are summed up', (firsts, summary) => {
    expect(summaryOf(firsts)).toEqual(summary);
  });
});

describeReal('steps', (servers) => {
  test('the bare drivers do the same steps and meet the same stale schedules', async () => {
    const options = { servers, concurrency: 4, schedules: 100 };
    const ours = await stalemateSteps(options);
    const theirs = await bareSteps(options);
    try {
      const compared = await compare(ours, theirs, { warmup: 0, timed: 2 });
      expect(compared.ours.found).toBeGreaterThan(0);
      expect(compared.theirs.found).toBe(compared.ours.found);
      expect(compared.theirs.done).toBe(compared.ours.done);
    } finally {
      await ours.close();
      await theirs.close();
    }
  });
});

describe('figures', () => {
  test.each([
    [[3, 1, 2], { median: 2, min: 1, max: 3 }],
    [[4, 1, 2, 3], { median: 2.5, min: 1, max: 4 }],
    [[7], { median: 7, min: 7, max: 7 }],
  ])('the median of %j', (values, spread) => {
    expect(spreadOf(values)).toEqual(spread);
  });

  test('a ratio compares each round with its neighbour, whoever went first', async () => {
    const order: string[] = [];
    const contender = (name: string, wallMs: number) => ({
      async round() {
        order.push(name);
        return { done: 100, found: 1, wallMs, cpuMs: wallMs };
      },
      async close() {},
    });
    const comparison = await compare(contender('ours', 10), contender('theirs', 40), { warmup: 1, timed: 2 });
    expect(order).toEqual(['ours', 'theirs', 'theirs', 'ours', 'ours', 'theirs']);
    expect(comparison.ratio).toEqual({ median: 4, min: 4, max: 4 });
    expect(comparison.ours).toMatchObject({ done: 200, found: 2, perSecond: { median: 10_000 } });
    const titles = { title: 'Title', ours: 'one', theirs: 'another', unit: 'step', target: 5 };
    expect(tableOf(titles, comparison)).toContain('target ≥ 5: missed');
  });
});
