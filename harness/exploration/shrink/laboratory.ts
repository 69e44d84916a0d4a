/** Executes candidates, counts them, and executes none twice. */
import { checkers } from '../../checkers/registry.ts';
import { factsOf } from '../../checkers/facts.ts';
import { happensBefore } from '../../dependence/happens-before.ts';
import type { Engine } from '../../engines/engine.ts';
import type { Anomaly } from '../../scenario.ts';
import type { Choice } from '../../scheduler/choice.ts';
import { ABANDON } from '../../scheduler/choice.ts';
import { installGuard } from '../../scheduler/guard.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import type { Run } from '../../scheduler/run.ts';
import { executeAnywhere } from '../execution/execute-anywhere.ts';
import type { SchedulePicker } from '../policies/policy.ts';
import { Candidate } from './candidate.ts';
import { switchesOf } from './choosers.ts';
import type { Order } from './linearise.ts';
import type { Option } from './option.ts';
import { optionsOf } from './option.ts';
import type { Reduction } from './reduction.ts';
import { reduceScenario } from './reduction.ts';
import type { Chooser, Outcome, Path } from './tree.ts';
import { Tree } from './tree.ts';

/** A schedule of a candidate that shows the anomaly. */
export interface Specimen extends Path {
  readonly candidate: Candidate;
  readonly order: Order;
  readonly switches: number;
  readonly steps: number;
}

export interface Executed {
  readonly run: Run;
  /** What was chosen. */
  readonly taken: readonly Option[];
  /** Null when it does not show the anomaly. */
  readonly specimen: Specimen | null;
}

export interface LaboratoryOptions {
  readonly plan: RunPlan;
  readonly engine: Engine;
  readonly anomaly: Anomaly;
  /** How many executions at most. */
  readonly replaysMax: number;
}

export class Laboratory {
  readonly plan: RunPlan;
  readonly anomaly: Anomaly;
  /** Executions so far, those that were given up among them. */
  replays = 0;
  readonly #engine: Engine;
  readonly #replaysMax: number;
  /** By what they contain: candidates that differ in names alone are one. */
  readonly #trees = new Map<string, Tree>();

  constructor({ plan, engine, anomaly, replaysMax }: LaboratoryOptions) {
    installGuard();
    this.plan = plan;
    this.anomaly = anomaly;
    this.#engine = engine;
    this.#replaysMax = replaysMax;
  }

  get isExhausted(): boolean {
    return this.replays >= this.#replaysMax;
  }

  candidate(reduction: Reduction): Candidate {
    const content = contentOf(reduceScenario(this.plan.scenario, reduction));
    const tree = this.#trees.get(content) ?? new Tree();
    this.#trees.set(content, tree);
    return new Candidate(this.plan, reduction, tree);
  }

  /**
   * Executes the schedule that a chooser makes, unless its outcome is known.
   * @param choosing gives a new chooser each time: it is asked once for what is known and once for the execution
   * @returns the schedule when it shows the anomaly; null when it does not, or was given up, or nothing more may be executed
   */
  async attempt(candidate: Candidate, choosing: () => Chooser): Promise<Specimen | null> {
    const known = candidate.tree.recall(choosing());
    if (known !== null) return specimenOf(candidate, known.path, known.outcome);
    return this.isExhausted ? null : (await this.execute(candidate, choosing)).specimen;
  }

  async execute(candidate: Candidate, choosing: () => Chooser): Promise<Executed> {
    this.replays++;
    const picker = new Recorder(choosing);
    const { plan, tree } = candidate;
    const run = await executeAnywhere(plan, this.#engine, picker);
    const { indices, isAbandoned, observedFrom: steps } = run;
    const shows = isShown(run, this.anomaly);
    const order = shows ? { happensBefore: happensBefore(run), steps: picker.steps } : null;
    const outcome: Outcome = { isOutcome: true, order, steps };
    tree.remember(picker.points, indices, isAbandoned ? undefined : outcome);
    const { taken } = picker;
    return { run, taken, specimen: specimenOf(candidate, { options: taken, indices }, outcome) };
  }
}

/** Whether the run has a verdict, and that is the anomaly. */
export function isShown(run: Run, anomaly: Anomaly): boolean {
  if (run.problem !== null || run.isDiscarded || run.isAbandoned) return false;
  return checkers[anomaly].check(factsOf(run)).kind === 'violation';
}

function specimenOf(candidate: Candidate, { options, indices }: Path, { order, steps }: Outcome): Specimen | null {
  return order === null ? null : { candidate, options, indices, order, steps, switches: switchesOf(options) };
}

/** All that a run depends on, without names. */
function contentOf({ rows, warm, nodes, actors, faults, explore }: RunPlan['scenario']): string {
  const places = new Map(actors.map(({ name }, i) => [name, i]));
  return JSON.stringify([
    rows,
    warm,
    nodes,
    actors.map(({ after, startMs, operations }) => [after.map((name) => places.get(name)), startMs, operations]),
    faults.map(({ actor, ...plan }) => [plan, actors.map(({ name, group }) => actor === name || actor === group)]),
    explore.steer,
  ]);
}

/** Asks a chooser, and keeps what it was asked. */
class Recorder implements SchedulePicker {
  readonly number = 0;
  readonly #choosing: () => Chooser;
  #chooser: Chooser;
  #run: Run | null = null;
  points: Option[][] = [];
  taken: Option[] = [];
  /** Of each choice, the index of the step that came of it. */
  steps: number[] = [];

  constructor(choosing: () => Chooser) {
    this.#choosing = choosing;
    this.#chooser = choosing();
  }

  attach(run: Run): void {
    this.#run = run;
  }

  pick(enabled: readonly Choice[]): number {
    const options = optionsOf(this.#run!, enabled);
    this.points.push(options);
    const index = this.#chooser.choose(options);
    if (index === ABANDON) return ABANDON;
    this.taken.push(options[index]!);
    this.steps.push(this.#run!.steps.length);
    return index;
  }

  restart(): void {
    this.points = [];
    this.taken = [];
    this.steps = [];
    this.#chooser = this.#choosing();
  }
}
