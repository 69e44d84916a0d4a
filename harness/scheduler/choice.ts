/** What can happen next. A policy chooses one of these; the scheduler makes it happen. */
import type { Commit, Expiry, Intervention } from '../engines/engine.ts';
import type { FaultPlan } from '../scenario.ts';
import type { Actor, StartChoice } from './actor.ts';
import type { Delivery } from './pipeline/pipeline.ts';
import type { Step } from './step.ts';

export type Choice =
  | Step
  | StartChoice
  | DeliverChoice
  | ApplyChoice
  | RefreshChoice
  | ExpireChoice
  | FaultChoice
  | EndChoice;

/** Move the next change event on: to Kafka, or to the strategy. */
export interface DeliverChoice extends Delivery {
  readonly kind: 'deliver';
}

/** Let a replica apply the next transaction of the primary. */
export interface ApplyChoice {
  readonly kind: 'apply';
  /** The replica's lane. */
  readonly actor: Actor;
  readonly commit: Commit;
}

/** Let a node hear who has come and gone. */
export interface RefreshChoice {
  readonly kind: 'refresh';
  /** The lane in which that node hears of others. */
  readonly actor: Actor;
}

/** Let the key with the earliest deadline expire. */
export interface ExpireChoice extends Expiry {
  readonly kind: 'expire';
  readonly actor: Actor;
  /** `redis`, or the name of the one of several. */
  readonly place: string;
}

/** One planned fault, with how often it has happened in this run. */
export interface FaultState {
  readonly plan: FaultPlan;
  readonly actor: Actor;
  count: number;
}

export interface FaultChoice {
  readonly kind: 'fault';
  readonly actor: Actor;
  readonly fault: FaultState;
  /** What happens: to the stores, to an actor, to a pending step, to the delivery of events, or to what is there. */
  readonly hit:
    | {
        readonly kind: 'stores';
        /** `redis`, or the name of the one of several. */
        readonly place: string;
        readonly intervention: Extract<Intervention, { kind: 'evict' | 'expire' | 'flush' | 'failover' }>;
        readonly at?: number;
      }
    | { readonly kind: 'crash'; readonly victim: Actor }
    | { readonly kind: 'lock-timeout'; readonly victim: Actor }
    | { readonly kind: 'step'; readonly step: Step }
    | { readonly kind: 'delivery'; readonly delivery: Delivery }
    | { readonly kind: 'topology' }
    | { readonly kind: 'rebalance'; readonly late: readonly Actor[] };
}

/** Stop here although a fault could still happen. */
export interface EndChoice {
  readonly kind: 'end';
  readonly actor: Actor;
}

/** Picked in place of a choice: the run is of no use and ends here, unjudged. */
export const ABANDON = -1;

/** What chooses. It sees the enabled choices, sorted by actor and by the actor's own step number, and nothing else. */
export interface Picker {
  pick(enabled: readonly Choice[]): number;
}

/** Takes what stands first: for phases in which order is not explored. */
export const first: Picker = { pick: () => 0 };
