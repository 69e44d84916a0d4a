/**
 * What many cores would give, worked out from what a unit costs. Workers do not wait for each other but at the end of a round;
 * they share a publisher and a Redis, each of which is one thread.
 */

/** Of one unit, beside its schedules; the seconds of publisher and Redis are CPU time. */
export interface Costs {
  readonly scheduleSeconds: number;
  readonly workerSeconds: number;
  readonly publisherSeconds: number;
  readonly redisSeconds: number;
  readonly bytes: number;
}

export interface Estimate {
  readonly seconds: number;
  /** Of the cores, how many do work that one core alone would do. */
  readonly effectiveCores: number;
  readonly limit: 'workers' | 'publisher' | 'redis' | 'search';
}

const ROUND_MIN = 256;
/** The portfolio's search by pre-emptions, which one worker does. */
const SEARCH_SHARE = 3 / 16;

/**
 * @param runs schedules of each cell
 * @param isSearchLong whether the search has no end within its share: else what it leaves is shared out
 */
export function estimate(
  costs: Costs,
  {
    cells,
    runs,
    unit,
    cores,
    isSearchLong,
  }: Readonly<Record<'cells' | 'runs' | 'unit' | 'cores', number>> & { readonly isSearchLong: boolean },
): Estimate {
  const alone = cells * runs * costs.scheduleSeconds;
  const perUnit = costs.workerSeconds + unit * costs.scheduleSeconds;
  const spent = { workers: 0, publisher: 0, redis: 0, search: 0 };
  let seconds = 0;
  for (let left = runs, size = unit; left > 0; left -= size, size = Math.max(unit, nextRound(runs - left))) {
    const schedules = Math.min(size, left);
    const units = cells * Math.ceil(schedules / unit);
    const round = {
      workers: Math.ceil(units / cores) * Math.min(perUnit, costs.workerSeconds + schedules * costs.scheduleSeconds),
      publisher: units * costs.publisherSeconds,
      redis: units * costs.redisSeconds,
      search: isSearchLong ? schedules * SEARCH_SHARE * costs.scheduleSeconds : 0,
    };
    const longest = Object.entries(round).reduce((one, other) => (other[1] > one[1] ? other : one));
    seconds += longest[1];
    spent[longest[0] as keyof typeof spent] += longest[1];
  }
  const [limit] = Object.entries(spent).reduce((one, other) => (other[1] > one[1] ? other : one));
  return { seconds, effectiveCores: alone / seconds, limit: limit as Estimate['limit'] };
}

/** Rounds double: the next one has as many schedules as all before it. */
function nextRound(before: number): number {
  return Math.max(ROUND_MIN, before);
}

/** Units a second that the publisher and the Redis can take: so many cores are kept busy at most. */
export function coresMax(costs: Costs, unit: number): number {
  const perUnit = costs.workerSeconds + unit * costs.scheduleSeconds;
  return Math.floor(perUnit / Math.max(costs.publisherSeconds, costs.redisSeconds));
}

const CORES = [10, 100, 1_000, 10_000];
const SETTINGS = [
  { name: 'one cell of 10⁹ schedules', cells: 1, runs: 1e9, isSearchLong: false },
  { name: 'the same, whose search does not end', cells: 1, runs: 1e9, isSearchLong: true },
  { name: '300 cells of 10⁷ schedules', cells: 300, runs: 1e7, isSearchLong: true },
  { name: '3,000 cells of 20,000 schedules', cells: 3_000, runs: 20_000, isSearchLong: true },
];

export function onPaper(costs: Costs, unit: number): string[] {
  const lines = SETTINGS.map(({ name, ...setting }) => {
    const figures = CORES.map((cores) => {
      const { effectiveCores, limit } = estimate(costs, { ...setting, unit, cores });
      return `${cores.toLocaleString('en')} cores do the work of ${Math.round(effectiveCores).toLocaleString('en')} (${limit})`;
    });
    return `    ${name}: ${figures.join(' · ')}`;
  });
  const most = coresMax(costs, unit).toLocaleString('en');
  return [
    `  On paper, from these costs and ${(1e6 * costs.scheduleSeconds).toFixed(1)} µs for a schedule; in brackets, what takes longest`,
    ...lines,
    `    publisher and Redis can keep ${most} cores busy with units of ${unit.toLocaleString('en')} schedules`,
  ];
}
