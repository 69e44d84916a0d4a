/**
 * From the binlog to Kafka and from there to the strategy. The lane `canal` reads the binlog and sends one message for each
 * row event; each partition has one consumer of the group, which is given its messages in order, one at a time, and commits
 * its offset. What was given and not committed is given again: after a crash to another consumer, or to the same one, which
 * is then started again; after a rebalance to another one while the first still handles it.
 */
import type { KafkaRequest } from '../../engines/engine.ts';
import type { FaultKind, FaultPlan, KafkaPlan } from '../../scenario.ts';
import { Actor } from '../actor.ts';
import type { Choice } from '../choice.ts';
import type { Run } from '../run.ts';
import { Step } from '../step.ts';
import { subjectOf } from '../subject.ts';
import { atLeastFor, Backlog } from './backlog.ts';
import { consumeMessage } from './consume.ts';
import { Partition } from './partition.ts';
import { type Delivery, laneNames, type Pipeline } from './pipeline.ts';

const NONE: readonly never[] = [];

export class KafkaPipeline implements Pipeline {
  readonly lanes: Actor[];
  readonly plan: KafkaPlan;
  readonly partitions: readonly Partition[];
  readonly #run: Run;
  readonly #backlog: Backlog;
  /** By consumer: the message that it was given and has not committed. */
  readonly #inFlight: (Step | null)[];
  #sent = 0;

  constructor(run: Run, plan: KafkaPlan) {
    const group = { group: 'consumer', after: [], startMs: 0, operations: [] };
    this.#run = run;
    this.plan = plan;
    this.lanes = laneNames(plan).map((name, i) => {
      const index = run.actors.length + i;
      return i === 0 ? new Actor(index, name) : new Actor(index, name, { name, ...group });
    });
    this.partitions = Array.from({ length: plan.partitions }, (_, number) => new Partition(number, plan.consumers));
    this.#backlog = new Backlog(run.engine);
    this.#inFlight = Array.from({ length: plan.consumers }, () => null);
  }

  get isDrained(): boolean {
    return this.#backlog.length === 0 && this.partitions.every(({ waiting }) => waiting.length === 0);
  }

  owns(actor: Actor): boolean {
    return this.lanes.includes(actor);
  }

  addChoices(lane: Actor, list: Choice[]): void {
    for (const delivery of this.#deliveriesOf(lane)) list.push({ kind: 'deliver', ...delivery });
  }

  isInNeed(lane: Actor): boolean {
    return lane.current === null && this.#deliveriesOf(lane).length > 0;
  }

  hitsOf({ kind, step }: FaultPlan): readonly Delivery[] {
    if (step === 'kafka.send') return this.#backlog.canBeHitBy(kind) ? [this.#send] : NONE;
    return this.partitions.flatMap((partition) => {
      const { last, waiting } = partition;
      const isIdle = this.#consumerOf(partition).current === null;
      const isPossible = kind === 'duplicate' ? last >= 0 : waiting.length >= atLeastFor(kind);
      return isIdle && isPossible ? [this.#deliveryOf(partition)] : [];
    });
  }

  move({ name, queue }: Delivery, fault: FaultKind | null): Step {
    return name === 'kafka.send' ? this.#sendStep(fault) : this.#deliverStep(this.partitions[queue]!, fault);
  }

  settled(step: Step): typeof consumeMessage | null {
    const { request, command, event, fault } = step;
    if (fault === 'drop') return null;
    if (command === 'deliver') {
      this.#inFlight[this.#numberOf(step.actor)] = step;
      return consumeMessage;
    }
    if (command === 'send') {
      const [queue, offset] = step.reply as readonly [number, number];
      step.queues = [queue];
      this.partitions[queue]!.receive(offset, event!, step.index);
    } else if (step.state === 'done') {
      const { partition, offset } = request as Extract<KafkaRequest, { readonly action: 'commit' }>;
      this.partitions[partition]!.committed = offset;
      this.#inFlight[this.#numberOf(step.actor)] = null;
    }
    return null;
  }

  crashed(victim: Actor, by: Step): void {
    const number = this.#numberOf(victim);
    if (number < 0) return;
    this.#inFlight[number] = null;
    by.queues = this.queuesOf(victim);
    const heir = this.#nextAlive(number);
    if (heir === number) this.#restart(number);
    for (const queue of by.queues) this.#assign(this.partitions[queue]!, heir, by);
  }

  /** The partitions that the consumer reads. */
  queuesOf(lane: Actor): readonly number[] {
    const number = this.#numberOf(lane);
    return this.partitions.flatMap((partition) => (partition.consumer === number ? [partition.number] : []));
  }

  get late(): readonly Actor[] {
    return this.#inFlight.flatMap((step) => (step === null ? [] : [step.actor]));
  }

  rebalanced(by: Step): void {
    by.queues = this.partitions.map(({ number }) => number);
    const delivered = this.#inFlight.flatMap((step) => (step === null ? [] : [step.index]));
    // Of several that were in flight, each alone would have been enough.
    if (delivered.length === 1) by.causes = delivered;
    this.#inFlight.fill(null);
    for (const partition of this.partitions) this.#assign(partition, this.#nextAlive(partition.consumer), by);
  }

  /** The message could not be handled: its consumer is given it again. */
  failed(lane: Actor): void {
    const number = this.#numberOf(lane);
    const step = this.#inFlight[number] ?? null;
    if (lane.crashed || step === null) return;
    this.#inFlight[number] = null;
    this.partitions[step.queues[0]!]!.rewind();
  }

  get #send(): Delivery {
    return { actor: this.lanes[0]!, name: 'kafka.send', queue: 0 };
  }

  #deliveriesOf(lane: Actor): readonly Delivery[] {
    if (lane === this.lanes[0]) return this.#backlog.length > 0 ? [this.#send] : NONE;
    const number = this.#numberOf(lane);
    const own = this.partitions.filter(({ consumer, waiting }) => consumer === number && waiting.length > 0);
    return own.map((partition) => this.#deliveryOf(partition));
  }

  #deliveryOf(partition: Partition): Delivery {
    return { actor: this.#consumerOf(partition), name: 'kafka.deliver', queue: partition.number };
  }

  #sendStep(fault: FaultKind | null): Step {
    const event = this.#backlog.take(fault);
    const isKeyed = this.plan.key === 'primary-key';
    const step = new Step(this.lanes[0]!, null, 'kafka', 'send', {
      store: 'kafka',
      action: 'send',
      key: isKeyed ? String(event.id) : null,
      partition: isKeyed ? null : this.#sent % this.plan.partitions,
      value: JSON.stringify(event),
    });
    if (fault !== 'drop') this.#sent++;
    return this.#about(step, event);
  }

  #deliverStep(partition: Partition, fault: FaultKind | null): Step {
    const { waiting, number, isNew } = partition;
    const offset = fault === 'duplicate' ? partition.last : waiting.splice(fault === 'reorder' ? 1 : 0, 1)[0]!;
    const isFromCommitted = isNew && offset === partition.committed;
    const consumer = this.#consumerOf(partition);
    const step = new Step(consumer, null, 'kafka', 'deliver', {
      store: 'kafka',
      action: 'fetch',
      partition: number,
      offset: isFromCommitted ? null : offset,
    });
    step.queues = [number, ...this.queuesOf(consumer).filter((queue) => queue !== number)];
    const { change, sentAt } = partition.messages[offset]!;
    step.causes = partition.assignedAt < 0 ? [sentAt] : [sentAt, partition.assignedAt];
    partition.last = offset;
    partition.isNew = false;
    return this.#about(step, change);
  }

  #about(step: Step, event: NonNullable<Step['event']>): Step {
    step.event = event;
    step.subject = subjectOf(event, this.#run.plan.keyOf);
    return step;
  }

  #assign(partition: Partition, consumer: number, by: Step): void {
    partition.consumer = consumer;
    partition.assignedAt = by.index;
    partition.rewind();
  }

  /** Of the consumers after this one, the first that is alive; itself when there is no other. */
  #nextAlive(number: number): number {
    const { consumers } = this.plan;
    for (let i = 1; i < consumers; i++) {
      const other = (number + i) % consumers;
      if (!this.lanes[other + 1]!.crashed) return other;
    }
    return number;
  }

  /** A new process in the old lane: code of the old one that is still waiting somewhere stays as dead as it is. */
  #restart(number: number): void {
    const { index, name, group, taken } = this.lanes[number + 1]!;
    const fresh = new Actor(index, name, { name, group, after: [], startMs: 0, operations: [] });
    fresh.taken = taken;
    this.lanes[number + 1] = this.#run.actors[index] = fresh;
  }

  #numberOf(lane: Actor): number {
    return this.lanes.indexOf(lane) - 1;
  }

  #consumerOf({ consumer }: Partition): Actor {
    return this.lanes[consumer + 1]!;
  }
}
