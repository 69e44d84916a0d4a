/** The one schedule that stands for all that show the same anomaly in the same scenario. */
import { arrange } from './arrange.ts';
import { searchFewSwitches } from './few-switches.ts';
import type { Laboratory, Specimen } from './laboratory.ts';

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
  const arranged = isSmall ? known : await arrange(laboratory, known);
  const bounds = { switchesMax: arranged.switches, replaysMax: Infinity };
  const { specimen, isComplete } = await searchFewSwitches(laboratory, arranged.candidate, bounds);
  return { specimen: specimen ?? arranged, isCanonical: isComplete };
}
