/** A scenario with something left out, and what is known of its schedules. */
import { laneNames } from '../../scheduler/pipeline/pipeline.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import { planRun } from '../../scheduler/plan.ts';
import { publisherNames } from '../../scheduler/publishers.ts';
import { faultNames } from '../../scheduler/faults.ts';
import { memberLanes } from '../../scheduler/topology.ts';
import { replicaNames } from '../../scheduler/replicas.ts';
import { backgroundNames } from '../../scheduler/background.ts';
import { subscriberNames } from '../../scheduler/subscribers.ts';
import { LANES } from '../../scheduler/actor.ts';
import type { Scenario } from '../../scenario.ts';
import type { Option } from './option.ts';
import type { OperationPart } from './parts.ts';
import type { Reduction } from './reduction.ts';
import { actorsThatStay, faultsThatStay, operationsThatStay, reduceScenario } from './reduction.ts';
import type { Tree } from './tree.ts';

/** An operation that stands for another. */
export interface Move {
  readonly from: OperationPart;
  readonly to: OperationPart;
}

export class Candidate {
  readonly reduction: Reduction;
  readonly plan: RunPlan;
  readonly tree: Tree;
  /** The lanes from left to right, by their names in the original scenario. */
  readonly #lanes: readonly string[];
  /** Of each actor: the positions of its operations in the original scenario. */
  readonly #operations: readonly (readonly number[])[];

  constructor(original: RunPlan, reduction: Reduction, tree: Tree) {
    const { scenario } = original;
    this.reduction = reduction;
    this.tree = tree;
    this.plan = planAgain(original, reduceScenario(scenario, reduction));
    const actors = actorsThatStay(scenario, reduction);
    const faults = faultNames(scenario.faults);
    this.#lanes = lanesOf(
      actors.map(({ name }) => name),
      servicesOf(original),
      faultsThatStay(scenario, reduction).map(([plan]) => faults[scenario.faults.indexOf(plan)]!),
    );
    this.#operations = actors.map((actor) => operationsThatStay(actor, reduction));
  }

  isFault({ place }: Option): boolean {
    const { actors, faults } = this.plan.scenario;
    return place >= lanesOf(Object.keys(actors), servicesOf(this.plan), []).length && faults.length > 0;
  }

  /** A schedule as text, as `scheduleOf` has it. */
  scheduleOf(options: readonly Option[]): string {
    const { actors, faults } = this.plan.scenario;
    const names = lanesOf(
      actors.map(({ name }) => name),
      servicesOf(this.plan),
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

  /** The operations that are invoked, in that order. */
  invoked(options: readonly Option[]): OperationPart[] {
    const seen = new Map<string, OperationPart>();
    for (const { place, operation } of options) {
      const position = this.#operations[place]?.[operation];
      const actor = this.#lanes[place]!;
      if (position !== undefined && !seen.has(`${actor} ${position}`))
        seen.set(`${actor} ${position}`, { kind: 'operation', actor, position });
    }
    return [...seen.values()];
  }

  /** A schedule of this candidate in the words of another. What the other does not have is left out. */
  translate(options: readonly Option[], to: Candidate, moves: readonly Move[] = []): Option[] {
    return options.flatMap((option) => {
      const { place, operation, victim, hitOperation } = option;
      const after = this.#translateTurn(place, operation, to, moves);
      if (after !== null) {
        const [hit] = victim < 0 ? [-1] : (this.#translateTurn(victim, hitOperation, to, moves) ?? [-1]);
        return [{ ...option, place: after[0], operation: after[1], victim: hit }];
      }
      // Where a fault is left out, the step that it hit happens.
      const spared = hitOperation < 0 ? null : this.#translateTurn(victim, hitOperation, to, moves);
      return spared === null ? [] : [{ ...option, place: spared[0], operation: spared[1], ordinal: 0, victim: -1 }];
    });
  }

  #translateTurn(place: number, operation: number, to: Candidate, moves: readonly Move[]): [number, number] | null {
    const lane = this.#lanes[place]!;
    if (operation < 0) return to.#lanes.includes(lane) ? [to.#placeOf(lane), -1] : null;
    const position = this.#operations[place]![operation]!;
    const move = moves.find(({ from }) => from.actor === lane && from.position === position);
    const { actor, position: after } = move?.to ?? { actor: lane, position };
    const placeAfter = to.#placeOf(actor);
    const operationAfter = to.#operations[placeAfter]?.indexOf(after) ?? -1;
    return operationAfter < 0 ? null : [placeAfter, operationAfter];
  }

  #placeOf(lane: string, from = 0): number {
    return this.#lanes.indexOf(lane, from);
  }
}

/** From left to right, as `Run` has them. */
function lanesOf(actors: readonly string[], services: readonly string[], faults: readonly string[]): string[] {
  const own = Array.from({ length: LANES }, (_, i) => (i === 0 ? 'clock' : `lane ${i + 1} of the scheduler`));
  return [...actors, ...services, ...own, ...faults];
}

/** The lanes that are no actors of the scenario: they bring changes to the strategy and to replicas, or work in the background. */
function servicesOf({ scenario, consumes, polls, listens, world }: RunPlan): string[] {
  return [
    ...(consumes ? laneNames(scenario.pipeline) : []),
    ...replicaNames(scenario.replicas),
    ...(polls ? publisherNames(scenario.nodes) : []),
    ...memberLanes(scenario.nodes, scenario.faults),
    ...(listens ? subscriberNames(scenario.nodes) : []),
    ...(world === null ? [] : backgroundNames(scenario.nodes)),
  ];
}

/** The same strategy with the same options, in another scenario. */
export function planAgain(plan: RunPlan, scenario: Scenario): RunPlan {
  const { strategyName: name, tables, follows, judged } = plan;
  const strategy = {
    ...{ name, title: name, create: () => plan.create() },
    ...(tables !== null && { tables }),
    ...(follows !== null && { follows }),
    ...(judged !== null && { judged }),
  };
  return { ...planRun(scenario, plan.strategyName, strategy, {}), world: plan.world };
}
