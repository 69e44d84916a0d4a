import { expect, it } from 'vitest';
import { exploreAll, planOf } from '../harness/testing.ts';
import { policies } from '../harness/exploration/policies/registry.ts';
import type { StrategyName } from './registry.ts';
import { loadFolder } from './testing/library.ts';

/** How long old values were served at most, in virtual milliseconds: the scenarios look right before and right after it. */
async function boundsOf(name: string): Promise<Record<string, number | undefined>> {
  const scenario = (await loadFolder('patterns')).find((one) => one.name === name)!;
  const bounds: Record<string, number | undefined> = {};
  for (const { use, as, with: options } of scenario.strategies) {
    const { tally } = await exploreAll(planOf(use as StrategyName, scenario, options), {
      policy: policies[scenario.explore.policy](scenario.explore),
    });
    bounds[as] = tally.costs.oldest_read_ms?.most;
  }
  return bounds;
}

it('what is copied late is old for as long as the edge keeps it', async () => {
  expect(await boundsOf('levels-ttls')).toEqual({ 'edge-shorter': 9_900, inverted: 59_900 });
});

it('what nobody deletes is old for as long as both levels keep it, one after the other, unless the copy ends with its source', async () => {
  const bounds = { 'own-ttl': 64_900, 'remaining-ttl': 59_900, 'the-smaller': 59_900 };
  expect(await boundsOf('levels-backfill-bound')).toEqual(bounds);
});
