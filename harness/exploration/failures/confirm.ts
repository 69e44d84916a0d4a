/** Executes a failure on the real servers too. */
import type { AnomalyResult } from '../../result.ts';
import type { Anomaly } from '../../scenario.ts';
import type { Engines } from '../cell.ts';
import { compareTwins, confirmationOf } from '../execution/twin.ts';
import type { Minimal } from './minimise.ts';

/** Null where there are no real servers to ask. */
export async function confirm(
  engines: Engines,
  anomaly: Anomaly,
  { recorded: { run } }: Minimal,
): Promise<NonNullable<AnomalyResult['confirmed']> | null> {
  if (engines.on !== 'twin') return null;
  const { engine: embedded, real } = engines;
  const schedules = [run.indices];
  const never = (): boolean => false;
  const comparisons = await compareTwins({
    plan: run.plan,
    embedded,
    real,
    schedules,
    shouldStop: never,
    onCompared: () => {},
  });
  return confirmationOf(comparisons, anomaly) ?? null;
}
