/**
 * What nodes are sent by Redis without having asked for it. The subscriber of each node is a lane of its own, which is
 * delivered one message after the other, in the order in which Redis sent them on that connection; how late it is, is what
 * the policy chooses. A message that a fault drops is gone. Where messages are pushed between the replies to the node's own
 * commands, no reply is taken up before the messages ahead of it.
 */
import type { RedisMessage } from '../engines/engine.ts';
import { parseTracking } from '../engines/tracking-options.ts';
import type { FaultPlan } from '../scenario.ts';
import { append } from '../short-list.ts';
import { enterActorCode } from './ambient.ts';
import { Actor } from './actor.ts';
import type { Choice, DeliverChoice } from './choice.ts';
import { Handlers } from './handles/subscriber.ts';
import { perform } from './invoke.ts';
import { ListenerContext } from './listener-context.ts';
import type { Delivery } from './pipeline/pipeline.ts';
import { ReplyQueue } from './reply-queue.ts';
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
  readonly handlers: Handlers;
  /** What is on its way to the code of the node; null: replies come on another connection. */
  replies: ReplyQueue | null;
}

export class Subscribers {
  readonly lanes: readonly Actor[];
  readonly #run: Run;
  readonly #listeners: readonly Listener[];
  /** Some node has had tracking turned on. */
  tracks = false;
  /** Some reply was withheld. */
  hasWithheld = false;

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
      handlers: new Handlers(),
      replies: null,
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
  note(step: Step): void {
    const { index, command } = step;
    if (command === 'client') this.#noteTracking(step);
    for (const [i, { causes }] of this.#listeners.entries())
      while (causes.length < this.#run.engine.messages![i]!.length) causes.push(index);
  }

  /**
   * Whether the reply to a step that has been executed is behind messages which its node has not handled; the step is released
   * by `letGo` then. To be called before `note`: what the step itself has caused comes after its reply.
   */
  withholds(step: Step): boolean {
    const { request, fault, actor } = step;
    if (request.store !== 'redis' || request.node === undefined) return false;
    const { replies, causes } = this.#listeners[request.node - 1]!;
    if (replies === null || fault !== null || this.#run.phase === 'observe') return false;
    // While a message is handled, the next one waits for that, and not the other way round.
    if (this.isLane(actor) || !replies.isBehind(causes.length)) return false;
    replies.add(step, causes.length);
    this.hasWithheld = true;
    return true;
  }

  /**
   * Releases the steps whose replies are behind nothing any more.
   * @param index the step that has just settled
   * @returns whether there are any: the code that awaits them has then been entered, and is to be left
   */
  letGo(index: number): boolean {
    if (!this.hasWithheld || !this.#listeners.map(({ replies }) => replies?.letGo(index)).includes(true)) return false;
    enterActorCode(this.#run, null, null);
    return true;
  }

  /** The messages of the node, from 1, come between the replies to its commands. */
  isPushedTo(node: number): boolean {
    return this.#listeners[node - 1]!.replies !== null;
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
    const sent = this.#run.engine.messages![this.lanes.indexOf(actor)]![position]!;
    const step = new Step(actor, null, 'redis', 'deliver');
    step.subject = sent.channel;
    step.reply = sent.message;
    step.causes = [listener.causes[position]!];
    const isLost = (): void => {};
    promiseOf(step).then(() => this.#handle(listener, step, sent), isLost);
    return step;
  }

  /** Actor code. */
  #handle({ context, handlers }: Listener, { actor, index }: Step, sent: RedisMessage): void {
    const operation = new Operation(actor, 'message', null, sent.message, this.lanes.indexOf(actor) + 1, index);
    context!.operation = operation;
    perform(this.#run, operation, () => handlers.handle(sent));
  }

  #noteTracking({ request, state }: Step): void {
    if (request.store !== 'redis' || !('command' in request) || request.command.args[0] !== 'TRACKING') return;
    this.tracks = true;
    const options = parseTracking(request.command.args.slice(1));
    const listener = this.#listeners[request.node! - 1]!;
    if (state === 'done' && 'isOn' in options && options.isOn && options.redirect === null)
      listener.replies = new ReplyQueue(listener.next.actor, () => listener.taken);
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
