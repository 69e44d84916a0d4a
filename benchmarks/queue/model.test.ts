import { expect, it } from 'vitest';
import { coresMax, estimate } from './model.ts';

const COSTS = { scheduleSeconds: 1e-5, workerSeconds: 0, publisherSeconds: 1e-3, redisSeconds: 1e-4, bytes: 0 };
const BIG = { cells: 1, runs: 1e9, unit: 20_000, isSearchLong: false };

it('gives as many cores as there are, while nothing else is the limit', () => {
  const { effectiveCores, limit } = estimate(COSTS, { ...BIG, cores: 100 });
  expect(effectiveCores).toBeGreaterThan(95);
  expect(effectiveCores).toBeLessThanOrEqual(100);
  expect(limit).toBe('workers');
});

it('ends where the publisher is busy all the time', () => {
  expect(coresMax(COSTS, 20_000)).toBe(200);
  const { effectiveCores, limit } = estimate(COSTS, { ...BIG, cores: 10_000 });
  expect(effectiveCores).toBeGreaterThan(190);
  expect(effectiveCores).toBeLessThanOrEqual(200);
  expect(limit).toBe('publisher');
});

it('ends with a search that only one can do', () => {
  const { effectiveCores, limit } = estimate(COSTS, { ...BIG, cores: 100, isSearchLong: true });
  expect(effectiveCores).toBeCloseTo(16 / 3, 1);
  expect(limit).toBe('search');
});
