/** A scenario with something left out, and what is known of its schedules. */
import type { RunPlan } from '../../scheduler/plan.ts';
import { planRun } from '../../scheduler/plan.ts';
import { faultNames } from '../../scheduler/faults.ts';
import { LANES } from '../../scheduler/run.ts';
import type { Scenario } from '../../scenario.ts';
import type { Option } from './option.ts';
import type { Reduction } from './reduction.ts';
import { actorsThatStay, faultsThatStay, operationsThatStay, reduceScenario } from './reduction.ts';
import type { Tree } from './tree.ts';

export class Candidate {
  readonly reduction: Reduction;
  readonly plan: RunPlan;
  readonly tree: Tree;
  /** The lanes from left to right, by their names in the original scenario. */
  readonly #lanes: readonly string[];
  /** Of each actor: the positions of its operations in the original scenario. */
  readonly #operations: readonly (readonly number[])[];

  constructor(original: RunPlan, reduction: Reduction, tree: Tree) {
    const { scenario, consumes } = original;
    this.reduction = reduction;
    this.tree = tree;
    this.plan = planAgain(original, reduceScenario(scenario, reduction));
    const actors = actorsThatStay(scenario, reduction);
    const faults = faultNames(scenario.faults);
    this.#lanes = lanesOf(
      actors.map(({ name }) => name),
      consumes,
      faultsThatStay(scenario, reduction).map(([plan]) => faults[scenario.faults.indexOf(plan)]!),
    );
    this.#operations = actors.map((actor) => operationsThatStay(actor, reduction));
  }

  /** A schedule as text, as `scheduleOf` has it. */
  scheduleOf(options: readonly Option[]): string {
    const { actors, faults } = this.plan.scenario;
    const names = lanesOf(
      actors.map(({ name }) => name),
      this.plan.consumes,
      faultNames(faults),
    );
    return options
      .filter(({ isEnd }) => !isEnd)
      .map(({ place, ordinal }) => names[place]! + (ordinal === 0 ? '' : `/${ordinal + 1}`))
      .join(' ');
  }

  /** How often each fault of the original scenario happens. */
  countFaults(options: readonly Option[], original: Scenario): number[] {
    return faultNames(original.faults).map((name) => {
      const place = this.#placeOf(name, this.plan.scenario.actors.length);
      return options.filter((option) => option.place === place).length;
    });
  }

  /** A schedule of this candidate in the words of another. What the other does not have is left out. */
  translate(options: readonly Option[], to: Candidate): Option[] {
    return options.flatMap((option) => {
      const place = to.#placeOf(this.#lanes[option.place]!);
      // Where a fault is left out, the step that it hit happens.
      if (place < 0) return option.hitOperation < 0 ? [] : this.#placed(option, option.victim, option.hitOperation, to);
      return this.#placed(option, option.place, option.operation, to);
    });
  }

  #placed(option: Option, from: number, operation: number, to: Candidate): Option[] {
    const place = to.#placeOf(this.#lanes[from]!);
    if (place < 0) return [];
    const isHit = from !== option.place;
    const position = operation < 0 ? -1 : to.#operations[place]!.indexOf(this.#operations[from]![operation]!);
    if (operation >= 0 && position < 0) return [];
    const victim = isHit || option.victim < 0 ? -1 : to.#placeOf(this.#lanes[option.victim]!);
    return [{ ...option, place, operation: position, victim, ordinal: isHit ? 0 : option.ordinal }];
  }

  #placeOf(lane: string, from = 0): number {
    return this.#lanes.indexOf(lane, from);
  }
}

/** From left to right, as `Run` has them. */
function lanesOf(actors: readonly string[], consumes: boolean, faults: readonly string[]): string[] {
  const own = Array.from({ length: LANES }, (_, i) => (i === 0 ? 'clock' : `lane ${i + 1} of the scheduler`));
  return [...actors, ...(consumes ? ['consumer'] : []), ...own, ...faults];
}

/** The same strategy with the same options, in another scenario. */
export function planAgain(plan: RunPlan, scenario: Scenario): RunPlan {
  const strategy = { name: plan.strategyName, title: plan.strategyName, create: () => plan.create() };
  return planRun(scenario, plan.strategyName, strategy, {});
}
