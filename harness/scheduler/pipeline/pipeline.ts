/**
 * How committed row changes come to a strategy's `onChange`: lanes beside the scenario's actors, each of which moves one
 * event on at a time. What may be moved, and what faults can do to that, is the pipeline's; the rest of the scheduler
 * treats its lanes as any other actor.
 */
import type { FaultKind, FaultPlan, PipelinePlan } from '../../scenario.ts';
import type { Actor } from '../actor.ts';
import type { Choice } from '../choice.ts';
import type { Run } from '../run.ts';
import type { Step } from '../step.ts';

export type DeliveryName = 'binlog.deliver' | 'kafka.send' | 'kafka.deliver' | 'redis.deliver';

/** One event that a lane can move on: the next one of a queue. */
export interface Delivery {
  readonly actor: Actor;
  readonly name: DeliveryName;
  /** The partition that it is in; 0 for the binlog. */
  readonly queue: number;
}

export interface Pipeline {
  readonly lanes: readonly Actor[];
  /** Nothing is left to move. What is being handled is not its business. */
  readonly isDrained: boolean;
  owns(actor: Actor): boolean;
  /** Adds what its lane can move on, when the lane has nothing else to do. */
  addChoices(lane: Actor, list: Choice[]): void;
  /** The partitions that the lane reads; none where there are no partitions. */
  queuesOf(lane: Actor): readonly number[];
  /** The lane must have a turn, unless a fault relieves it. */
  isInNeed(lane: Actor): boolean;
  /** What a fault that strikes deliveries can hit now. */
  hitsOf(plan: FaultPlan): readonly Delivery[];
  /** The step that moves the event on; with a fault, the last one again, the next but one, or one that gets lost. */
  move(delivery: Delivery, fault: FaultKind | null): Step;
  /** Takes notice of a step about an event. Returns the code that runs because of it. */
  settled(step: Step): ((run: Run, step: Step) => void) | null;
  /** An actor has crashed; `by` is the step that says so. */
  crashed(victim: Actor, by: Step): void;
  /** Consumers that are thrown out of the group by a rebalance now: those who take too long over a message. */
  readonly late: readonly Actor[];
  /** Every partition moves to the next consumer, and begins anew after what is committed. */
  rebalanced(by: Step): void;
}

/** The names of its lanes, from left to right. */
export function laneNames(plan: PipelinePlan): string[] {
  if (plan.kind === 'binlog') return ['consumer'];
  const { consumers } = plan;
  return [
    'canal',
    ...(consumers === 1 ? ['consumer'] : Array.from({ length: consumers }, (_, i) => `consumer${i + 1}`)),
  ];
}
