/**
 * One execution of one schedule: a state machine that says what may happen next (`enabled`), begins what was chosen
 * (`take`), and carries its outcome back to the actors (`settle`). The driver (drive.ts) has steps executed.
 *
 * A choice point is exact: when `enabled` is asked, every actor is pending, blocked, sleeping, waiting for another actor
 * of the same run, or done. That is known, because everything that actor code can do without a step has been drained.
 */
import type { StrategyInstance } from '../../strategies/strategy.ts';
import type { EngineRun } from '../engines/engine.ts';
import { append } from '../short-list.ts';
import { Actor, actorsOf, LANES } from './actor.ts';
import { answerAtOnce } from './at-once.ts';
import { currentRun, enterActorCode, type GuardedRun, leaveActorCode } from './ambient.ts';
import { ABANDON, type Choice, type EndChoice } from './choice.ts';
import { ChoiceLog } from './choice-log.ts';
import { Faults } from './faults.ts';
import type { Footprint } from './footprint.ts';
import { LocalMemory } from './handles/local.ts';
import { headsOf, isIdle, openersOf, putOff, soleChoice, takeOut } from './heads.ts';
import { invoke } from './invoke.ts';
import { addTime, choicesOfSoloist, hasEnded, stepOf, withChoicesOf } from './lane-choices.ts';
import { openPipeline } from './pipeline/open.ts';
import type { Pipeline } from './pipeline/pipeline.ts';
import type { RunPlan } from './plan.ts';
import type { Phase, RunProblem } from './problems.ts';
import { deadlocked, escaped, tooLong } from './problems.ts';
import { Publishers } from './publishers.ts';
import { noteOutcome, release } from './release.ts';
import { Replicas } from './replicas.ts';
import { type Operation, Step } from './step.ts';
import { Subscribers } from './subscribers.ts';
import { seededNumbers } from './seeded-numbers.ts';
import { keepSteered, startsTooEarly } from './steer.ts';
import { Topology } from './topology.ts';
import type { World } from './world.ts';

export class Run implements GuardedRun {
  readonly plan: RunPlan;
  readonly engine: EngineRun;
  readonly time: { now: number };
  /** Everything that happened, in order; the observer's steps come last, from `observedFrom` on. */
  readonly steps: Step[] = [];
  readonly operations: Operation[] = [];
  /** The lanes of the main phase: the scenario's actors and the pipeline's. */
  readonly actors: Actor[];
  /** One service instance for each node. */
  instances: StrategyInstance[] = [];
  observedFrom = -1;
  phase: Phase = 'main';
  /** Why this run has no verdict. */
  problem: RunProblem | null = null;
  /** The policy gave the run up. */
  isAbandoned = false;
  /** Actor code has looked at the clock, or set a timer, since the last step settled. */
  readsClock = false;
  /** Actor code has drawn a random number since the last step settled. */
  drawsRandom = false;
  /** An actor waits for something that is not a step: only a run under audit can say whether that is sound. */
  needsAudit = false;
  readonly isAudited: boolean;
  /** Null where the strategy does not listen to changes. */
  readonly pipeline: Pipeline | null;
  /** Null: there are none. The same of those who work in the background, of nodes that come, go or listen; of code of a service. */
  readonly replicas: Replicas | null;
  readonly publishers: Publishers | null;
  readonly topology: Topology | null;
  readonly subscribers: Subscribers | null;
  readonly world: World | null;
  readonly choices = new ChoiceLog();
  readonly #faults: Faults | null;
  footprint: Footprint | null = null;
  #memories: LocalMemory[] | null = null;
  #numbers: (() => number) | null = null;
  /** The lane of what happens by itself; of use only where time or a fault plays a part. */
  #clock: Actor | null = null;
  /** The only actor of the phases in which order is not explored. */
  #soloist: Actor | null = null;
  #end: EndChoice | null = null;
  /** The steps of this phase are executed as soon as they are asked for. */
  #isStraight = false;
  /** Steps that the engine has let go since the last one settled. */
  #granted: Step[] | null = null;
  /** An operation that has been invoked and whose first step is still to be chosen, because there are several ways to go. */
  #opening: Operation | null = null;

  /** @param time the clock that the engine's half of this run was begun with. */
  constructor(plan: RunPlan, engine: EngineRun, time: { now: number }, audited: boolean) {
    this.plan = plan;
    this.engine = engine;
    this.time = time;
    this.isAudited = audited;
    const { scenario } = plan;
    this.actors = actorsOf(scenario.actors);
    this.pipeline = plan.consumes ? openPipeline(this) : null;
    if (this.pipeline !== null) this.actors.push(...this.pipeline.lanes);
    this.replicas = scenario.replicas > 0 ? new Replicas(engine, plan, this.actors) : null;
    this.publishers = plan.polls ? new Publishers(engine, scenario.nodes, this.actors) : null;
    this.topology = plan.changesTopology ? new Topology(this, scenario, this.actors) : null;
    this.subscribers = plan.listens ? new Subscribers(this) : null;
    this.#faults = scenario.faults.length > 0 ? new Faults(this, scenario.faults, this.actors.length + LANES) : null;
    this.world = plan.world?.(this) ?? null;
    for (let i = 1; i <= scenario.nodes; i++)
      this.instances = append(this.instances, this.world?.instanceOf(i) ?? plan.create());
  }

  /** What each node's process holds in memory. Most strategies never look. */
  get memories(): LocalMemory[] {
    return (this.#memories ??= this.instances.map(() => new LocalMemory()));
  }

  get indices(): readonly number[] {
    return this.choices.indices;
  }

  get chosen(): readonly Actor[] {
    return this.choices.chosen;
  }

  /** What `Math.random` gives while actor code runs. */
  random(): number {
    this.drawsRandom = true;
    return (this.#numbers ??= seededNumbers(this.plan.scenario.explore.seed))();
  }

  /** A fault that had to happen found no moment for it, or `steer` was broken: the schedule is none of this scenario's. */
  get isDiscarded(): boolean {
    if (this.isAbandoned) return this.plan.isSteered;
    return this.#faults?.isIncomplete ?? false;
  }

  get #clockLane(): Actor {
    return (this.#clock ??= new Actor(this.actors.length, 'clock'));
  }

  /** @param isAtOnce the engine answers at once */
  enter(phase: Phase, isAtOnce = false): void {
    this.phase = phase;
    this.#isStraight = isAtOnce && phase === 'observe';
    if (phase === 'observe') this.observedFrom = this.steps.length;
    this.topology?.entered(phase);
    // What warmed the cache is no part of the history.
    if (phase === 'main' && this.steps.length > 0) this.operations.length = this.steps.length = 0;
    if (phase !== 'main')
      this.#soloist = new Actor(this.actors.length + 1, phase === 'warm' ? 'warmup' : 'observer', this.plan[phase]);
  }

  /** What may happen next, sorted by actor and by its own step number. Empty: the phase has ended. */
  enabled(): readonly Choice[] {
    if (this.problem !== null || this.needsAudit || this.isAbandoned) return NOTHING;
    if (this.#opening !== null) return keepSteered(this, openersOf(this.#opening, this.#faults));
    return this.phase === 'main' ? this.#enabledOfAll() : this.#enabledOfSoloist(this.#soloist!);
  }

  #enabledOfAll(): readonly Choice[] {
    if (this.#end !== null) return NOTHING;
    let list: Choice[] = [];
    let isIdling = false;
    let sleeping = this.plan.hasDelayedStart;
    for (const actor of this.actors) {
      const step = soleChoice(actor);
      if (step !== null) list = append(list, step);
      else if (!actor.crashed) {
        list = withChoicesOf(this, actor, list);
        if (actor.isAsleep) sleeping = true;
        if (isIdle(actor)) isIdling = true;
      }
    }
    if (sleeping) addTime(this, this.#clockLane, list);
    if (isIdling && !this.isAudited) this.needsAudit = true;
    if (this.needsAudit) return NOTHING;
    this.topology?.addRefreshes(list);
    this.#faults?.addTo(list, () => this.#clockLane);
    if (list.length === 0 && !hasEnded(this)) this.fail(deadlocked(this.actors, this.actors));
    return keepSteered(this, list);
  }

  #enabledOfSoloist(actor: Actor): readonly Choice[] {
    if (soleChoice(actor) !== null) return actor.pending;
    const list = choicesOfSoloist(this, actor);
    if (isIdle(actor) && !this.isAudited) this.needsAudit = true;
    if (this.needsAudit) return NOTHING;
    if (list.length === 0 && !actor.ended) this.fail(deadlocked([actor], this.actors));
    return list;
  }

  /** Begins the chosen one. Returns the step that an engine must execute, or null when there is nothing to execute. */
  take(enabled: readonly Choice[], index: number): Step | null {
    if (index === ABANDON) {
      this.isAbandoned = true;
      return null;
    }
    const choice = enabled[index];
    if (choice === undefined) throw new RangeError(`a policy picked ${index} of ${enabled.length} choices`);
    if (this.phase === 'main') this.choices.add(enabled, index);
    switch (choice.kind) {
      case 'step':
        return this.begin(choice);
      case 'start': {
        const operation = invoke(this, choice.actor);
        leaveActorCode(this);
        return this.opened(operation);
      }
      case 'fault':
        return this.#faults!.take(choice);
      case 'end':
        this.#end = choice;
        return null;
      default:
        return this.begin(stepOf(this, choice));
    }
  }

  /** `take` of the start of an operation, up to where actor code is left. */
  open(enabled: readonly Choice[], index: number): Operation {
    if (this.phase === 'main') this.choices.add(enabled, index);
    return invoke(this, enabled[index]!.actor);
  }

  /** `take` of the start of an operation, from there on: its code has run up to its first step. */
  opened(operation: Operation): Step | null {
    // Its steps were executed while it ran.
    if (this.steps.length > operation.invokedAt) return null;
    // They belong to the same choice.
    const heads = headsOf(operation);
    if (startsTooEarly(this, heads)) return this.take(NOTHING, ABANDON);
    const { 0: step, 1: rival } = heads;
    // It waits for something else, or for its turn on its own connection.
    if (step === undefined) return this.begin(new Step(operation.actor, operation, 'actor', operation.kind));
    if (rival === undefined && !this.#faults?.mayHit(step)) return this.begin(step);
    this.#opening = operation;
    operation.isOpening = true;
    return null;
  }

  /** Puts a step into the history as executed now. */
  begin(step: Step): Step {
    takeOut(step);
    if (step.deadline > this.time.now) this.time.now = step.deadline;
    step.index = this.steps.length;
    step.at = this.time.now;
    step.actor.taken++;
    this.steps.push(step);
    if (this.#opening !== null) {
      this.#opening.isOpening = false;
      this.#opening = null;
    }
    return step;
  }

  /** Carries a step's outcome, and that of the steps it let go, to the actors, and lets them run to their next step. */
  settle(step: Step): void {
    this.answer(step);
    leaveActorCode(this);
    while (this.subscribers?.letGo(step.index) === true) leaveActorCode(this);
    this.settled(step);
  }

  /** `settle`, up to where actor code is left. */
  answer(step: Step): void {
    if (noteOutcome(step)) (this.world ?? this.replicas)?.noteWait(step);
    else if (this.subscribers?.withholds(step) !== true) release(step);
    if (step.store === 'mysql' || step.intervention !== null) {
      this.noteGranted();
      if (this.#granted !== null) for (const granted of this.#granted) release(granted, step.index);
      this.#granted = null;
    }
    this.subscribers?.note(step);
    enterActorCode(this, step.event !== null ? this.pipeline!.settled(step) : null, step);
  }

  /** `settle`, from there on. */
  settled(step: Step): void {
    if (this.readsClock) step.touchesClock = true;
    if (this.drawsRandom) step.touchesRandom = true;
    this.readsClock = this.drawsRandom = false;
    const began = this.phase === 'observe' ? this.observedFrom : 0;
    if (this.steps.length - began < this.plan.maxSteps) return;
    const isOver = this.phase === 'main' ? hasEnded(this) : this.#soloist!.ended;
    if (!isOver) this.fail(tooLong(this.phase, this.plan.maxSteps));
  }

  /** Remembers whom the engine has let go, for `settle`. To be called before the engine is called again. */
  noteGranted(): void {
    const { granted } = this.engine;
    if (granted.length > 0) this.#granted = [...(this.#granted ?? []), ...(granted as readonly Step[])];
  }

  submit(step: Step): Promise<unknown> {
    if (currentRun() !== this)
      this.fail(escaped(`${step.label} was asked for by code`, "a place outside of the scheduler's control"));
    return this.#isStraight ? answerAtOnce(this, step) : putOff(step);
  }

  /** Ends the run without a verdict; the first reason counts. */
  fail(problem: RunProblem): void {
    this.problem ??= problem;
  }
}

const NOTHING: readonly Choice[] = [];
