/** The connections of nodes that listen: their channels, what they have been sent, and what Redis tracks for them. */
import { getKeyIndexes, hasFlag } from '@ioredis/commands';
import type { RedisCommand, RedisMessage, RedisReply } from '../../../engine.ts';
import { invalidation, parseTracking, TWO_CONNECTIONS } from '../../../tracking-options.ts';
import { NotEmbedded } from '../../not-embedded.ts';
import { redisError } from '../errors.ts';
import { Tracking } from './tracking.ts';

const NO_SUCH_CLIENT = redisError('ERR The client ID you want redirect to does not exist');
/** Flagged as reading, but what they read are the keys of the commands that they call. */
const SCRIPTS = new Set(['eval_ro', 'evalsha_ro']);

export class Listeners {
  /** By node, from 0. */
  readonly messages: readonly RedisMessage[][];
  readonly #channels: readonly Set<string>[];
  /** By node: it hears Redis by pushes, not by its subscriber; null: nobody knows yet. */
  readonly #isPushed: (boolean | null)[];
  readonly #tracking = new Tracking((node, keys) => this.#invalidate(node, keys));

  constructor(count: number) {
    this.messages = Array.from({ length: count }, () => []);
    this.#channels = Array.from({ length: count }, () => new Set());
    this.#isPushed = Array.from({ length: count }, () => null);
  }

  /** A step begins that may send messages. @param node whose command it is; 0 for nobody's */
  begin(node: number): void {
    this.#tracking.begin(node);
  }

  end(): void {
    this.#tracking.end();
  }

  /** What only nodes with a subscriber may ask. Undefined for everything else. */
  execute(node: number, { name, args }: RedisCommand): RedisReply | undefined {
    if (name === 'subscribe') {
      const channels = this.#channels[node - 1]!;
      this.#hear(node, false);
      for (const channel of args) channels.add(channel);
      return channels.size;
    }
    if (name !== 'client') return undefined;
    const [subcommand = '', ...options] = args;
    if (subcommand.toUpperCase() === 'ID') {
      this.#hear(node, false);
      return node;
    }
    if (subcommand.toUpperCase() !== 'TRACKING') throw new NotEmbedded(`CLIENT ${subcommand.toUpperCase()}`);
    const tracking = parseTracking(options);
    if ('what' in tracking) throw new NotEmbedded(tracking.what, tracking);
    if (tracking.isOn) {
      const { redirect } = tracking;
      this.#hear(node, redirect === null);
      if (redirect !== null && redirect !== String(node)) return NO_SUCH_CLIENT;
    }
    this.#tracking.set(node, tracking);
    return 'OK';
  }

  /** All that has been sent is known to whom it concerns. */
  forget(): void {
    for (const messages of this.messages) messages.length = 0;
  }

  /** @returns how many have been sent it */
  publish(channel: string, message: string): number {
    let receivers = 0;
    for (const [i, channels] of this.#channels.entries()) {
      if (!channels.has(channel)) continue;
      this.messages[i]!.push({ channel, message });
      receivers++;
    }
    return receivers;
  }

  /** A command was executed, maybe by a script. */
  hasExecuted({ name, args }: RedisCommand): void {
    if (!hasFlag(name, 'readonly') || SCRIPTS.has(name)) return;
    this.#tracking.hasRead(getKeyIndexes(name, [...args]).map((index) => args[index]!));
  }

  changed(key: string): void {
    this.#tracking.changed(key);
  }

  flushed(): void {
    this.#tracking.flushed();
  }

  #hear(node: number, isPushed: boolean): void {
    this.#isPushed[node - 1] ??= isPushed;
    if (this.#isPushed[node - 1] !== isPushed) throw new NotEmbedded(TWO_CONNECTIONS.what, TWO_CONNECTIONS);
  }

  #invalidate(node: number, keys: readonly string[] | null): void {
    const isPush = this.#isPushed[node - 1] === true;
    // Redis tells whoever listens at all, also to other channels than this.
    if (isPush || this.#channels[node - 1]!.size > 0) this.messages[node - 1]!.push(invalidation(keys, isPush));
  }
}
