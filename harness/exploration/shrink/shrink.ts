/**
 * From a failing run to a canonical minimal counterexample: fewer actors, operations and faults, simpler values, fewer
 * switches, and of equally good schedules the first. Every candidate is executed.
 */
import type { Anomaly, Scenario } from '../../scenario.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import type { Run } from '../../scheduler/run.ts';
import type { Canonical } from './canonicalise.ts';
import { canonicalise } from './canonicalise.ts';
import { dropParts, tryReduction } from './drop.ts';
import { Fixed } from './choosers.ts';
import { exchangeActors } from './exchange.ts';
import type { LaboratoryOptions, Specimen } from './laboratory.ts';
import { Laboratory } from './laboratory.ts';
import type { OperationPart, Part } from './parts.ts';
import { partsOf } from './parts.ts';
import type { Reduction } from './reduction.ts';
import { NO_REDUCTION, operationsThatStay } from './reduction.ts';
import { simplify } from './simplify.ts';
import { witnessesOf } from './witness.ts';

export interface ShrinkOptions extends Omit<LaboratoryOptions, 'replaysMax'> {
  /** The choices of the failing run. */
  readonly indices: readonly number[];
  /** What the failing run had left out already: `plan` is the whole scenario's. */
  readonly reduction?: Reduction;
  /** How many executions at most. */
  readonly replaysMax?: number;
}

export interface Shrunk {
  /** What of the scenario is left out or replaced. */
  readonly reduction: Reduction;
  /** The shrunk scenario under the same strategy. */
  readonly plan: RunPlan;
  /** The choices of the counterexample in that plan. */
  readonly indices: readonly number[];
  readonly schedule: string;
  readonly switches: number;
  readonly steps: number;
  /** How many executions it took. */
  readonly replays: number;
  /** All schedules of the shrunk scenario with fewer switches, or the same number and a lower order, were executed. */
  readonly isCanonical: boolean;
}

export const REPLAYS_MAX = 50;

/** @throws RangeError when the given run does not show the anomaly */
export async function shrink(options: ShrinkOptions): Promise<Shrunk> {
  const { indices, reduction = NO_REDUCTION, replaysMax = REPLAYS_MAX, ...rest } = options;
  const laboratory = new Laboratory({ ...rest, replaysMax });
  const whole = laboratory.candidate(reduction);
  const { run, specimen } = await laboratory.execute(whole, () => new Fixed(indices));
  if (specimen === null) throw new RangeError(`the schedule that is to be shrunk does not show ${rest.anomaly}`);
  const { scenario } = rest.plan;
  const all = partsOf(scenario, whole.countFaults(specimen.options, scenario));
  const parts = all.filter((part) => part.kind === 'fault' || isLeft(scenario, reduction, part));
  // Where something has been left out before, positions in the run are not those in the scenario.
  const guesses = options.reduction === undefined ? guessesOf(run, rest.anomaly, parts) : [];
  const dropped = await dropParts(laboratory, { specimen, parts }, guesses);
  const exchanged = await exchangeActors(laboratory, dropped);
  const simple = await simplify(laboratory, await fixFaults(laboratory, exchanged.specimen));
  const { specimen: best, isCanonical } = await canonicaliseWithoutIdleFaults(laboratory, simple);
  const { candidate, ...canonical } = best;
  return {
    reduction: candidate.reduction,
    plan: candidate.plan,
    indices: canonical.indices,
    schedule: candidate.scheduleOf(canonical.options),
    switches: canonical.switches,
    steps: canonical.steps,
    replays: laboratory.replays,
    isCanonical,
  };
}

/** A fault that did not happen in the end is left out too, and there are fewer orders then. */
async function canonicaliseWithoutIdleFaults(laboratory: Laboratory, known: Specimen): Promise<Canonical> {
  const canonical = await canonicalise(laboratory, known);
  const fixed = await fixFaults(laboratory, canonical.specimen);
  return fixed === canonical.specimen ? canonical : canonicalise(laboratory, fixed);
}

/** Each fault happens as often as it does, no more and no less: in a scenario that only might have faults, more can happen. */
async function fixFaults(laboratory: Laboratory, known: Specimen): Promise<Specimen> {
  const { candidate, options } = known;
  const happened = candidate.countFaults(options, laboratory.plan.scenario);
  if (happened.every((times, i) => candidate.reduction.faults[i] === times)) return known;
  const faults = Object.fromEntries(happened.entries());
  return (await tryReduction(laboratory, known, { ...candidate.reduction, faults })) ?? known;
}

function isLeft({ actors }: Scenario, reduction: Reduction, { actor: name, position }: OperationPart): boolean {
  if (reduction.actors.includes(name)) return false;
  return operationsThatStay(actors.find((actor) => actor.name === name)!, reduction).includes(position);
}

/** What may be enough: the operations that the proof names; then all that their actors do. */
function guessesOf(run: Run, anomaly: Anomaly, parts: readonly Part[]): Part[][] {
  const witnesses = witnessesOf(run, anomaly);
  const named = (part: Part): boolean =>
    part.kind === 'fault' ||
    witnesses.some(({ actor, position }) => actor === part.actor && position === part.position);
  const involved = (part: Part): boolean =>
    part.kind === 'fault' || witnesses.some(({ actor }) => actor === part.actor);
  return [parts.filter(named), parts.filter(involved)];
}
