/**
 * The connection by which a node sends its commands from when they are tracked: nobody else's may come by it. Over RESP3, what
 * Redis has to tell of keys is pushed on it, too.
 */
import type { RedisCommand, RedisMessage } from '../../engine.ts';
import { invalidation } from '../../tracking-options.ts';
import type { RedisPool } from '../redis-pool.ts';
import type { Protocol, RedisWire } from '../redis-wire.ts';
import type { Push } from './pushes.ts';

const OFF: RedisCommand = { name: 'client', args: ['TRACKING', 'OFF'] };

export class TrackedConnection {
  readonly wire: RedisWire;
  readonly #stopHearing: () => void;

  private constructor(wire: RedisWire, stopHearing: () => void) {
    this.wire = wire;
    this.#stopHearing = stopHearing;
  }

  /** @param note is given each push as it arrives */
  static async open(
    pool: RedisPool,
    protocol: Protocol,
    prefix: string,
    note: (message: RedisMessage) => void,
  ): Promise<TrackedConnection> {
    const wire = await pool.lease(protocol);
    if (protocol === 2) return new TrackedConnection(wire, () => undefined);
    const stopHearing = wire.onPush((push) => {
      const message = messageOf(push, prefix);
      if (message !== null) note(message);
    });
    return new TrackedConnection(wire, stopHearing);
  }

  /** It can be used for something else again. */
  async end(pool: RedisPool): Promise<void> {
    await this.wire.send(OFF);
    this.#stopHearing();
    pool.release(this.wire);
  }
}

/** Null: it is about nothing of this run. Keys carry the run's prefix on the wire. */
function messageOf([kind, keys]: Push, prefix: string): RedisMessage | null {
  if (kind !== 'invalidate') return null;
  // FLUSHALL by somebody else: that would be everybody's end.
  if (keys === null) return invalidation(null, true);
  const own = (keys as readonly Buffer[]).map(String).filter((key) => key.startsWith(prefix));
  if (own.length === 0) return null;
  return invalidation(
    own.map((key) => key.slice(prefix.length)),
    true,
  );
}
