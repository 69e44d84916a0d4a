/** Who works in a simulation, and on what. */
import { Actor } from '../scheduler/actor.ts';
import { Operation, type OperationKind } from '../scheduler/step.ts';
import type { StepInFlight } from './step-in-flight.ts';
import type { Stream } from './streams.ts';

/**
 * A connection to each store and whoever uses it: an actor that begins again when what it did has ended, so that a run needs
 * as many as are ever at work at once.
 */
export class Client extends Actor {
  /** When the last of its steps so far takes effect, and is answered: a connection keeps the order. */
  redisMs = 0;
  mysqlMs = 0;
  repliesMs = 0;
  /** Steps that were sent and have not been answered. */
  inFlight = 0;
  /** Its role has something for it to do, or it has not been told yet that all is done. */
  isAtWork = false;
  /** Sent behind a statement that waits for a lock. */
  behind: readonly StepInFlight[] = NOBODY;
  readonly role: Role;

  constructor(index: number, name: string, role: Role) {
    super(index, name);
    this.role = role;
  }
}

/** What it does with itself. */
export interface Role {
  /** It has nothing to do. */
  idle(client: Client): void;
  /** It crashed. */
  died?(client: Client): void;
}

export const NOBODY: readonly StepInFlight[] = [];

/** One operation, with what is needed to judge it. */
export class Call extends Operation {
  /** The number of the row that it is about; 0: of none. */
  readonly id: number;
  /** The user on whose behalf it is; -1: nobody. */
  readonly session: number;
  readonly invokedMs: number;
  /** Counted, and not only part of the warm-up or of the observer's look. */
  readonly isMeasured: boolean;
  /** Where the latencies of its steps come from; null: they take no time. */
  readonly stream: Stream | null;
  /** When it was invoked, the newest version of the key that was acknowledged, and that was committed. */
  acknowledged = 0;
  committed = 0;
  /** What its session had seen of the key by then, and had written to it. */
  seen = 0;
  own = 0;
  /** How many of its steps went to MySQL, and how long it waited for them. */
  statements = 0;
  mysqlMs = 0;
  /** The value that MySQL has answered last. */
  fetched: string | null = null;

  constructor(client: Client, kind: OperationKind, about: CallSubject) {
    super(client, kind, about.key, about.value, about.node, 0);
    this.id = about.id;
    this.session = about.session;
    this.invokedMs = about.invokedMs;
    this.isMeasured = about.isMeasured;
    this.stream = about.stream;
  }
}

export interface CallSubject {
  readonly key: string | null;
  readonly value: string | null;
  readonly node: number;
  readonly id: number;
  readonly session: number;
  readonly invokedMs: number;
  readonly isMeasured: boolean;
  readonly stream: Stream | null;
}

/** The session of the observer, who looks when all has ended. */
export const OBSERVER = -2;
