/**
 * One connection to Redis that sends commands as they are and gives replies as they come: no key prefix, no reply
 * transformers, no retries, no reconnection.
 */
import { Command, Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { RedisCommand, RedisReply } from '../engine.ts';
import { complaintOfRedis } from './complaints.ts';
import type { Lifeline } from './lifeline.ts';
import { type Push, readPushes } from './listening/pushes.ts';
import type { RealServers } from './servers.ts';
import { redisTls } from './tls.ts';

/** RESP2, or RESP3, in which Redis may push between replies. Replies look the same in both. */
export type Protocol = 2 | 3;

function optionsFor(
  server: RealServers['redis'],
  protocol: Protocol,
): RedisOptions & { readonly replyMapping: 'legacy' } {
  const { username, password, tls, db } = server;
  return {
    ...('socketPath' in server ? { path: server.socketPath } : { host: server.host, port: server.port }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls: redisTls(tls) }),
    ...(db === undefined ? {} : { db }),
    protocol,
    replyMapping: 'legacy',
    lazyConnect: true,
    enableOfflineQueue: false,
    enableAutoPipelining: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: null,
    disableClientInfo: true,
    // A server that is still loading says so in its first answer.
    enableReadyCheck: false,
  };
}

/** A command whose reply is handed on untouched. ioredis would turn `HGETALL` into an object. */
class RawCommand extends Command {
  override transformReply(reply: never): never {
    return reply;
  }
}

export class RedisWire {
  readonly protocol: Protocol;
  readonly #redis: Redis;
  readonly #lifeline: Lifeline;
  readonly #stopListening: () => void;
  #isCorked = false;
  #closed = false;

  private constructor(redis: Redis, protocol: Protocol, lifeline: Lifeline) {
    this.#redis = redis;
    this.protocol = protocol;
    this.#lifeline = lifeline;
    // ioredis reports a broken connection by `error`, `close` or both.
    redis.on('error', (error: Error) => this.#broke(error));
    redis.on('close', () => this.#broke(new Error('the server closed the connection')));
    // A frozen server ends no connection: what waits here is told by breaking it from our side.
    this.#stopListening = lifeline.onLost(() => redis.stream?.destroy());
  }

  static async open(server: RealServers['redis'], lifeline: Lifeline, protocol: Protocol = 2): Promise<RedisWire> {
    const wire = new RedisWire(new Redis(optionsFor(server, protocol)), protocol, lifeline);
    try {
      await wire.#redis.connect();
    } catch (error) {
      throw lifeline.lost('redis', error);
    }
    return wire;
  }

  /** Errors that Redis answers with are replies; it rejects only when the server is lost. */
  send({ name, args }: RedisCommand): Promise<RedisReply> {
    this.#cork();
    const command = new RawCommand(name, args as string[]);
    return (this.#redis.sendCommand(command) as Promise<unknown>).then(toReply, this.#toReplyOrLoss);
  }

  /** What Redis sends on subscribed channels. @returns what ends it */
  onMessage(listener: (channel: string, message: string) => void): () => void {
    this.#redis.on('message', listener);
    return () => this.#redis.off('message', listener);
  }

  /** What Redis pushes between replies. To be called while no reply is on its way. @returns what ends it */
  onPush(listener: (push: Push) => void): () => void {
    return readPushes(this.#redis.stream!, listener);
  }

  close(): void {
    this.#closed = true;
    this.#stopListening();
    this.#redis.disconnect();
  }

  readonly #toReplyOrLoss = (error: unknown): RedisReply => {
    if (!isReplyError(error)) throw this.#lifeline.lost('redis', error);
    const complaint = complaintOfRedis(error.message);
    if (complaint !== null) throw this.#lifeline.lost('redis', complaint);
    return toReply(error);
  };

  #broke(error: Error): void {
    if (!this.#closed) this.#lifeline.lost('redis', error);
  }

  /** What is sent in one turn of the event loop, by whichever run, goes out in one write. */
  #cork(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    const { stream } = this.#redis;
    stream?.cork();
    setImmediate(() => {
      this.#isCorked = false;
      stream?.uncork();
    });
  }
}

function isReplyError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

function toReply(raw: unknown): RedisReply {
  if (Buffer.isBuffer(raw)) return raw.toString();
  if (Array.isArray(raw)) return raw.map(toReply);
  if (isReplyError(raw)) return { kind: 'error', code: raw.message.split(' ', 1)[0]!, message: raw.message };
  return raw as string | number | null;
}
