/**
 * What nodes are sent by Redis without having asked for it. The subscriber of each node is a lane of its own, which is
 * delivered one message after the other, in the order in which Redis sent them on that connection; how late it is, is what
 * the policy chooses. A message that a fault drops is gone.
 */
import type { FaultPlan } from '../scenario.ts';
import { append } from '../short-list.ts';
import { Actor } from './actor.ts';
import type { Choice, DeliverChoice } from './choice.ts';
import type { MessageHandler } from './handles/subscriber.ts';
import { perform } from './invoke.ts';
import { ListenerContext } from './listener-context.ts';
import type { Delivery } from './pipeline/pipeline.ts';
import type { Run } from './run.ts';
import { Operation, promiseOf, Step } from './step.ts';

/** One node's connection. */
interface Listener {
  readonly next: DeliverChoice;
  /** Of each message that it was sent: the step that caused it. */
  readonly causes: number[];
  /** How many messages have been delivered, or lost. */
  taken: number;
  context: ListenerContext | null;
  readonly handlers: MessageHandler[];
}

export class Subscribers {
  readonly lanes: readonly Actor[];
  readonly #run: Run;
  readonly #listeners: readonly Listener[];
  /** Some node has had tracking turned on. */
  tracks = false;

  /** @param run its lanes so far; those of the subscribers come after them */
  constructor(run: Run) {
    this.#run = run;
    const { actors } = run;
    this.lanes = subscriberNames(run.plan.scenario.nodes).map((name, i) => new Actor(actors.length + i, name));
    actors.push(...this.lanes);
    this.#listeners = this.lanes.map((actor) => ({
      next: { kind: 'deliver', actor, name: 'redis.deliver', queue: 0 },
      causes: [],
      taken: 0,
      context: null,
      handlers: [],
    }));
  }

  isLane(actor: Actor): boolean {
    return this.lanes.includes(actor);
  }

  /** Actor code: the process of a node begins. */
  start(operation: Operation): Promise<void> {
    const listener = this.#listeners[operation.node - 1]!;
    listener.context = new ListenerContext(this.#run, operation, listener.handlers);
    return this.#run.instances[operation.node - 1]!.start!(listener.context);
  }

  /** To be called when a step has been executed: what has been sent since the last one, it has caused. */
  note({ index, command }: Step): void {
    if (command === 'client') this.tracks = true;
    for (const [i, { causes }] of this.#listeners.entries())
      while (causes.length < this.#run.engine.messages![i]!.length) causes.push(index);
  }

  /** The nodes that a step has caused to be sent something, from 0. */
  receiversOf(index: number): readonly number[] {
    return this.#listeners.flatMap(({ causes }, i) => (causes.includes(index) ? [i] : []));
  }

  /** Somebody has still to be delivered something. */
  get isBehind(): boolean {
    return this.lanes.some((lane) => !lane.crashed && this.#isWaitedFor(lane));
  }

  /** The lane must have a turn, unless a fault relieves it. */
  isInNeed(lane: Actor): boolean {
    return lane.current === null && this.#isWaitedFor(lane);
  }

  /** The list with the lane's next message, if there is one. */
  withChoiceOf(lane: Actor, list: Choice[]): Choice[] {
    return this.#isWaitedFor(lane) ? append(list, this.#of(lane).next) : list;
  }

  /** The deliveries that a fault can hit now. */
  hitsOf({ kind, actor }: FaultPlan): readonly Delivery[] {
    if (kind !== 'drop') return [];
    const isMeant = ({ name }: Actor): boolean => actor === undefined || actor === name || actor === GROUP;
    const hit = this.lanes.filter((lane) => !lane.crashed && isMeant(lane) && this.isInNeed(lane));
    return hit.map((lane) => this.#of(lane).next);
  }

  /** The step that delivers the next message of the lane. When a fault drops it, nobody gets to know. */
  move({ actor }: Delivery): Step {
    const listener = this.#of(actor);
    const position = listener.taken++;
    const { channel, message } = this.#run.engine.messages![this.lanes.indexOf(actor)]![position]!;
    const step = new Step(actor, null, 'redis', 'deliver');
    step.subject = channel;
    step.reply = message;
    step.causes = [listener.causes[position]!];
    const isLost = (): void => {};
    promiseOf(step).then(() => this.#handle(listener, step), isLost);
    return step;
  }

  /** Actor code. */
  #handle({ context, handlers }: Listener, { actor, index, subject: channel, reply }: Step): void {
    const message = reply as string;
    const operation = new Operation(actor, 'message', null, message, this.lanes.indexOf(actor) + 1, index);
    context!.operation = operation;
    perform(this.#run, operation, () => Promise.all(handlers.map((handler) => handler(channel, message))));
  }

  #isWaitedFor(lane: Actor): boolean {
    const position = this.lanes.indexOf(lane);
    return this.#listeners[position]!.taken < this.#run.engine.messages![position]!.length;
  }

  #of(lane: Actor): Listener {
    return this.#listeners[this.lanes.indexOf(lane)]!;
  }
}

const GROUP = 'subscriber';

/** The lanes of subscribers: `subscriber`, or `subscriber1` and `subscriber2` where there are several nodes. */
export function subscriberNames(nodes: number): readonly string[] {
  return nodes === 1 ? [GROUP] : Array.from({ length: nodes }, (_, i) => `${GROUP}${i + 1}`);
}

export function isSubscriberName(name: string): boolean {
  return /^subscriber\d*$/.test(name);
}
