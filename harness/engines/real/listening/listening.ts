/**
 * What the nodes of one run hear from Redis. What has arrived waits here until the scheduler chooses its delivery. When a step
 * is over, all that it has caused is there: Redis writes messages to a connection in order, so a PING that is sent there
 * afterwards is answered after them, and nothing has to be timed.
 */
import type { RedisCommand, RedisMessage, RedisReply } from '../../engine.ts';
import { INVALIDATE, parseTracking, type TrackingOptions } from '../../tracking-options.ts';
import { NotSupported } from '../errors.ts';
import type { RedisPool } from '../redis-pool.ts';
import type { RedisWire } from '../redis-wire.ts';
import { ListenerConnection } from './listener-connection.ts';

const PING: RedisCommand = { name: 'ping', args: [] };
const OFF: RedisCommand = { name: 'client', args: ['TRACKING', 'OFF'] };

interface Node {
  listener: ListenerConnection | null;
  /** On which it sends its commands from when they are tracked: nobody else's may come by it. */
  tracked: RedisWire | null;
}

export class Listening {
  /** By node, from 0. */
  readonly messages: readonly RedisMessage[][];
  readonly #pool: RedisPool;
  readonly #prefix: string;
  readonly #nodes: readonly Node[];

  constructor(pool: RedisPool, prefix: string, nodes: number) {
    this.#pool = pool;
    this.#prefix = prefix;
    this.messages = Array.from({ length: nodes }, () => []);
    this.#nodes = this.messages.map(() => ({ listener: null, tracked: null }));
  }

  get isTracking(): boolean {
    return this.#nodes.some(({ tracked }) => tracked !== null);
  }

  /** The connection for what a node asks; null: that which all share. */
  wireOf(node: number): RedisWire | null {
    return this.#nodes[node - 1]!.tracked;
  }

  /** What only nodes with a subscriber may ask; null for everything else. */
  execute(node: number, { name, args }: RedisCommand): Promise<RedisReply> | null {
    if (name === 'subscribe') return this.#subscribe(node, args);
    if (name !== 'client') return null;
    const [subcommand = '', ...options] = args;
    // Ids of connections differ from run to run: here nodes are told apart by their numbers.
    if (subcommand.toUpperCase() === 'ID') return Promise.resolve(node);
    if (subcommand.toUpperCase() === 'TRACKING') return this.#track(node, options);
    throw new NotSupported(`CLIENT ${subcommand.toUpperCase()}`, 'it is about a connection that runs share');
  }

  /** Resolves when all that has been sent so far is there. */
  async fence(): Promise<void> {
    await Promise.all(this.#nodes.map(({ listener }) => listener?.wire.send(PING)));
  }

  /**
   * All keys of the run are gone. FLUSHALL would reach other runs, so the keys are removed one by one; what that has told is
   * taken back, and what FLUSHALL tells is written down instead.
   */
  async flush(remove: () => Promise<void>): Promise<void> {
    const before = this.messages.map(({ length }) => length);
    await remove();
    await this.fence();
    for (const [i, messages] of this.messages.entries()) {
      messages.length = before[i]!;
      const { listener, tracked } = this.#nodes[i]!;
      if (tracked !== null && listener?.isListening) messages.push({ channel: INVALIDATE, message: '' });
    }
  }

  async end(): Promise<void> {
    await Promise.all(
      this.#nodes.map(async ({ listener, tracked }) => {
        await Promise.all([listener?.end(), tracked?.send(OFF)]);
        if (tracked !== null) this.#pool.release(tracked);
        if (listener !== null) this.#pool.release(listener.wire);
      }),
    );
  }

  async #subscribe(node: number, channels: readonly string[]): Promise<RedisReply> {
    return (await this.#listenerOf(node)).subscribe(channels);
  }

  async #track(node: number, args: readonly string[]): Promise<RedisReply> {
    const options = parseTracking(args);
    if ('what' in options) throw new NotSupported(options.what, `${options.because}. Fix: ${options.fix}`);
    const own = this.#nodes[node - 1]!;
    own.tracked ??= await this.#pool.lease();
    const { id } = await this.#listenerOf(node);
    return own.tracked.send({ name: 'client', args: ['TRACKING', ...this.#outward(options, node, id)] });
  }

  #outward(options: TrackingOptions, node: number, id: number): string[] {
    if (!options.isOn) return ['OFF'];
    const { redirect, isBroadcast, prefixes, noLoop } = options;
    // Nobody has this id: Redis says so.
    const target = redirect === String(node) ? id : 0;
    // Without a prefix, the keys of all runs would be told.
    const own = (prefixes.length === 0 ? [''] : prefixes).flatMap((prefix) => ['PREFIX', this.#prefix + prefix]);
    return ['ON', 'REDIRECT', String(target), ...(isBroadcast ? ['BCAST', ...own] : []), ...(noLoop ? ['NOLOOP'] : [])];
  }

  async #listenerOf(node: number): Promise<ListenerConnection> {
    const own = this.#nodes[node - 1]!;
    const note = (message: RedisMessage): void => void this.messages[node - 1]!.push(message);
    own.listener ??= await ListenerConnection.open(await this.#pool.lease(), this.#prefix, note);
    return own.listener;
  }
}
