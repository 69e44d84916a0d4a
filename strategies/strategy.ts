/**
 * The contract between a cache-consistency strategy and whatever runs it.
 *
 * A strategy is production code: its handles have the shape of the real clients (ioredis, mysql2/promise), so that code
 * can be pasted in from a service and back. Everything a strategy may use comes through its `Context`: a strategy that
 * reaches for `setTimeout`, `Date` or a client of its own escapes the scheduler, and the run says so.
 */
import type { Redis as IORedis } from 'ioredis';
import type { Connection } from 'mysql2/promise';
import { z } from 'zod';
import type { JudgedTable, ServiceSetup } from './adapt.ts';

/** The ioredis methods that every engine supports. Each call is one step; a `multi()` is one step when `exec`uted. */
export type Redis = Pick<
  IORedis,
  | 'get'
  | 'set'
  | 'setex'
  | 'psetex'
  | 'setnx'
  | 'getset'
  | 'getdel'
  | 'getex'
  | 'mget'
  | 'mset'
  | 'append'
  | 'strlen'
  | 'del'
  | 'unlink'
  | 'exists'
  | 'type'
  | 'expire'
  | 'pexpire'
  | 'expireat'
  | 'pexpireat'
  | 'persist'
  | 'ttl'
  | 'pttl'
  | 'expiretime'
  | 'pexpiretime'
  | 'incr'
  | 'incrby'
  | 'incrbyfloat'
  | 'decr'
  | 'decrby'
  | 'hget'
  | 'hset'
  | 'hsetnx'
  | 'hmget'
  | 'hmset'
  | 'hgetall'
  | 'hdel'
  | 'hexists'
  | 'hlen'
  | 'hkeys'
  | 'hvals'
  | 'hincrby'
  | 'time'
  | 'watch'
  | 'unwatch'
  | 'multi'
  | 'pipeline'
  | 'eval'
  | 'evalsha'
  | 'script'
  | 'publish'
>;

/**
 * A connection of the node's own that listens, as `redis.duplicate()` gives one in a service. Every message is delivered in a
 * step of the node's lane `subscriber`, in the order in which Redis sent it, at most once: a message that is dropped, as while
 * a connection is lost, does not come again.
 */
export interface Subscriber {
  /** What is published on these channels from now on arrives. Resolves with how many channels there are by now. */
  subscribe(...channels: string[]): Promise<number>;
  /**
   * What a message does. The next one is delivered when what it returns is settled. Of `__redis__:invalidate` the message is
   * the list of keys as ioredis gives it: separated by commas, empty when all keys are gone.
   */
  on(event: 'message', handler: (channel: string, message: string) => unknown): Subscriber;
  /** The id of this connection, to which `redis.client('TRACKING', 'ON', 'REDIRECT', id)` refers. To be asked for before `subscribe`. */
  client(subcommand: 'ID'): Promise<number>;
}

/** The connection of a service instance, when its process starts. */
export interface NodeRedis extends Redis {
  /**
   * `client('TRACKING', 'ON', …)` with `BCAST`, `PREFIX` and `NOLOOP`, or `OFF`: for all that this node sends. Redis then remembers
   * which keys it reads, and pushes (RESP3) on this very connection which of them changes: before it answers what is sent
   * later, but after its answer when this node changes the key itself. With `REDIRECT`, `id` it tells that subscriber
   * instead, on the channel `__redis__:invalidate`.
   */
  client(subcommand: 'TRACKING', ...options: (string | number)[]): Promise<string>;
  /**
   * What a push does, as node-redis has it (`RESP: 3`, `emitInvalidate`): called for each key, with null when all are gone. The
   * next one is called when what it returns is settled.
   */
  on(event: 'invalidate', handler: (key: string | null) => unknown): NodeRedis;
}

/**
 * The mysql2/promise connection methods that every engine supports. One actor has one connection to each server.
 * A statement is one step. `beginTransaction()` sends nothing to decide and travels with the first statement;
 * `commit()` and `rollback()` are steps of their own.
 */
export type MysqlConnection = Pick<Connection, 'query' | 'execute' | 'beginTransaction' | 'commit' | 'rollback'>;

/** The primary, and beside it its replicas: what a service has as a second pool. */
export interface Mysql extends MysqlConnection {
  /**
   * A replica, which shows what it has applied so far (each transaction of the primary is applied in a step of the
   * replica's own). It is read only: a statement that would change or lock rows gets error 1290. Of several replicas, each
   * node has its own, in turn. Where the topology has none, it is the primary.
   */
  readonly replica: MysqlConnection;
  /** All replicas, for code that chooses among them. Where the topology has none: the primary alone. */
  readonly replicas: readonly MysqlConnection[];
}

/** The process memory of one service instance. Each access is one step, because another request may run in between. */
export interface Local {
  get(key: string): Promise<string | null>;
  /** @param ttlMs the entry disappears this long after now; without it, never. */
  set(key: string, value: string, ttlMs?: number): Promise<void>;
  delete(key: string): Promise<boolean>;
  /** Stores the value if the entry is `expected`, in one step: the code of a process is not interrupted between two awaits. */
  replace(key: string, expected: string, value: string, ttlMs?: number): Promise<boolean>;
  /** Forgets everything. */
  clear(): Promise<void>;
}

/** Virtual time, in milliseconds since the run began. */
export interface Clock {
  now(): number;
  /** Resolves when the scheduler moves the clock to `now() + ms`. Waking is one step. */
  sleep(ms: number): Promise<void>;
}

/** One service instance: a process with a memory of its own. */
export interface Node {
  readonly name: string;
  /** 1 for the first. */
  readonly number: number;
}

/**
 * An instance that requests can be sent to. What runs there runs on behalf of the same actor. Sending is no step: a message
 * between nodes touches no store, and what can go wrong with it is what can go wrong with the actor. One that has left
 * refuses: the promise is rejected with an error whose `code` is `ECONNREFUSED`.
 */
export interface Peer extends Node {
  read(key: string): Promise<string | null>;
  write(key: string, value: string): Promise<void>;
}

/** A Redis of several: one of the nodes that keys are spread over, or a cache level. */
export interface RedisServer {
  /** `redis1`, `redis2` …; of a level, the name that the topology gives it. */
  readonly name: string;
  readonly redis: Redis;
}

/** What one actor hands to the strategy for one operation. Every handle knows the actor, so that steps land in its lane. */
export interface Context {
  /** Of several Redis nodes, the first. */
  readonly redis: Redis;
  /** The Redis nodes that keys are spread over, as far as this node has heard of them. One, where the topology says nothing. */
  readonly redisNodes: readonly RedisServer[];
  /**
   * Cache levels beside `redis`, upstream first: what is asked first comes first, and what is nearest to the database last.
   * None where the topology names none.
   */
  readonly levels: readonly RedisServer[];
  readonly mysql: Mysql;
  readonly local: Local;
  readonly clock: Clock;
  readonly node: Node;
  /** Those that are there, as far as this node has heard of them; itself among them. */
  readonly nodes: readonly Peer[];
  /** Another node has sent this request here. */
  readonly isForwarded: boolean;
}

/** What a service instance is given when its process starts; later, its handles are those of the message that is handled. */
export interface StartContext extends Context {
  readonly redis: NodeRedis;
  readonly subscriber: Subscriber;
}

/** A row of the table `items`. `version` is raised by one by every write. */
export interface Item {
  readonly id: number;
  readonly value: string;
  readonly version: number;
}

/** One row event of the binlog, in commit order (FULL row image). */
export interface ChangeEvent<Row = Item> {
  readonly type: 'insert' | 'update' | 'delete';
  /** `items`, or the table that the strategy `follows`. */
  readonly table: string;
  /** The cache key of the row: `item:1` for the row with id 1. Of another table: `outbox:1`. */
  readonly key: string;
  readonly before: Row | null;
  readonly after: Row | null;
}

/** The code of one service instance. Created once per node and run, so closures are that process's memory. */
export interface StrategyInstance {
  /** Called once when the process starts, before its first request: for what it listens to. No order is explored in here. */
  start?(context: StartContext): Promise<void>;
  /** Returns the value that the user sees, or null when there is no such row. */
  read(context: Context, key: string): Promise<string | null>;
  /** Updates an existing row. Returning acknowledges the write. */
  write(context: Context, key: string, value: string): Promise<void>;
  insert?(context: Context, key: string, value: string): Promise<void>;
  delete?(context: Context, key: string): Promise<void>;
  /** Called for each row event, one at a time and in order. Delivery is a step, each command in here one more. */
  onChange?(context: Context, event: ChangeEvent): Promise<void>;
  /**
   * One round of what every service instance does in the background, such as that of a publisher which polls an outbox. A
   * round is due when `items` has changed since the last one began, and when another instance has died in the middle of
   * its own; an instance does one at a time.
   */
  poll?(context: Context): Promise<void>;
}

/** One cache-consistency pattern, as `defineStrategy` takes it. */
export interface Strategy<Options = unknown> {
  readonly name: string;
  /** One sentence: how it reads, how it writes. */
  readonly title: string;
  /**
   * Requests on one node share variables of `create`'s closure: no command shows that, so every interleaving is explored.
   * Needless for what is in `local`, and for waiting for each other's promises, which is noticed.
   */
  readonly sharesMemory?: boolean;
  /** Validates `with:` of the scenario file and fills in defaults. Left out: the strategy takes no options. */
  readonly options?: z.ZodType<Options>;
  /**
   * CREATE TABLE statements of tables that it has besides `items`, empty when a run begins. The primary key is the first
   * column. On the primary only.
   */
  readonly tables?: readonly string[];
  /** The one of them whose row events `onChange` gets. Left out: `items`. */
  readonly follows?: string;
  /** The one of them whose rows the scenario's keys are. Left out: `items`. */
  readonly judged?: JudgedTable;
  /** It is code of a service (`adapt`), and `create` gives its outline only. */
  readonly service?: ServiceSetup;
  create(options: Options): StrategyInstance;
}

/** A strategy whose options have a type that is not known here: they are validated before `create` sees them. */
export interface AnyStrategy {
  readonly name: string;
  readonly title: string;
  readonly sharesMemory?: boolean;
  readonly options?: z.ZodType;
  readonly tables?: readonly string[];
  readonly follows?: string;
  readonly judged?: JudgedTable;
  readonly service?: ServiceSetup;
  create(options: never): StrategyInstance;
}

/** Checks the types of a strategy and returns it unchanged. */
export function defineStrategy<Options = Record<string, never>>(strategy: Strategy<Options>): Strategy<Options> {
  return strategy;
}

const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/;
const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a duration such as `50ms`, `1.5s` or `10m`; null when it is not one. */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text);
  if (match === null) return null;
  return Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}

/** A zod type for durations such as `60s`. Its output is milliseconds. */
export function duration(): z.ZodType<number, string> {
  return z.string().transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== null) return ms;
    context.addIssue({
      code: 'custom',
      message: `"${text}" is not a duration. Write a number and a unit: 50ms, 1.5s, 10m`,
    });
    return z.NEVER;
  });
}

export { z };
