/** The `redis` handle: the methods of ioredis, each call one step of the actor. */
import type { RedisCommand, RedisReply, Request, StoreError } from '../../engines/engine.ts';
import type { Redis, RedisServer } from '../../../strategies/strategy.ts';
import type { RedisServers } from '../redis-servers.ts';
import { Step } from '../step.ts';
import { redisError } from './errors.ts';
import type { Submitter } from './submitter.ts';

type RedisRequest = Extract<Request, { store: 'redis' }>;
type Method = Exclude<keyof Redis, 'multi' | 'pipeline'>;

/** Every method that is one command. `satisfies` below keeps this list and the contract's type the same. */
const METHODS = {
  get: 1,
  set: 1,
  setex: 1,
  psetex: 1,
  setnx: 1,
  getset: 1,
  getdel: 1,
  getex: 1,
  mget: 1,
  mset: 1,
  append: 1,
  strlen: 1,
  del: 1,
  unlink: 1,
  exists: 1,
  type: 1,
  expire: 1,
  pexpire: 1,
  expireat: 1,
  pexpireat: 1,
  persist: 1,
  ttl: 1,
  pttl: 1,
  expiretime: 1,
  pexpiretime: 1,
  incr: 1,
  incrby: 1,
  incrbyfloat: 1,
  decr: 1,
  decrby: 1,
  hget: 1,
  hset: 1,
  hsetnx: 1,
  hmget: 1,
  hmset: 1,
  hgetall: 1,
  hdel: 1,
  hexists: 1,
  hlen: 1,
  hkeys: 1,
  hvals: 1,
  hincrby: 1,
  time: 1,
  watch: 1,
  unwatch: 1,
  eval: 1,
  evalsha: 1,
  script: 1,
  publish: 1,
} as const satisfies Record<Method, 1>;

export const REDIS_METHODS = Object.keys(METHODS) as readonly Method[];

export class RedisHandle {
  readonly #submitter: Submitter;
  readonly #node: number;

  constructor(submitter: Submitter) {
    this.#submitter = submitter;
    this.#node = submitter.listeningNode;
  }

  /** @param args see `toWire` */
  send(name: string, args: unknown[]): Promise<unknown> {
    const { operation } = this.#submitter;
    const command = { name, args: toWire(args) };
    const request: Request =
      this.#node === 0 ? { store: 'redis', command } : { store: 'redis', command, node: this.#node };
    const step = new Step(operation.actor, operation, 'redis', name, request);
    if (name === 'hgetall') step.present = pairsToObject as (reply: never) => unknown;
    return this.#submitter.submit(step);
  }

  multi(): Chain {
    return new Chain(async (commands) => {
      const { operation } = this.#submitter;
      const transaction = { store: 'redis', transaction: commands } as const;
      const request: Request = this.#node === 0 ? transaction : { ...transaction, node: this.#node };
      const step = new Step(operation.actor, operation, 'redis', 'exec', request);
      const replies = (await this.#submitter.submit(step)) as readonly RedisReply[] | null;
      return replies?.map((reply, i) => toResult(commands[i]!, reply)) ?? null;
    });
  }

  /** The commands of a pipeline stay in order, but other clients' commands may run between them: each is a step. */
  pipeline(): Chain {
    return new Chain((commands) =>
      Promise.all(
        commands.map(({ name, args }) =>
          this.send(name, [...args]).then(
            (value): Result => [null, value],
            (error: Error): Result => [error, undefined],
          ),
        ),
      ),
    );
  }
}

type Result = [Error | null, unknown];

/** Collects commands until `exec`, as ioredis's ChainableCommander does. */
class Chain {
  readonly commands: RedisCommand[] = [];
  readonly #exec: (commands: readonly RedisCommand[]) => Promise<Result[] | null>;

  constructor(exec: (commands: readonly RedisCommand[]) => Promise<Result[] | null>) {
    this.#exec = exec;
  }

  get length(): number {
    return this.commands.length;
  }

  exec(): Promise<Result[] | null> {
    return this.#exec(this.commands);
  }
}

for (const name of REDIS_METHODS) {
  Object.defineProperty(RedisHandle.prototype, name, {
    value(this: RedisHandle, ...args: unknown[]) {
      return this.send(name, args);
    },
  });
  Object.defineProperty(Chain.prototype, name, {
    value(this: Chain, ...args: unknown[]) {
      this.commands.push({ name, args: toWire(args) });
      return this;
    },
  });
}

/**
 * Arguments as ioredis writes them: arrays, objects and maps flattened, everything a string, null the empty string.
 * @param args nobody else's: the list itself becomes what is sent where its elements are strings and numbers, as nearly always
 */
function toWire(args: unknown[]): readonly string[] {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (typeof arg === 'number') args[i] = `${arg}`;
    else if (typeof arg !== 'string') return flatten(args);
  }
  return args as string[];
}

function flatten(args: readonly unknown[]): string[] {
  const wire: string[] = [];
  for (const arg of args) {
    if (typeof arg === 'string') wire.push(arg);
    else if (arg === null || arg === undefined) wire.push('');
    else if (Array.isArray(arg)) wire.push(...flatten(arg));
    else if (arg instanceof Map) wire.push(...flatten([...arg].flat()));
    else if (typeof arg === 'object' && !Buffer.isBuffer(arg)) wire.push(...flatten(Object.entries(arg).flat()));
    else wire.push(String(arg));
  }
  return wire;
}

function pairsToObject(reply: readonly string[]): Record<string, string> {
  const object: Record<string, string> = {};
  for (let i = 0; i < reply.length; i += 2) object[reply[i]!] = reply[i + 1]!;
  return object;
}

function isStoreError(reply: RedisReply): reply is StoreError {
  return typeof reply === 'object' && reply !== null && 'kind' in reply;
}

function toResult(command: RedisCommand, reply: RedisReply): Result {
  if (isStoreError(reply)) return [redisError(reply), undefined];
  return [null, command.name === 'hgetall' ? pairsToObject(reply as readonly string[]) : reply];
}

export function redisHandle(submitter: Submitter): Redis {
  return new RedisHandle(submitter) as unknown as Redis;
}

/** One of several servers, from 0: what passes through the handle is addressed to it. */
export function redisServer(submitter: Submitter, { names }: RedisServers, number: number): RedisServer {
  const name = names[number]!;
  const addressed: Submitter = {
    operation: submitter.operation,
    // Looking at the time is noted.
    get time() {
      return submitter.time;
    },
    replicas: submitter.replicas,
    listeningNode: 0,
    submit(step) {
      (step.request as RedisRequest).server = number;
      step.server = name;
      return submitter.submit(step);
    },
  };
  return { name, redis: redisHandle(addressed) };
}
