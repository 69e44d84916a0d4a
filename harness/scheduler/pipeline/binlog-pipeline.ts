/** Straight from the binlog: events in commit order, one at a time, unless a fault says otherwise. */
import type { FaultKind, FaultPlan } from '../../scenario.ts';
import { Actor } from '../actor.ts';
import type { Choice, DeliverChoice } from '../choice.ts';
import { callOnChange } from '../invoke.ts';
import type { Run } from '../run.ts';
import { Step } from '../step.ts';
import { subjectOf } from '../subject.ts';
import { Backlog } from './backlog.ts';
import type { Delivery, Pipeline } from './pipeline.ts';

const NONE: readonly never[] = [];

export class BinlogPipeline implements Pipeline {
  readonly lanes: readonly [Actor];
  readonly #run: Run;
  readonly #backlog: Backlog;
  readonly #next: DeliverChoice;

  constructor(run: Run) {
    const consumer = new Actor(run.actors.length, 'consumer');
    this.#run = run;
    this.#backlog = new Backlog(run.engine);
    this.#next = { kind: 'deliver', actor: consumer, name: 'binlog.deliver', queue: 0 };
    this.lanes = [consumer];
  }

  get isDrained(): boolean {
    return this.lanes[0].crashed || this.#backlog.length === 0;
  }

  owns(actor: Actor): boolean {
    return actor === this.lanes[0];
  }

  addChoices(_lane: Actor, list: Choice[]): void {
    if (this.#backlog.length > 0) list.push(this.#next);
  }

  queuesOf(): readonly number[] {
    return NONE;
  }

  isInNeed({ current }: Actor): boolean {
    return current === null && this.#backlog.length > 0;
  }

  hitsOf({ kind }: FaultPlan): readonly Delivery[] {
    if (this.lanes[0].current !== null) return NONE;
    return this.#backlog.canBeHitBy(kind) ? [this.#next] : NONE;
  }

  move({ actor }: Delivery, fault: FaultKind | null): Step {
    const event = this.#backlog.take(fault);
    const step = new Step(actor, null, 'binlog', 'deliver');
    step.event = event;
    step.subject = subjectOf(event, this.#run.plan.keyOf);
    return step;
  }

  settled(): typeof callOnChange {
    return callOnChange;
  }

  crashed(): void {}

  get late(): readonly Actor[] {
    return NONE;
  }

  rebalanced(): void {}
}
