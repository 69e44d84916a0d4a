/**
 * Messages of Redis under a load. Each is on its way for as long as a reply, in order on its connection; a node handles one after
 * the other. Where a node is pushed messages between its replies, neither overtakes the other.
 */
import { Backlog } from './backlog.ts';
import type { RedisMessage } from '../engines/engine.ts';
import { Handlers } from '../scheduler/handles/subscriber.ts';
import { ListenerContext } from '../scheduler/listener-context.ts';
import { Step } from '../scheduler/step.ts';
import { subscriberNames } from '../scheduler/subscribers.ts';
import { invokeListener } from './calls.ts';
import { Client } from './client.ts';
import type { Happening } from './happening.ts';
import type { Simulation } from './simulation.ts';
import { seedFor, seedOf, Stream } from './streams.ts';

export class Hearing {
  readonly #simulation: Simulation;
  readonly #ears: readonly Ear[];
  /** Sent by the step that is being settled. */
  #fresh: { readonly ear: Ear; readonly message: RedisMessage }[] = [];

  constructor(simulation: Simulation, seed: number) {
    this.#simulation = simulation;
    const own = seedFor(seed, 'messages');
    const names = subscriberNames(simulation.plan.scenario.nodes);
    this.#ears = names.map((name, i) => new Ear(simulation, name, i + 1, seedOf(own, i)));
  }

  /** Reads what the step has sent, which the engine may forget. */
  collect(): void {
    const messages = this.#simulation.engine.messages!;
    for (const [i, ear] of this.#ears.entries()) {
      for (; ear.collected < messages[i]!.length; ear.collected++)
        this.#fresh.push({ ear, message: messages[i]![ear.collected]! });
    }
  }

  /** The engine has forgotten all messages. */
  forgot(): void {
    for (const ear of this.#ears) ear.collected = 0;
  }

  /** Sends off what was collected: behind the reply of the step itself. */
  send(): void {
    if (this.#fresh.length === 0) return;
    for (const { ear, message } of this.#fresh) ear.send(message);
    this.#fresh = [];
  }

  /** When the reply to a step arrives that would have arrived `at` then. */
  replyAt({ request }: Step, at: number): number {
    const ear = request.store === 'redis' && request.node !== undefined ? this.#ears[request.node - 1]! : null;
    return ear === null ? at : ear.replyAt(at);
  }
}

interface Message {
  readonly message: RedisMessage;
  readonly arrivesMs: number;
}

/** A nanosecond: what comes behind another thing comes later. */
const BEHIND_MS = 1e-6;

/** One node's: its process begins, then it handles what comes. */
class Ear implements Happening {
  at = 0;
  order = 0;
  /** How many of the engine's messages have been read. */
  collected = 0;
  readonly #simulation: Simulation;
  readonly #client: Client;
  readonly #node: number;
  readonly #seed: number;
  readonly #legs: Stream;
  readonly #handlers = new Handlers();
  #context: ListenerContext | null = null;
  readonly #backlog = new Backlog<Message>();
  #handled = 0;
  #isBusy = true;
  /** When the last message, and the last reply, arrives. */
  #messageMs = 0;
  #replyMs = 0;
  #isPushed = false;

  constructor(simulation: Simulation, name: string, node: number, seed: number) {
    this.#simulation = simulation;
    this.#client = new Client(simulation.newIndex(), name, { idle: () => this.#goOn() });
    this.#node = node;
    this.#seed = seed;
    this.#legs = new Stream(seedOf(seed, 0));
    simulation.queue.add(this);
  }

  send(message: RedisMessage): void {
    const { time, latencies } = this.#simulation;
    const { replyMs } = latencies.draw(new Step(this.#client, null, 'redis', 'deliver'), this.#legs);
    this.#isPushed = message.isPush === true;
    const behindMs = this.#isPushed ? Math.max(this.#messageMs, this.#replyMs) : this.#messageMs;
    this.#messageMs = Math.max(time.now + replyMs, behindMs);
    this.#backlog.push({ message, arrivesMs: this.#messageMs });
    if (!this.#isBusy) this.#goOn();
  }

  replyAt(at: number): number {
    const arrivesMs = this.#isPushed && at <= this.#messageMs ? this.#messageMs + BEHIND_MS : at;
    this.#replyMs = Math.max(this.#replyMs, arrivesMs);
    return arrivesMs;
  }

  happen(simulation: Simulation): Step | null {
    if (this.#context === null) {
      invokeListener(simulation, this.#client, this.#node, null, (call) => {
        this.#context = new ListenerContext(simulation, call, this.#handlers);
        return simulation.instances[this.#node - 1]!.start!(this.#context);
      });
      return null;
    }
    const step = new Step(this.#client, null, 'redis', 'deliver');
    const { channel, message } = this.#backlog.first!.message;
    step.subject = channel;
    step.reply = message;
    if (simulation.faults?.loses(step) === true) step.fault = 'drop';
    return step;
  }

  settled(simulation: Simulation, step: Step): void {
    const { message } = this.#backlog.take();
    // Nobody gets to know.
    if (step.fault !== null) return this.#goOn();
    const stream = new Stream(seedOf(this.#seed, 1 + this.#handled++));
    invokeListener(simulation, this.#client, this.#node, stream, (call) => {
      this.#context!.operation = call;
      return this.#handlers.handle(message);
    });
  }

  #goOn(): void {
    const { first } = this.#backlog;
    this.#isBusy = first !== undefined;
    if (first === undefined) return;
    this.at = Math.max(this.#simulation.time.now, first.arrivesMs);
    this.#simulation.queue.add(this);
  }
}
