/** The unit of interleaving, and the logical operation that it belongs to. */
import type { EngineStep, Intervention, MysqlReply, RedisReply, Request, RowChange } from '../engines/engine.ts';
import type { FaultKind } from '../scenario.ts';
import type { Actor } from './actor.ts';

export type OperationKind = 'read' | 'write' | 'insert' | 'delete' | 'sleep' | 'change';

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

export type StepStore = 'redis' | 'mysql' | 'binlog' | 'local' | 'clock' | 'actor';

/** The faults that happen to a step of somebody else's. */
const HITS: ReadonlySet<FaultKind> = new Set(['drop', 'lost-reply', 'duplicate', 'reorder']);

/** Steps that no engine executes carry no request. */
const NO_REQUEST: Request = { store: 'redis', command: { name: 'none', args: [] } };

/** One atomic effect on one store. Doubles as the engine's half, so that executing it allocates nothing. */
export class Step implements EngineStep {
  readonly kind = 'step';
  readonly actor: Actor;
  readonly operation: Operation | null;
  readonly store: StepStore;
  readonly command: string;
  readonly request: Request;
  readonly session: number;
  reply: RedisReply | MysqlReply = null;
  state: EngineStep['state'] = 'pending';
  blockedBy: number | null = null;
  /** Position in the run's steps; -1 until executed. */
  index = -1;
  /** Virtual time of execution, ms. */
  at = 0;
  /** A pending sleep's deadline. */
  deadline = 0;
  /** For steps outside of Redis and MySQL: what it is about. */
  subject = '';
  /** What it stores in a node's memory. */
  value: string | null = null;
  /** What the world does to the stores in this step; null for what an actor asks. */
  intervention: Intervention | null = null;
  /** The event that a delivery hands over. */
  event: RowChange | null = null;
  /** The fault that this step is, or that hit it. */
  fault: FaultKind | null = null;
  /** The session that it had to wait for; stays when the wait is over. */
  waitedFor: number | null = null;
  /** The index of the step that let it go, after a lock wait. */
  grantedAt = -1;
  /** The actor code that followed looked at the clock, or set a timer. */
  touchesClock = false;
  /** The actor code that followed drew a random number. */
  touchesRandom = false;
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
    this.session = actor.index;
  }

  /** `reader.redis.get`; a fault that hit it shows: `writer.redis.del!drop`. A fault's own step says it by its lane. */
  get label(): string {
    const label = `${this.actor.name}.${this.store}.${this.command}`;
    return this.fault !== null && HITS.has(this.fault) ? `${label}!${this.fault}` : label;
  }

  /** What the driver has to do for it. */
  get execution(): 'request' | 'intervention' | 'none' {
    if (this.intervention !== null) return 'intervention';
    return this.request === NO_REQUEST || this.fault === 'drop' ? 'none' : 'request';
  }
}

let resolveLatest: NonNullable<Step['resolve']>;
let rejectLatest: NonNullable<Step['reject']>;
/** One for all promises: a closure for each would take longer than the promise. */
const keepSettlers: ConstructorParameters<PromiseConstructor>[0] = (resolve, reject) => {
  resolveLatest = resolve;
  rejectLatest = reject;
};

/** What the code that asks for a step awaits. */
export function promiseOf(step: Step): Promise<unknown> {
  const promise = new Promise<unknown>(keepSettlers);
  step.resolve = resolveLatest;
  step.reject = rejectLatest;
  return promise;
}
