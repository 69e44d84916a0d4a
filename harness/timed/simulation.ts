/**
 * One run of policy `timed`: a discrete-event simulation in virtual time. Strategy code runs on the same handles and engines
 * as in an exploration, but a step takes effect when its request leg is over, and its caller goes on when its reply leg is.
 * Nothing is kept of what has been judged: memory grows with keys and with what is in flight, not with time.
 */
import type { StrategyInstance } from '../../strategies/strategy.ts';
import type { EngineRun, Expiry } from '../engines/engine.ts';
import { Actor } from '../scheduler/actor.ts';
import type { GuardedRun } from '../scheduler/ambient.ts';
import { currentRun, runActorCode } from '../scheduler/ambient.ts';
import type { Host } from '../scheduler/context.ts';
import { LocalMemory } from '../scheduler/handles/local.ts';
import type { RunPlan } from '../scheduler/plan.ts';
import type { RunProblem } from '../scheduler/problems.ts';
import { escaped } from '../scheduler/problems.ts';
import { promiseOf, type Step } from '../scheduler/step.ts';
import { expiryStep } from '../scheduler/timers.ts';
import { type Call, Client, OBSERVER, type Role } from './client.ts';
import { Disconnection } from './interventions.ts';
import { EventQueue } from './event-queue.ts';
import type { Happening, Listener, News, StepFaults } from './happening.ts';
import { Hearing } from './hearing.ts';
import type { Judge } from './judge.ts';
import type { Latencies } from './latencies.ts';
import type { Measures } from './measures.ts';
import { DRAIN_MS_MAX, endless, overloaded } from './problems.ts';
import { LockTimeout, patienceMsOf } from './lock-timeout.ts';
import { StepInFlight } from './step-in-flight.ts';
import { Stream } from './streams.ts';
import type { Traffic } from './traffic.ts';

/** Forgetting costs something each time. */
const COMMITS_KEPT = 64;
/** More at once means that operations arrive faster than they can end. */
const IN_FLIGHT_MAX = 100_000;

export class Simulation implements GuardedRun, Host {
  /** Code of a service listens to messages of Redis, and those are not simulated. */
  readonly world = null;
  readonly plan: RunPlan;
  readonly engine: EngineRun;
  readonly time: { now: number };
  readonly queue = new EventQueue<Happening>();
  readonly instances: readonly StrategyInstance[];
  readonly memories: readonly LocalMemory[];
  readonly latencies: Latencies;
  readonly measures: Measures;
  readonly judge: Judge;
  readonly traffic: Traffic;
  /** What else is to be told of commits. */
  readonly listeners: Listener[] = [];
  faults: StepFaults | null = null;
  /** Told of the observer's reads. */
  onObserved: ((call: Call) => void) | null = null;
  readonly topology = null;
  /** Null where no node listens to Redis. */
  readonly subscribers: Hearing | null;
  problem: RunProblem | null = null;
  readsClock = false;
  /** Sees each step when it has taken effect. */
  onStep: ((step: Step) => void) | null = null;
  /** TTLs are by up to this share longer or shorter than what the strategy says. */
  readonly ttlJitter: number;
  readonly #endMs: number;
  readonly #numbers: Stream;
  readonly #blocked = new Map<Step, StepInFlight>();
  readonly #idle: Client[] = [];
  #clients = 0;
  #hired = 0;
  #current: Happening | null = null;
  #granted: Step[] = [];
  /** Whose operations have ended in the code that is running. */
  readonly #ended: Client[] = [];
  #commitsSeen = 0;
  #changesSeen = 0;

  constructor(plan: RunPlan, engine: EngineRun, time: { now: number }, parts: SimulationParts) {
    this.plan = plan;
    this.engine = engine;
    this.time = time;
    this.latencies = parts.latencies;
    this.measures = parts.measures;
    this.judge = parts.judge;
    this.traffic = parts.traffic;
    this.ttlJitter = parts.ttlJitter;
    this.#endMs = parts.endMs + DRAIN_MS_MAX;
    this.#numbers = new Stream(parts.seed);
    this.instances = Array.from({ length: plan.scenario.nodes }, () => plan.create());
    this.memories = this.instances.map(() => new LocalMemory());
    this.subscribers = plan.listens ? new Hearing(this, parts.seed) : null;
  }

  /** Goes on to the next step that the engine must execute; null: nothing is left to happen, or the run has failed. */
  advance(): Step | null {
    while (this.problem === null) {
      const { first } = this.queue;
      if (first === undefined) return null;
      if (first.at > this.#endMs) {
        this.fail(endless());
        return null;
      }
      const expiry = this.engine.nextExpiry();
      if (expiry !== null && expiry.at <= first.at) {
        return this.#expire(expiry);
      }
      const happening = this.queue.take();
      this.time.now = happening.at;
      this.#current = happening;
      const step = happening.happen(this);
      if (step !== null) return this.#begin(step, happening.at);
    }
    return null;
  }

  #expire(expiry: Expiry): Step {
    this.#current = null;
    this.measures.sums.expiries++;
    const place = this.plan.redisServers?.names[expiry.server!] ?? 'redis';
    const step = expiryStep({ kind: 'expire', actor: CLOCK, place, ...expiry });
    return this.#begin(step, Math.max(this.time.now, expiry.at));
  }

  #begin(step: Step, atMs: number): Step {
    this.time.now = atMs;
    step.at = atMs;
    this.measures.sums.steps++;
    this.measures.note(step.actor.index);
    this.measures.note((atMs * 1e6) | 0);
    return step;
  }

  /** To be called when the engine has executed the step. */
  settle(step: Step): void {
    this.noteGranted();
    this.subscribers?.collect();
    this.#readNews();
    this.traffic.effect(step);
    this.#current?.settled?.(this, step);
    this.subscribers?.send();
    if (this.#granted.length > 0) {
      const granted = this.#granted;
      this.#granted = [];
      for (const one of granted) this.#letGo(one);
    }
    this.onStep?.(step);
  }

  /** Remembers whom the engine has let go. To be called before the engine is called again. */
  noteGranted(): void {
    const { granted } = this.engine;
    if (granted.length > 0) this.#granted.push(...(granted as readonly Step[]));
  }

  #readNews(): void {
    const { engine } = this;
    if (engine.commits.length === this.#commitsSeen && engine.changes.length === this.#changesSeen) return;
    const news: News = {
      commits: engine.commits.slice(this.#commitsSeen),
      changes: engine.changes.slice(this.#changesSeen),
    };
    for (const { changes } of news.commits) for (const change of changes) this.judge.committed(change, this.time.now);
    for (const listener of this.listeners) listener.committed?.(this, news);
    this.#commitsSeen = engine.commits.length;
    this.#changesSeen = engine.changes.length;
    if (this.#commitsSeen < COMMITS_KEPT || engine.forget === undefined) return;
    engine.forget();
    this.subscribers?.forgot();
    this.#commitsSeen = this.#changesSeen = 0;
  }

  /** Actor code asks for a step. */
  submit(step: Step): Promise<unknown> {
    if (currentRun() !== this)
      this.fail(escaped(`${step.label} was asked for by code`, "a place outside of the scheduler's control"));
    const client = step.actor as Client;
    if (client.crashed) return promiseOf(step);
    client.inFlight++;
    this.queue.add(new StepInFlight(this, step, client));
    return promiseOf(step);
  }

  /** A client with nothing to do. */
  hire(): Client {
    const client = this.#idle.pop() ?? new Client(this.newIndex(), 'client', this.#pooled);
    client.redisMs = client.mysqlMs = client.repliesMs = 0;
    const atWork = ++this.#hired;
    this.measures.peak('inFlight', atWork);
    if (atWork > IN_FLIGHT_MAX) this.fail(overloaded(atWork, this.time.now));
    return client;
  }

  readonly #pooled: Role = {
    idle: (client) => {
      this.#hired--;
      this.#idle.push(client);
    },
    died: () => void this.#hired--,
  };

  /** How many operations of pooled clients have not ended. */
  get atWork(): number {
    return this.#hired;
  }

  /** The number of a new session. */
  newIndex(): number {
    return this.#clients++;
  }

  /** The client goes on with whatever its code can do without a step. */
  run<Subject>(client: Client, code: ((run: this, subject: Subject) => void) | null, subject: Subject): void {
    runActorCode(this, code, subject);
    this.afterCode(client);
    // Of others, who have waited for its promise.
    for (let other = this.#ended.pop(); other !== undefined; other = this.#ended.pop()) this.afterCode(other);
  }

  /** Its code waits for steps, or has come to its end. */
  afterCode(client: Client): void {
    if (!client.isAtWork || client.inFlight > 0 || client.crashed || client.current !== null) return;
    client.isAtWork = false;
    client.role.idle(client);
  }

  /** The step waits for a lock. */
  wait(step: Step, event: StepInFlight): void {
    this.#blocked.set(step, event);
    this.queue.add(new LockTimeout(this.time.now + patienceMsOf(step), step));
  }

  isBlocked(step: Step): boolean {
    return this.#blocked.has(step);
  }

  get hasBlocked(): boolean {
    return this.#blocked.size > 0;
  }

  #letGo(step: Step): void {
    const event = this.#blocked.get(step);
    if (event === undefined) return;
    this.#blocked.delete(step);
    event.granted(this);
  }

  /** An operation of a client has ended. */
  ended(call: Call): void {
    this.#ended.push(call.actor as Client);
    if (call.id === 0) return;
    if (call.session === OBSERVER) this.onObserved?.(call);
    else this.judge.ended(call, this.time.now);
  }

  /** The process that the client is dies: its code goes on no more, and its connections end. */
  crash(client: Client): void {
    client.crashed = true;
    client.blocked = null;
    this.queue.add(new Disconnection(this.time.now, client));
  }

  random(): number {
    return this.#numbers.next();
  }

  fail(problem: RunProblem): void {
    this.problem ??= problem;
  }
}

/** Nobody's: what happens by itself. */
const CLOCK = new Actor(-1, 'clock');

export interface SimulationParts {
  readonly latencies: Latencies;
  readonly measures: Measures;
  readonly judge: Judge;
  readonly traffic: Traffic;
  /** Of the run. */
  readonly seed: number;
  readonly ttlJitter: number;
  /** When the load ends; what is under way then has some time to end, too. */
  readonly endMs: number;
}
