/**
 * One execution of one schedule: a state machine that says what may happen next (`enabled`), begins what was chosen
 * (`take`), and carries its outcome back to the actors (`settle`). Who executes steps, and how long that takes, is the
 * driver's business (drive.ts).
 *
 * A choice point is exact: when `enabled` is asked, every actor is pending, blocked, sleeping, waiting for another actor
 * of the same run, or done. That is known, because everything that actor code can do without a step has been drained.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { StrategyInstance } from '../../strategies/strategy.ts';
import type { EngineRun, RowChange, StoreError } from '../engines/engine.ts';
import type { Problem } from '../result.ts';
import { Actor } from './actor.ts';
import { currentRun, runActorCode } from './ambient.ts';
import type { GuardedRun } from './ambient.ts';
import type { Choice, EndChoice, ExpireChoice } from './choice.ts';
import { describeError } from './describe-error.ts';
import { Deliveries } from './deliveries.ts';
import { Faults } from './faults.ts';
import { connectionError, mysqlError, redisError } from './handles/errors.ts';
import { LocalMemory } from './handles/local.ts';
import type { MysqlSession } from './handles/mysql.ts';
import { Invoker } from './invoke.ts';
import type { RunPlan } from './plan.ts';
import { Operation, Step } from './step.ts';
import { keepSteered } from './steer.ts';
import { addDueTimers } from './timers.ts';

export type Phase = 'warm' | 'main' | 'observe';
export type RunProblem = Omit<Problem, 'schedules'>;

export class Run implements GuardedRun {
  readonly plan: RunPlan;
  readonly engine: EngineRun;
  readonly time: { now: number };
  /** Everything that happened, in order; the observer's steps come last, from `observedFrom` on. */
  readonly steps: Step[] = [];
  readonly operations: Operation[] = [];
  /** The lanes of the main phase: the scenario's actors, the consumer, faults. */
  readonly actors: Actor[] = [];
  readonly memories: LocalMemory[] = [];
  readonly instances: StrategyInstance[] = [];
  readonly sessions: MysqlSession[] = [];
  /** The index of each choice among those enabled. */
  readonly indices: number[] = [];
  /** The actor of each choice but the end. */
  readonly chosen: Actor[] = [];
  /** Where an actor had several choices and the first was not taken: position in `chosen` → place among them. */
  ordinals: Map<number, number> | null = null;
  /** How many choices there were, at each choice point: part of what must repeat. */
  readonly widths: number[] = [];
  observedFrom = -1;
  /** Why this run has no verdict. */
  problem: RunProblem | null = null;
  /** An actor waits for something that is not a step: only a run under audit can say whether that is sound. */
  needsAudit = false;

  readonly #audited: boolean;
  readonly #invoker: Invoker;
  readonly consumer: Actor | null;
  readonly deliveries: Deliveries;
  readonly #faults: Faults | null;
  /** The lane of what happens by itself; of use only where time or a fault plays a part. */
  #clock: Actor | null = null;
  /** The only actor of the phases in which order is not explored. */
  #soloist: Actor | null = null;
  #end: EndChoice | null = null;
  readonly #granted: Step[] = [];
  #phase: Phase = 'main';
  /** An operation that has been invoked and whose first step is still to be chosen, because there are several ways to go. */
  #opening: Operation | null = null;
  #generator: ReturnType<typeof xoroshiro128plus> | null = null;

  /** @param time the clock that the engine's half of this run was begun with. */
  constructor(plan: RunPlan, engine: EngineRun, time: { now: number }, audited: boolean) {
    this.plan = plan;
    this.engine = engine;
    this.time = time;
    this.#audited = audited;
    const { scenario } = plan;
    for (const actor of scenario.actors) this.actors.push(new Actor(this.actors.length, actor.name, actor));
    for (const actor of this.actors) {
      if (actor.after.length > 0) actor.predecessors = this.actors.filter(({ name }) => actor.after.includes(name));
    }
    this.deliveries = new Deliveries(engine);
    this.consumer = plan.consumes ? new Actor(this.actors.length, 'consumer') : null;
    if (this.consumer !== null) this.actors.push(this.consumer);
    this.#faults = scenario.faults.length > 0 ? new Faults(this, scenario.faults, this.actors.length + LANES) : null;
    for (let i = 0; i < scenario.nodes; i++) {
      this.instances.push(plan.create());
      this.memories.push(new LocalMemory());
    }
    this.#invoker = new Invoker(this);
  }

  /** A fault that had to happen found no moment for it: the schedule is none of this scenario's. */
  get isDiscarded(): boolean {
    return this.#faults?.isIncomplete ?? false;
  }

  get #clockLane(): Actor {
    this.#clock ??= new Actor(this.actors.length, 'clock');
    return this.#clock;
  }

  get isWarming(): boolean {
    return this.#phase === 'warm';
  }

  enter(phase: Phase): void {
    this.#phase = phase;
    if (phase === 'observe') this.observedFrom = this.steps.length;
    if (phase === 'main' && this.steps.length > 0) this.#forgetWarmup();
    if (phase !== 'main')
      this.#soloist = new Actor(this.actors.length + 1, phase === 'warm' ? 'warmup' : 'observer', this.plan[phase]);
  }

  /** What may happen next, sorted by actor and by its own step number. Empty: the phase has ended. */
  enabled(): readonly Choice[] {
    const list: Choice[] = [];
    if (this.problem !== null || this.needsAudit || (this.#end !== null && this.#phase === 'main')) return list;
    if (this.#opening !== null) {
      const openers = headsOf(this.#opening);
      list.push(...openers);
      this.#faults?.addHits(openers, list);
      return list;
    }
    let isIdling = false;
    let sleeping = false;
    if (this.#phase === 'main') {
      for (const actor of this.actors) {
        if (actor.crashed) continue;
        sleeping = this.#addChoicesOf(actor, list) || sleeping;
        if (isIdle(actor)) isIdling = true;
      }
      if (sleeping || this.plan.hasDelayedStart) this.#addTime(list);
    } else {
      const actor = this.#soloist!;
      sleeping = this.#addChoicesOf(actor, list);
      if (sleeping) addDueTimers([actor], this.time.now, Infinity, list);
      if (isIdle(actor)) isIdling = true;
    }
    if (isIdling && !this.#audited) {
      this.needsAudit = true;
      return [];
    }
    if (this.#phase === 'main') this.#addFaults(list);
    if (list.length === 0 && !this.#allEnded()) this.#stuck();
    return this.#phase === 'main' && this.plan.scenario.explore.steer.length > 0 ? keepSteered(this, list) : list;
  }

  /** Begins the chosen one. Returns the step that an engine must execute, or null when there is nothing to execute. */
  take(enabled: readonly Choice[], index: number): Step | null {
    const choice = enabled[index];
    if (choice === undefined) throw new RangeError(`a policy picked ${index} of ${enabled.length} choices`);
    if (this.#phase === 'main') this.#record(enabled, index, choice);
    switch (choice.kind) {
      case 'step':
        return this.begin(choice);
      case 'start':
        return this.#start(choice.actor);
      case 'deliver':
        return this.begin(this.delivery(this.deliveries.next()));
      case 'expire':
        return this.begin(this.#expiry(choice));
      case 'fault':
        return this.#faults!.take(choice);
      case 'end':
        this.#end = choice;
        return null;
    }
  }

  /** Puts a step into the history as executed now. */
  begin(step: Step): Step {
    const { pending } = step.actor;
    const at = pending.indexOf(step);
    if (at === 0) pending.shift();
    else if (at > 0) pending.splice(at, 1);
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

  /** The step that hands an event to the consumer. */
  delivery(event: RowChange): Step {
    const step = new Step(this.consumer!, null, 'binlog', 'deliver');
    step.event = event;
    step.subject = this.#invoker.keyOf(event.id);
    return step;
  }

  /** Carries a step's outcome, and that of the steps it let go, to the actors, and lets them run to their next step. */
  settle(step: Step): void {
    if (step.state === 'blocked') {
      step.actor.blocked = step;
      step.waitedFor = step.blockedBy;
    } else if (step.state === 'pending') {
      // The scheduler's own step: nothing was asked of a store.
      step.state = 'done';
    }
    if (step.state !== 'blocked') this.#release(step);
    if (step.store === 'mysql' || step.intervention !== null) {
      this.noteGranted();
      if (this.#granted.length > 0) for (const granted of this.#granted.splice(0)) this.#grant(granted, step.index);
    }
    runActorCode(this, step.event !== null ? () => this.#invoker.change(step) : null);
    const began = this.#phase === 'observe' ? this.observedFrom : 0;
    if (this.steps.length - began >= this.plan.maxSteps && !this.#allEnded()) this.#tooLong();
  }

  /** Remembers whom the engine has let go, for `settle`. To be called before the engine is called again. */
  noteGranted(): void {
    for (const granted of this.engine.granted) this.#granted.push(granted as Step);
  }

  /** Lets the actors run to where each waits for a step. */
  drain(): void {
    runActorCode(this, null);
  }

  submit(step: Step): Promise<unknown> {
    if (currentRun() !== this)
      this.escape(`${step.label} was asked for by code`, "a place outside of the scheduler's control");
    const { actor } = step;
    return new Promise((resolve, reject) => {
      step.resolve = resolve;
      step.reject = reject;
      if (!actor.crashed) actor.pending.push(step);
    });
  }

  random(): number {
    this.#generator ??= xoroshiro128plus(this.plan.scenario.explore.seed);
    return (this.#generator.next() >>> 0) / 2 ** 32;
  }

  escape(what: string, where: string): void {
    this.fail({
      kind: 'escaped',
      message:
        `${what} at ${where} leaves the scheduler: it would happen at a time that no schedule controls. ` +
        'Fix: use clock.sleep(ms) for time, and the redis, mysql and local handles for I/O.',
    });
  }

  spins(what: string, turns: number): void {
    this.fail({
      kind: 'step-limit',
      message: `an actor called ${what} ${turns} times without a step in between: it waits for another actor in a loop, which no schedule can end. Fix: await a promise, or clock.sleep(ms)`,
    });
  }

  uncaught(error: unknown): void {
    this.fail({ kind: 'strategy', message: `an error that nobody caught: ${describeError(error)}` });
  }

  /** Ends the run without a verdict; the first reason counts. */
  fail(problem: RunProblem): void {
    this.problem ??= problem;
  }

  /** Adds the choices of one actor; returns whether it sleeps. */
  #addChoicesOf(actor: Actor, list: Choice[]): boolean {
    const { pending } = actor;
    let sleeping = false;
    if (pending.length === 1 && pending[0]!.store !== 'clock') {
      if (actor.blocked === null || pending[0]!.store !== 'mysql') list.push(pending[0]!);
    } else if (pending.length > 0) {
      sleeping = addHeads(actor, list);
    }
    if (actor === this.consumer) {
      if (actor.current === null && this.deliveries.waiting > 0) list.push({ kind: 'deliver', actor });
    } else if (actor.next < actor.operations.length && actor.current === null) {
      const plan = actor.operations[actor.next]!;
      if (actor.isReleased) {
        if (plan.kind === 'sleep') {
          this.#invoker.sleep(actor, plan.ms);
          sleeping = true;
        } else if (actor.startMs <= this.time.now) {
          list.push(actor.start);
        }
      }
    }
    return sleeping;
  }

  /** Timers in the order of their deadlines; a key that expires before a timer expires first. */
  #addTime(list: Choice[]): void {
    const expiry = this.engine.nextExpiry();
    const isExpiryDue = addDueTimers(this.actors, this.time.now, expiry?.at ?? Infinity, list);
    if (isExpiryDue) list.push({ kind: 'expire', actor: this.#clockLane, key: expiry!.key, at: expiry!.at });
  }

  #addFaults(list: Choice[]): void {
    if (this.#faults === null) return;
    const isOver = list.length === 0 && this.#allEnded();
    const mayEnd = this.#faults.addChoices(list);
    if (isOver && mayEnd && list.length > 0) list.unshift({ kind: 'end', actor: this.#clockLane });
  }

  #allEnded(): boolean {
    if (this.#phase !== 'main') return this.#soloist!.ended;
    const isDrained = this.consumer === null || this.consumer.crashed || this.deliveries.waiting === 0;
    return isDrained && this.actors.every((actor) => actor.ended);
  }

  #record(enabled: readonly Choice[], index: number, choice: Choice): void {
    this.indices.push(index);
    this.widths.push(enabled.length);
    if (choice.kind === 'end') return;
    let ordinal = 0;
    while (index - ordinal > 0 && enabled[index - ordinal - 1]!.actor === choice.actor) ordinal++;
    if (ordinal > 0) (this.ordinals ??= new Map()).set(this.chosen.length, ordinal);
    this.chosen.push(choice.actor);
  }

  #start(actor: Actor): Step | null {
    const operation = this.#invoker.invoke(actor);
    // Its code has run up to its first step, which belongs to the same choice.
    const openers = headsOf(operation);
    const [step] = openers;
    // It waits for something else, or for its turn on its own connection.
    if (step === undefined) return this.begin(new Step(actor, operation, 'actor', operation.kind));
    if (openers.length === 1 && !this.#faults?.mayHit(step)) return this.begin(step);
    this.#opening = operation;
    operation.isOpening = true;
    return null;
  }

  #expiry({ key, at }: ExpireChoice): Step {
    const step = new Step(this.#clockLane, null, 'redis', 'expire');
    step.subject = key;
    step.deadline = at;
    step.intervention = { kind: 'expire', key };
    return step;
  }

  #grant(step: Step, by: number): void {
    step.grantedAt = by;
    step.actor.blocked = null;
    this.#release(step);
  }

  /** Resolves or rejects what the actor awaits. Its code runs in the drain that follows. */
  #release(step: Step): void {
    if (step.resolve === null) return;
    if (step.fault === 'drop' || step.fault === 'lost-reply') {
      this.#disturb(step);
      step.reject!(connectionError(step.store === 'redis' ? 'redis' : 'mysql'));
    } else if (step.state === 'failed') {
      const error = step.reply as StoreError;
      if (error.errno === 1213 || error.errno === 1205) this.#disturb(step);
      step.reject!(step.request.store === 'mysql' ? mysqlError(error, step.request.sql) : redisError(error));
    } else if (step.store === 'local') {
      step.reply = (step.present as unknown as () => string | null)();
      step.resolve(step.reply);
    } else {
      step.resolve(step.present === null ? step.reply : step.present(step.reply as never));
    }
  }

  #disturb(step: Step): void {
    if (step.operation !== null) step.operation.disturbed = true;
  }

  #forgetWarmup(): void {
    this.steps.length = 0;
    this.operations.length = 0;
  }

  #stuck(): void {
    const lanes = this.#phase === 'main' ? this.actors : [this.#soloist!];
    const waiting = lanes.filter((actor) => !actor.ended).map((actor) => actor.name);
    this.fail({
      kind: 'deadlock',
      message: `nothing can happen any more, but ${waiting.join(', ')} ${waiting.length === 1 ? 'has' : 'have'} not ended: each waits for a promise that no step will settle`,
    });
  }

  #tooLong(): void {
    this.fail({
      kind: 'step-limit',
      message: `${WHAT_IS_OVER[this.#phase]} not over after ${this.plan.maxSteps} steps. Fix: raise explore.max_steps, or look for a loop that waits for another actor`,
    });
  }
}

const WHAT_IS_OVER = {
  warm: 'warming the cache was',
  main: 'the run was',
  observe: "the observer's reads, after all actors had ended, were",
} as const satisfies Record<Phase, string>;

/** Lanes between the actors and the faults: the clock's, and the observer's or the warm-up's. */
const LANES = 2;

/** Its code runs, but not because of a step: it waits for another actor, or for work that escaped. */
function isIdle(actor: Actor): boolean {
  return actor.current !== null && actor.pending.length === 0 && actor.blocked === null;
}

/** The steps of an operation that can be executed now. */
function headsOf(operation: Operation): readonly Step[] {
  const { pending, blocked } = operation.actor;
  if (pending.length === 1 && pending[0]!.store !== 'clock' && blocked === null) {
    return pending[0]!.operation === operation ? pending.slice() : [];
  }
  const heads: Choice[] = [];
  addHeads(operation.actor, heads);
  return (heads as Step[]).filter((step) => step.operation === operation);
}

/** One connection is one queue: of each store, only the oldest pending step can be executed. */
function addHeads(actor: Actor, list: Choice[]): boolean {
  let sleeping = false;
  let redis = false;
  let mysql = actor.blocked !== null;
  for (const step of actor.pending) {
    if (step.store === 'clock') {
      sleeping = true;
    } else if (step.store === 'local') {
      list.push(step);
    } else if (step.store === 'redis') {
      if (!redis) list.push(step);
      redis = true;
    } else {
      if (!mysql) list.push(step);
      mysql = true;
    }
  }
  return sleeping;
}
