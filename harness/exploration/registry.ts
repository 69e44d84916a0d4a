/** Every policy by name. */
import type { ExplorePlan } from '../scenario.ts';
import { Exhaustive } from './exhaustive.ts';
import type { Policy } from './policy.ts';
import { Random } from './random.ts';
import { Pinned } from './replay.ts';
import { Single } from './single.ts';

export const policies = {
  exhaustive: () => new Exhaustive(),
  random: ({ seed, runs }) => new Random(seed, runs ?? Infinity),
  pinned: ({ schedule }) => new Single(new Pinned(schedule)),
} satisfies Record<ExplorePlan['policy'], (plan: ExplorePlan) => Policy>;
