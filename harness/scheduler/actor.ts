/** One sequential process: a lane in the diagram. */
import type { ActorPlan } from '../scenario.ts';
import type { LaneOperation, LanePlan } from './plan.ts';
import type { Operation, Step } from './step.ts';

const NONE: readonly Actor[] = [];
/** Nothing pending: the state in which an actor is most of the time, shared by all. */
export const NO_STEPS: readonly Step[] = [];

export class Actor {
  readonly name: string;
  /** The name in the scenario file, which faults and expectations use: `reader` for `reader1`. */
  readonly group: string;
  /** Its place among the lanes, and its client session. */
  readonly index: number;
  readonly operations: readonly LaneOperation[];
  /** Names of the actors that must have ended before this one starts, and those actors themselves. */
  readonly after: readonly string[];
  predecessors: readonly Actor[] = NONE;
  readonly startMs: number;
  /** The next operation to invoke. */
  next = 0;
  current: Operation | null = null;
  /** Steps that its code has asked for, in the order of asking. */
  pending: readonly Step[] = NO_STEPS;
  /** How many of its steps have been executed. */
  taken = 0;
  /** A step that waits for a lock. */
  blocked: Step | null = null;
  /** Replies to it that are there, behind messages which its node must handle first. */
  declare withheld: number;
  crashed = false;
  /** At the last choice point, it waited for a time to come. */
  isAsleep = false;
  /**
   * The MySQL connections on which `beginTransaction` was called and no statement has carried it yet: bit 0 for that to
   * the primary, bit n for that to the nth replica.
   */
  beginPending = 0;
  /** Standing for `start` among the choices: which step comes first is known only when its code has begun. */
  readonly start: StartChoice;

  constructor(index: number, name: string, plan?: LanePlan) {
    this.index = index;
    this.name = name;
    this.group = plan?.group ?? name;
    this.operations = plan?.operations ?? [];
    this.after = plan?.after ?? [];
    this.startMs = plan?.startMs ?? 0;
    this.start = { kind: 'start', actor: this };
  }

  /** Those that it waits for have ended. */
  get isReleased(): boolean {
    return this.predecessors === NONE || this.predecessors.every((actor) => actor.ended);
  }

  get ended(): boolean {
    return (
      this.crashed ||
      (this.next >= this.operations.length &&
        this.current === null &&
        this.pending.length === 0 &&
        this.blocked === null)
    );
  }
}

Object.assign(Actor.prototype, { withheld: 0 } satisfies Partial<Actor>);

/** Invoke the actor's next operation and execute its first step. */
export interface StartChoice {
  readonly kind: 'start';
  readonly actor: Actor;
}

/** Lanes between the actors and the faults: the clock's, and the observer's or the warm-up's. */
export const LANES = 2;

/** The scenario's actors, each with those it waits for. */
export function actorsOf(plans: readonly ActorPlan[]): Actor[] {
  const actors = plans.map((plan, index) => new Actor(index, plan.name, plan));
  for (const actor of actors) {
    if (actor.after.length > 0) actor.predecessors = actors.filter(({ name }) => actor.after.includes(name));
  }
  return actors;
}
