/** The one schedule that stands for all that show the same anomaly in the same scenario. */
import type { Engine } from '../../engines/engine.ts';
import type { Anomaly } from '../../scenario.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import type { Exemplar } from '../verdict/exemplar.ts';
import { arrange } from './arrange.ts';
import { bySteps, bySwitches } from './canonical-order.ts';
import { Fixed } from './choosers.ts';
import { searchFewSwitches } from './few-switches.ts';
import type { Specimen } from './laboratory.ts';
import { Laboratory } from './laboratory.ts';
import { NO_REDUCTION } from './reduction.ts';

/** So few switches between so few lanes that looking through all is cheaper than moving blocks about. */
const LANES_FEW = 2;
const SWITCHES_FEW = 2;

export interface Canonical {
  readonly specimen: Specimen;
  /** Every schedule that would come before it has been executed, and does not show the anomaly. */
  readonly isCanonical: boolean;
}

export async function canonicalise(laboratory: Laboratory, known: Specimen): Promise<Canonical> {
  const lanes = new Set(known.options.map(({ place }) => place)).size;
  const isSmall = lanes <= LANES_FEW || known.switches <= SWITCHES_FEW;
  const arranged = isSmall ? known : await arrange(laboratory, known, bySwitches);
  const bounds = { switchesMax: arranged.switches, replaysMax: Infinity };
  const { specimen, isComplete } = await searchFewSwitches(laboratory, arranged.candidate, bounds);
  return { specimen: specimen ?? arranged, isCanonical: isComplete };
}

const EXEMPLAR_REPLAYS_MAX = 50;

/** Of schedules as short as a known one, of the same scenario, the one that stands for them: equal bugs look equal. */
export async function canonicalExemplar(
  plan: RunPlan,
  engine: Engine,
  anomaly: Anomaly,
  known: Exemplar,
): Promise<Exemplar> {
  const laboratory = new Laboratory({ plan, engine, anomaly, replaysMax: EXEMPLAR_REPLAYS_MAX });
  const whole = laboratory.candidate(NO_REDUCTION);
  const { specimen } = await laboratory.execute(whole, () => new Fixed(known.indices));
  if (specimen === null) return known;
  const { indices, options, steps, switches } = await arrange(laboratory, specimen, bySteps);
  return { schedule: whole.scheduleOf(options), indices, length: steps, switches };
}
