/** Every side of every comparison, by the name under which a process of its own is asked for it. */
import type { Contender } from './contender.ts';
import { fastCheckSchedules } from './embedded/fast-check.ts';
import { stalemateSchedules } from './embedded/stalemate.ts';
import { fastCheckFirsts } from './first/fast-check.ts';
import { stalemateFirsts } from './first/stalemate.ts';
import { fastCheckSeeds } from './hidden-race/fast-check.ts';
import { stalemateSeeds } from './hidden-race/stalemate.ts';
import { bareSteps } from './real/bare.ts';
import { stalemateSteps } from './real/stalemate.ts';

type Open<Options> = (options: Options) => Promise<Contender>;

export const contenders = {
  'schedules/stalemate': stalemateSchedules,
  'schedules/fast-check': fastCheckSchedules,
  'first/stalemate': stalemateFirsts,
  'first/fast-check': fastCheckFirsts,
  'steps/stalemate': stalemateSteps,
  'steps/bare': bareSteps,
  'seeds/stalemate': stalemateSeeds,
  'seeds/fast-check': fastCheckSeeds,
} satisfies Record<string, Open<never>>;

export type ContenderName = keyof typeof contenders;
/** Plain data: it travels to another process. */
export type OptionsOf<Name extends ContenderName> = Parameters<(typeof contenders)[Name]>[0];
