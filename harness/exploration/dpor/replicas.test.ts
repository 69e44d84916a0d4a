/** Reads on replicas, and change events that come by way of one. */
import { describe, expect, it } from 'vitest';
import { planOf, runsOf, scenarioOf } from '../../testing.ts';
import { replicated } from './fixtures/replicas.ts';
import { expectOneOfEach, expectSameExperiences, reduced } from './testing.ts';

describe('of each class of interleavings with replicas, one is executed', () => {
  it.each(Object.entries(replicated))('with %s', (_, { strategy, parts }) => expectOneOfEach(strategy, parts));

  it.each(Object.entries(replicated))(
    'and actors meet with all that they can, with %s',
    async (_, { strategy, parts }) => expectSameExperiences(strategy, parts, await reduced(strategy, parts)),
  );
});

it('a transaction that a replica applies multiplies nothing for who does not read there', async () => {
  const { strategy, parts } = replicated['two readers of a replica']!;
  const { reader1: _, reader2: __, ...writers } = parts.actors;
  const scenario = scenarioOf({ ...parts, actors: writers });
  expect((await runsOf(planOf(strategy, scenario))).length).toBeGreaterThan(1);
  expect(await reduced(strategy, { ...parts, actors: writers })).toHaveLength(1);
});
