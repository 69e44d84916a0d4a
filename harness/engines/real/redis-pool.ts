/** The connections to Redis: one that all runs share, one for each session that watches keys, those of nodes that listen. */
import { Batch } from './batch.ts';
import type { Lifeline } from './lifeline.ts';
import { type Protocol, RedisWire } from './redis-wire.ts';
import type { RealServers } from './servers.ts';

export class RedisPool {
  readonly shared: RedisWire;
  readonly #server: RealServers['redis'];
  readonly #lifeline: Lifeline;
  readonly #free: Readonly<Record<Protocol, RedisWire[]>> = { 2: [], 3: [] };
  readonly #all: RedisWire[];
  readonly #unlinks: Batch<readonly string[], void>;

  private constructor(shared: RedisWire, server: RealServers['redis'], lifeline: Lifeline) {
    this.shared = shared;
    this.#server = server;
    this.#lifeline = lifeline;
    this.#all = [shared];
    this.#unlinks = new Batch<readonly string[], void>(async (lists) => {
      const keys = lists.flat();
      if (keys.length > 0) await shared.send({ name: 'unlink', args: keys });
      return lists.map(() => undefined);
    });
  }

  static async open(server: RealServers['redis'], lifeline: Lifeline): Promise<RedisPool> {
    return new RedisPool(await RedisWire.open(server, lifeline), server, lifeline);
  }

  /** A connection for one session, or one node, alone: WATCH, subscriptions and tracking belong to the connection. */
  async lease(protocol: Protocol = 2): Promise<RedisWire> {
    const free = this.#free[protocol].pop();
    if (free !== undefined) return free;
    const wire = await RedisWire.open(this.#server, this.#lifeline, protocol);
    this.#all.push(wire);
    return wire;
  }

  release(wire: RedisWire): void {
    this.#free[wire.protocol].push(wire);
  }

  /** Removes keys, those of many runs at once. Resolves when they and all that were asked before are gone. */
  unlink(keys: readonly string[]): Promise<void> {
    return this.#unlinks.ask(keys);
  }

  close(): void {
    for (const wire of this.#all) wire.close();
  }
}
