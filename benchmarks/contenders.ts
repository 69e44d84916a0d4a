/** Every side of every comparison, by the name under which a process of its own is asked for it. */
import type { Contender } from './contender.ts';

type Open<Options> = (options: Options) => Promise<Contender>;

/** Loaded when it is asked for, so that nobody's process holds the others' code. */
const later =
  <Options>(load: () => Promise<Open<Options>>): Open<Options> =>
  async (options) =>
    (await load())(options);

export const contenders = {
  'schedules/stalemate': later(async () => (await import('./embedded/stalemate.ts')).stalemateSchedules),
  'schedules/fast-check': later(async () => (await import('./embedded/fast-check.ts')).fastCheckSchedules),
  'first/stalemate': later(async () => (await import('./first/stalemate.ts')).stalemateFirsts),
  'first/fast-check': later(async () => (await import('./first/fast-check.ts')).fastCheckFirsts),
  'steps/stalemate': later(async () => (await import('./real/stalemate.ts')).stalemateSteps),
  'steps/bare': later(async () => (await import('./real/bare.ts')).bareSteps),
  'seeds/stalemate': later(async () => (await import('./hidden-race/stalemate.ts')).stalemateSeeds),
  'seeds/fast-check': later(async () => (await import('./hidden-race/fast-check.ts')).fastCheckSeeds),
} satisfies Record<string, Open<never>>;

export type ContenderName = keyof typeof contenders;
/** Plain data: it travels to another process. */
export type OptionsOf<Name extends ContenderName> = Parameters<(typeof contenders)[Name]>[0];
