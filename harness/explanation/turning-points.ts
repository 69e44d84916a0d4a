/** Why it happens: the pairs of steps that it hangs on, and from where on it cannot be prevented. */
import type { Engine } from '../engines/engine.ts';
import { Fixed } from '../exploration/shrink/choosers.ts';
import { Laboratory } from '../exploration/shrink/laboratory.ts';
import { NO_REDUCTION } from '../exploration/shrink/reduction.ts';
import type { Counterexample } from '../result.ts';
import type { Anomaly } from '../scenario.ts';
import type { RunPlan } from '../scheduler/plan.ts';
import { flipsOf } from './flips.ts';
import { pointOfNoReturn } from './point-of-no-return.ts';

export interface TurningPointsOptions {
  readonly plan: RunPlan;
  readonly engine: Engine;
  readonly anomaly: Anomaly;
  /** The choices of a run that shows it. */
  readonly indices: readonly number[];
}

export type TurningPoints = Pick<Counterexample, 'flips' | 'pointOfNoReturn'>;

/** An execution on real servers costs a hundred times as much, and so does one of code of a service, for its clients. */
const EFFORT = {
  embedded: { exactMax: 2000, samples: 400 },
  real: { exactMax: 60, samples: 20 },
} as const;

/** Nothing for a run that does not show the anomaly. */
export async function turningPointsOf({ indices, ...options }: TurningPointsOptions): Promise<TurningPoints> {
  const laboratory = new Laboratory({ ...options, replaysMax: Infinity });
  const { run, specimen } = await laboratory.execute(laboratory.candidate(NO_REDUCTION), () => new Fixed(indices));
  if (specimen === null) return {};
  const effort = options.plan.world === null ? EFFORT[options.engine.kind] : EFFORT.real;
  const { widths } = run.choices;
  const { steps } = specimen.order;
  return {
    flips: await flipsOf(laboratory, specimen),
    pointOfNoReturn: await pointOfNoReturn({ indices, widths, steps }, { ...options, ...effort }),
  };
}
