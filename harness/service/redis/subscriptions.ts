/** The channels of one connection. The engine knows those of the node; which connection is told is known here. */
import type { WireCommand } from './resp.ts';

/** A message of Redis about a subscription: its kind, the channel, how many channels there are now. */
export type Notice = readonly (string | number | null)[];

export class Subscriptions {
  readonly #channels = new Set<string>();

  /** What a SUBSCRIBE that has been executed is answered with; null for all other commands. */
  subscribe({ name, args }: WireCommand): readonly Notice[] | null {
    if (name !== 'subscribe') return null;
    return args.map((channel) => {
      this.#channels.add(channel);
      return [name, channel, this.#channels.size];
    });
  }

  /** What an UNSUBSCRIBE is answered with; null for all other commands. */
  unsubscribe({ name, args }: WireCommand): readonly Notice[] | null {
    if (name !== 'unsubscribe') return null;
    const channels = args.length > 0 ? args : [...this.#channels];
    if (channels.length === 0) return [[name, null, 0]];
    return channels.map((channel) => {
      this.#channels.delete(channel);
      return [name, channel, this.#channels.size];
    });
  }

  messagesFor(channel: string, message: string): readonly Notice[] {
    return this.#channels.has(channel) ? [['message', channel, message]] : [];
  }
}
