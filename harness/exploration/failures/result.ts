/** A failure as it goes into a result. */
import { withStandIn } from '../execution/stand-in.ts';
import { turningPointsOf } from '../../explanation/turning-points.ts';
import type { FailureResult } from '../../result.ts';
import type { Engines } from '../cell.ts';
import type { FoundRun, Kept } from '../replay/counterexample.ts';
import { counterexampleOf } from '../replay/counterexample.ts';
import { confirm } from './confirm.ts';
import type { Failure } from './distil.ts';

export interface FailureContext {
  readonly engines: Engines;
  /** Failures that are no news. */
  readonly isKnown: (fingerprint: string) => boolean;
  /** How it can be executed again. */
  readonly keepFailure: (found: FoundRun, fingerprint: string) => Kept;
}

export async function failureResult(
  { anomaly, minimal, schedules, kinds, foundAt, foundBy }: Failure,
  { engines, isKnown, keepFailure }: FailureContext,
): Promise<FailureResult> {
  const { fingerprint, reduction, recorded } = minimal;
  const confirmed = await confirm(engines, anomaly, minimal);
  const keep = (found: FoundRun): Kept => keepFailure(found, fingerprint);
  const counterexample = counterexampleOf(recorded, anomaly, keep, reduction);
  if (counterexample === null) throw new Error(`a shrunk ${anomaly} does not show it any more`);
  const { plan, indices } = recorded.run;
  const turningPoints = await withStandIn(engines.engine, (engine) =>
    turningPointsOf({ plan, engine, anomaly, indices }),
  );
  return {
    fingerprint,
    anomaly,
    schedules,
    kinds,
    foundAt: foundAt + 1,
    foundBy,
    isNew: !isKnown(fingerprint),
    ...(confirmed === null ? {} : { confirmed }),
    counterexample: { ...counterexample, ...turningPoints },
  };
}
