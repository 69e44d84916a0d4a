/** Every policy by name. */
import type { ExplorePlan } from '../../scenario.ts';
import { Dpor } from '../dpor/dpor.ts';
import { Exhaustive } from './exhaustive.ts';
import { Bounded } from './bounded.ts';
import { Learning } from './learning.ts';
import { PctPicker } from './pct.ts';
import { Portfolio } from './portfolio.ts';
import { PosPicker } from './pos.ts';
import { UrwPicker } from './urw.ts';
import type { Policy } from './policy.ts';
import { Random } from './random.ts';
import { Pinned } from '../replay/known-choices.ts';
import { Single } from './single.ts';

export const policies = {
  // A chain of `steer` makes steps enable each other in ways that no footprint names.
  exhaustive: ({ reduction, symmetry, steer }) =>
    reduction === 'dpor' && steer.length === 0 ? new Dpor({ usesSymmetry: symmetry }) : new Exhaustive(),
  bounded: ({ bound }) => new Bounded({ bound }),
  random: ({ seed, runs }) => new Random(seed, runs ?? Infinity),
  urw: ({ seed, runs }) => new Learning(runs ?? Infinity, (number, lessons) => new UrwPicker(seed, number, lessons)),
  pct: ({ seed, runs, depth }) =>
    new Learning(runs ?? Infinity, (number, lessons) => new PctPicker(seed, number, depth, lessons)),
  pos: ({ seed, runs }) => new Learning(runs ?? Infinity, (number, lessons) => new PosPicker(seed, number, lessons)),
  portfolio: ({ seed, runs }) => new Portfolio(seed, runs ?? Infinity),
  // It has no schedules to choose among: harness/timed executes it.
  timed: (): Policy => {
    throw new Error('policy timed explores no schedules');
  },
  pinned: ({ schedule }) => new Single(new Pinned(schedule)),
} satisfies Record<ExplorePlan['policy'], (plan: ExplorePlan) => Policy>;
