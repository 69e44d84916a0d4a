/** How often it may happen, as a shade: by decades of the upper bound. Counts of a search are no rates, and have none. */
import type { Cell } from './summary.ts';

/** The upper ends of the shades but the last. */
export const HEAT_BOUNDS = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1] as const;

/** 1 for the least to 6; null where nothing was sampled. */
export function heatOf(cell: Cell): number | null {
  const bound = boundOf(cell);
  return bound === null ? null : 1 + HEAT_BOUNDS.filter((end) => bound > end).length;
}

function boundOf({ timed, rates, schedules, policy, anomalies }: Cell): number | null {
  if (timed !== undefined) return rates?.['stale_read_rate']?.interval?.[1] ?? null;
  if (policy === 'exhaustive' || policy === 'bounded' || schedules.raced === 0) return null;
  const bounds = Object.values(anomalies).flatMap(({ interval }) => (interval === undefined ? [] : [interval[1]]));
  return bounds.length === 0 ? null : Math.max(...bounds);
}
