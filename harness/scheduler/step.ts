/** The unit of interleaving, and the logical operation that it belongs to. */
import type { Commit, EngineStep, Intervention, Request, RowChange } from '../engines/engine.ts';
import type { FaultKind } from '../scenario.ts';
import type { Actor } from './actor.ts';

export type OperationKind = 'read' | 'write' | 'insert' | 'delete' | 'sleep' | 'change' | 'poll' | 'start' | 'message';

/** What an actor was asked to do, from invocation to response. Positions are indices into the run's steps. */
export class Operation {
  readonly actor: Actor;
  readonly kind: OperationKind;
  readonly key: string | null;
  /** The value to write. */
  readonly value: string | null;
  readonly node: number;
  /** The step with which it was invoked. */
  invokedAt: number;
  /** The step with which it responded; -1 while it has not, or never will. */
  respondedAt = -1;
  /** What a read returned. */
  result: string | null = null;
  error: unknown = undefined;
  /** It has been invoked, and which step comes first is being chosen. */
  isOpening = false;
  /** A round of background work: the commit that made it due. */
  declare cause: Commit | null;
  /** A fault or a lock error hit one of its steps, so failing is a legitimate outcome. */
  disturbed = false;

  constructor(
    actor: Actor,
    kind: OperationKind,
    key: string | null,
    value: string | null,
    node: number,
    invokedAt: number,
  ) {
    this.actor = actor;
    this.kind = kind;
    this.key = key;
    this.value = value;
    this.node = node;
    this.invokedAt = invokedAt;
  }

  /** It ended as its caller wanted: a write that `succeeded` is acknowledged. */
  get succeeded(): boolean {
    return this.respondedAt >= 0 && this.error === undefined;
  }
}

Object.assign(Operation.prototype, { cause: null } satisfies Partial<Operation>);

export type StepStore = 'redis' | 'mysql' | 'replica' | 'binlog' | 'kafka' | 'local' | 'clock' | 'actor' | 'nodes';

/** The faults that happen to a step of somebody else's. */
const HITS: ReadonlySet<FaultKind> = new Set(['drop', 'lost-reply', 'duplicate', 'reorder']);

/** Steps that no engine executes carry no request. */
const NO_REQUEST: Request = { store: 'redis', command: { name: 'none', args: [] } };

/**
 * One atomic effect on one store. Doubles as the engine's half, so that executing it allocates nothing.
 * A run makes one for each step, so what is said of few steps stands in the prototype (`COMMON`) until it is.
 */
export class Step implements EngineStep {
  declare readonly kind: 'step';
  readonly actor: Actor;
  readonly operation: Operation | null;
  readonly store: StepStore;
  readonly command: string;
  readonly request: Request;
  reply: EngineStep['reply'] = null;
  state: EngineStep['state'] = 'pending';
  declare blockedBy: number | null;
  /** Position in the run's steps; -1 until executed. */
  index = -1;
  /** Virtual time of execution, ms. */
  at = 0;
  /** Of several Redis servers, the name of the one that it is for. */
  declare server: string | null;
  declare livesUntil: number | null;
  /** A pending sleep's deadline. */
  declare deadline: number;
  /** For steps outside of Redis and MySQL: what it is about. */
  declare subject: string;
  /** What it stores in a node's memory. */
  declare value: string | null;
  /** What the world does to the stores in this step; null for what an actor asks. */
  declare intervention: Intervention | null;
  /** The event that a step of the pipeline moves on. */
  declare event: RowChange | null;
  /** The partitions that it is about; of a delivery, its own before those that the consumer reads besides. */
  declare queues: readonly number[];
  /** Steps without which it could not have been chosen, beside those that its actor and its event tell: indices. */
  declare causes: readonly number[];
  /** The fault that this step is, or that hit it. */
  declare fault: FaultKind | null;
  /** The session that it had to wait for; stays when the wait is over. */
  declare waitedFor: number | null;
  /** The index of the step that let it go: after a lock wait, or when its reply was behind pushed messages. */
  declare grantedAt: number;
  /** Of a service: the connection that it came by, which is a session of its own. -1: each actor has one. */
  declare connection: number;
  /** A timer of a service: one that its process would wait for, or not. Null for `clock.sleep`. */
  declare timer: 'timeout' | 'daemon' | null;
  /** Another node than its operation's asked for it, on behalf of that one; null: the operation's own. */
  declare forwardedTo: number | null;
  /** The actor code that followed looked at the clock, or set a timer. */
  declare touchesClock: boolean;
  /** The actor code that followed drew a random number. */
  declare touchesRandom: boolean;
  resolve: ((value: unknown) => void) | null = null;
  reject: ((error: unknown) => void) | null = null;
  /** Turns the store's reply into what the client library would return; null for the reply itself. */
  present: ((reply: never) => unknown) | null = null;

  constructor(
    actor: Actor,
    operation: Operation | null,
    store: StepStore,
    command: string,
    request: Request = NO_REQUEST,
  ) {
    this.actor = actor;
    this.operation = operation;
    this.store = store;
    this.command = command;
    this.request = request;
  }

  get session(): number {
    return this.connection < 0 ? this.actor.index : this.connection;
  }

  /** `redis`, `mysql` …; of several Redis servers, which one. */
  get place(): string {
    return this.server ?? this.store;
  }

  /** The service instance whose code asks for it, from 1; of what belongs to no operation, the first. */
  get node(): number {
    return this.forwardedTo ?? this.operation?.node ?? 1;
  }

  /** `reader.redis.get`; a fault that hit it shows: `writer.redis.del!drop`. A fault's own step says it by its lane. */
  get label(): string {
    const label = `${this.actor.name}.${this.place}.${this.command}`;
    return this.fault !== null && HITS.has(this.fault) ? `${label}!${this.fault}` : label;
  }

  /** What goes with it when the connection breaks on which it was sent: of MySQL, the open transaction. */
  get lostConnection(): Extract<Intervention, { kind: 'disconnect' }> | null {
    if (this.store === 'mysql') return { kind: 'disconnect', session: this.session };
    if (this.store !== 'replica' || this.request.store !== 'mysql') return null;
    return { kind: 'disconnect', session: this.session, replica: this.request.replica! };
  }

  /** What the driver has to do for it. */
  get execution(): 'request' | 'intervention' | 'none' {
    if (this.intervention !== null) return 'intervention';
    return this.request === NO_REQUEST || this.fault === 'drop' ? 'none' : 'request';
  }
}

/** What is true of nearly every step. */
const COMMON = {
  kind: 'step',
  blockedBy: null,
  server: null,
  livesUntil: null,
  deadline: 0,
  subject: '',
  value: null,
  intervention: null,
  event: null,
  queues: [],
  causes: [],
  fault: null,
  waitedFor: null,
  grantedAt: -1,
  connection: -1,
  timer: null,
  forwardedTo: null,
  touchesClock: false,
  touchesRandom: false,
} as const satisfies Partial<Step>;
Object.assign(Step.prototype, COMMON);

/** What the code that asks for a step awaits. */
export function promiseOf(step: Step): Promise<unknown> {
  return new Promise<unknown>((resolve, reject) => {
    step.resolve = resolve;
    step.reject = reject;
  });
}
