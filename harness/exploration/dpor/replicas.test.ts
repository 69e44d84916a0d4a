/** Reads on replicas, and change events that come by way of one. */
import { describe, expect, it } from 'vitest';
import { exploreAll, planOf, read, runsOf, scenarioOf, write } from '../../testing.ts';
import { Dpor } from './dpor.ts';
import { replicated, waiting } from './fixtures/replicas.ts';
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

it('who waits on a replica for a transaction is explored without reduction', async () => {
  const actors = { reader: [read()], writer: [write('v2')] };
  const policy = new Dpor({ usesSymmetry: false });
  const { isComplete } = await exploreAll(planOf(waiting, scenarioOf({ replicas: 1, actors })), { policy });
  expect([isComplete, policy.unsuitable]).toEqual([false, expect.stringContaining('waits on a replica')]);
});
