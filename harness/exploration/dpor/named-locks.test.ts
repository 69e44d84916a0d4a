/** MySQL's named locks. */
import { describe, expect, it } from 'vitest';
import { exploreAll, planOf, scenarioOf } from '../../testing.ts';
import { Dpor } from './dpor.ts';
import { named, redundantNamed } from './fixtures/named-locks.ts';
import { expectEach, expectOneOfEach, expectSameExperiences, reduced, SMALL } from './testing.ts';

const all = Object.entries({ ...named, ...redundantNamed });

describe('of each class of interleavings with named locks, one is executed', () => {
  it.each(Object.entries(named))('with %s', (_, { strategy, parts }) => expectOneOfEach(strategy, parts));

  it.each(Object.entries(redundantNamed))('or more, with %s', (_, { strategy, parts }) => expectEach(strategy, parts));

  it.each(all)('and actors meet with all that they can, with %s', async (_, { strategy, parts }) => {
    await expectSameExperiences(strategy, parts, await reduced(strategy, parts));
    await expectSameExperiences(strategy, parts, await reduced(strategy, parts, { cutAfter: SMALL }));
  });

  it.each(all)('and steps that are held to be independent are, with %s', async (_, { strategy, parts }) => {
    const policy = new Dpor({ usesSymmetry: false });
    const { tally } = await exploreAll(planOf(strategy, scenarioOf(parts)), { policy });
    expect(tally.listProblems()).toEqual([]);
  });
});
