/**
 * What the nodes of one run hear from Redis. What has arrived waits here until the scheduler chooses its delivery. When a step
 * is over, all that it has caused is there: Redis writes to a connection in order, so a PING that is sent there afterwards
 * is answered after them, and nothing has to be timed. Of a node whose commands are tracked over RESP3 that is the connection
 * of its commands, else the one of its subscriber.
 */
import type { RedisCommand, RedisMessage, RedisReply } from '../../engine.ts';
import { invalidation, parseTracking, TWO_CONNECTIONS, type TrackingOptions } from '../../tracking-options.ts';
import { NotSupported } from '../errors.ts';
import type { RedisPool } from '../redis-pool.ts';
import type { Protocol, RedisWire } from '../redis-wire.ts';
import { ListenerConnection } from './listener-connection.ts';
import { TrackedConnection } from './tracked-connection.ts';

const PING: RedisCommand = { name: 'ping', args: [] };
/** No connection has this id. */
const NOBODY = 0;

interface Node {
  listener: ListenerConnection | null;
  tracked: TrackedConnection | null;
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
    return this.#nodes[node - 1]!.tracked?.wire ?? null;
  }

  /** What only nodes with a subscriber may ask; null for everything else. */
  execute(node: number, { name, args }: RedisCommand): Promise<RedisReply> | null {
    if (name === 'subscribe') return this.#subscribe(node, args);
    if (name !== 'client') return null;
    const [subcommand = '', ...options] = args;
    // Ids of connections differ from run to run: here nodes are told apart by their numbers.
    if (subcommand.toUpperCase() === 'ID') return this.#listenerOf(node).then(() => node);
    if (subcommand.toUpperCase() === 'TRACKING') return this.#track(node, options);
    throw new NotSupported(`CLIENT ${subcommand.toUpperCase()}`, 'it is about a connection that runs share');
  }

  /** Resolves when all that has been sent so far is there. */
  async fence(): Promise<void> {
    await Promise.all(
      this.#nodes.flatMap(({ listener, tracked }) => {
        const pushed = tracked?.wire.protocol === 3 ? tracked.wire : null;
        return [listener?.wire.send(PING), pushed?.send(PING)];
      }),
    );
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
      const isPush = tracked?.wire.protocol === 3;
      if (isPush || (tracked !== null && listener?.isListening)) messages.push(invalidation(null, isPush));
    }
  }

  async end(): Promise<void> {
    await Promise.all(
      this.#nodes.map(async ({ listener, tracked }) => {
        await Promise.all([listener?.end(), tracked?.end(this.#pool)]);
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
    const protocol = options.isOn ? protocolOf(options) : (own.tracked?.wire.protocol ?? 2);
    if (protocol === 3 && own.listener !== null) throw twoConnections();
    own.tracked ??= await TrackedConnection.open(this.#pool, protocol, this.#prefix, this.#noteFor(node));
    if (own.tracked.wire.protocol !== protocol) throw twoConnections();
    return own.tracked.wire.send({ name: 'client', args: ['TRACKING', ...(await this.#outward(options, node))] });
  }

  async #outward(options: TrackingOptions, node: number): Promise<string[]> {
    if (!options.isOn) return ['OFF'];
    const { redirect, isBroadcast, prefixes, noLoop } = options;
    // Without a prefix, the keys of all runs would be told.
    const own = (prefixes.length === 0 ? [''] : prefixes).flatMap((prefix) => ['PREFIX', this.#prefix + prefix]);
    return [
      'ON',
      ...(redirect === null ? [] : ['REDIRECT', String(await this.#targetOf(redirect, node))]),
      ...(isBroadcast ? ['BCAST', ...own] : []),
      ...(noLoop ? ['NOLOOP'] : []),
    ];
  }

  async #targetOf(redirect: string, node: number): Promise<number> {
    // Nobody has this id: Redis says so.
    return redirect === String(node) ? (await this.#listenerOf(node)).id : NOBODY;
  }

  async #listenerOf(node: number): Promise<ListenerConnection> {
    const own = this.#nodes[node - 1]!;
    if (own.tracked?.wire.protocol === 3) throw twoConnections();
    own.listener ??= await ListenerConnection.open(await this.#pool.lease(), this.#prefix, this.#noteFor(node));
    return own.listener;
  }

  #noteFor(node: number): (message: RedisMessage) => void {
    return (message) => void this.messages[node - 1]!.push(message);
  }
}

function twoConnections(): NotSupported {
  const { what, because, fix } = TWO_CONNECTIONS;
  return new NotSupported(what, `${because}. Fix: ${fix}`);
}

/** What is pushed is pushed in RESP3 alone. */
function protocolOf({ redirect }: Extract<TrackingOptions, { readonly isOn: true }>): Protocol {
  return redirect === null ? 3 : 2;
}
