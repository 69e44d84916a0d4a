/** Several Redis servers, and nodes and servers that come and go. */
import { describe, it } from 'vitest';
import { changing } from './fixtures/topology.ts';
import { expectEach, expectSameExperiences, reduced } from './testing.ts';

describe('of each class of interleavings with a topology, at least one is executed', () => {
  it.each(Object.entries(changing))('with %s', (_, { strategy, parts }) => expectEach(strategy, parts));

  it.each(Object.entries(changing))('and actors meet with all that they can, with %s', async (_, { strategy, parts }) =>
    expectSameExperiences(strategy, parts, await reduced(strategy, parts)),
  );
});
