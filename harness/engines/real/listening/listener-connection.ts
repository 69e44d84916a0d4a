/** The connection of one node that listens. Channels carry the run's prefix on the wire, and so do the keys that Redis tells. */
import type { RedisMessage, RedisReply } from '../../engine.ts';
import { INVALIDATE } from '../../tracking-options.ts';
import type { RedisWire } from '../redis-wire.ts';

export class ListenerConnection {
  readonly wire: RedisWire;
  /** What Redis calls it. */
  readonly id: number;
  readonly #prefix: string;
  readonly #channels = new Set<string>();
  readonly #stopHearing: () => void;

  private constructor(wire: RedisWire, id: number, prefix: string, stopHearing: () => void) {
    this.wire = wire;
    this.id = id;
    this.#prefix = prefix;
    this.#stopHearing = stopHearing;
  }

  /** @param note is given each message as it arrives */
  static async open(
    wire: RedisWire,
    prefix: string,
    note: (message: RedisMessage) => void,
  ): Promise<ListenerConnection> {
    // A connection that listens answers nothing but PING.
    const id = (await wire.send({ name: 'client', args: ['ID'] })) as number;
    const stopHearing = wire.onMessage((channel, message) =>
      note({ channel: channel.replace(prefix, ''), message: message.replaceAll(prefix, '') }),
    );
    return new ListenerConnection(wire, id, prefix, stopHearing);
  }

  get isListening(): boolean {
    return this.#channels.size > 0;
  }

  subscribe(channels: readonly string[]): Promise<RedisReply> {
    for (const channel of channels) this.#channels.add(channel);
    const args = channels.map((channel) => (channel === INVALIDATE ? channel : this.#prefix + channel));
    return this.wire.send({ name: 'subscribe', args });
  }

  /** It can be used for something else again. */
  async end(): Promise<void> {
    if (this.#channels.size > 0) await this.wire.send({ name: 'unsubscribe', args: [] });
    this.#stopHearing();
  }
}
