/**
 * What executes steps. Nothing above an engine knows which one runs: the same schedule on every engine must give the
 * same history, step for step (reply, affected rows, error code, blocked or not).
 *
 * An embedded engine answers synchronously, which is what makes it fast; a real one answers in its time.
 */

import type { JudgedTable } from '../../strategies/adapt.ts';

export type MaybePromise<T> = T | Promise<T>;

/** A Redis reply after protocol decoding. An error inside an EXEC array is a `StoreError` in its place. */
export type RedisReply = string | number | null | StoreError | readonly RedisReply[];

/** One Redis command as it goes over the wire: the name in lower case, every argument a string. */
export interface RedisCommand {
  readonly name: string;
  readonly args: readonly string[];
}

/** What a mysql2 client would see of one statement. */
export type MysqlReply =
  | {
      readonly kind: 'rows';
      readonly columns: readonly string[];
      /** Of each column, what a client must be told beside number and text. Left out where that is nothing. */
      readonly types?: ColumnTypes;
      readonly rows: readonly Readonly<Record<string, SqlValue>>[];
    }
  | {
      readonly kind: 'ok';
      readonly affectedRows: number;
      readonly changedRows: number;
      readonly insertId: number;
      /** Of what has committed, where there are replicas: the run's own name of the transaction (`gtids.ts`). */
      readonly gtid?: string;
    };

/** As clients tell them apart: mysql2 makes a `Date` of the first three, and an object of JSON. `boolean` is TINYINT(1). */
export type ColumnKind = 'date' | 'datetime' | 'timestamp' | 'time' | 'decimal' | 'json' | 'boolean';
export type ColumnTypes = readonly (ColumnKind | null)[];

/** Integers are numbers, decimals are strings as mysql2 gives them, dates are strings (`dateStrings: true`). */
export type SqlValue = string | number | null;

/** An error that the store itself answered with, in the store's own words. */
export interface StoreError {
  readonly kind: 'error';
  /** Redis: the first word (`WRONGTYPE`). MySQL: the symbol (`ER_DUP_ENTRY`). */
  readonly code: string;
  readonly message: string;
  /** MySQL only. */
  readonly errno?: number;
  readonly sqlState?: string;
}

/** What a step asks of a store. `redis` with a `transaction` is MULTI … EXEC, one step. */
export type Request =
  | ({ readonly store: 'redis' } & Addressed & { readonly command: RedisCommand })
  | ({ readonly store: 'redis' } & Addressed & { readonly transaction: readonly RedisCommand[] })
  | {
      readonly store: 'mysql';
      readonly sql: string;
      readonly params: readonly SqlValue[];
      /** The statement is the first of a transaction: BEGIN travels with it. */
      readonly begin: boolean;
      /** `execute` (binary protocol, prepared) rather than `query` (text protocol). */
      readonly prepared: boolean;
      /** It goes to this replica, from 1, on the client's connection there. Left out: to the primary. */
      readonly replica?: number;
    }
  | KafkaRequest;

/** What Redis has sent to a subscriber. */
export interface RedisMessage {
  readonly channel: string;
  /** Of `__redis__:invalidate`: the keys, separated by commas; empty when all are gone. */
  readonly message: string;
  /** It was pushed (RESP3) on the connection of the node's own commands, between their replies. Left out: on its subscriber's. */
  readonly isPush?: true;
}

interface Addressed {
  /** Of several Redis servers, which one, from 0. Left out where there is one. Written by the handle that it is sent through. */
  server?: number;
  /**
   * From 1: the node that asks, where nodes listen. Redis tracks what a node reads, on whichever connection, and SUBSCRIBE and
   * CLIENT ID are about the connection of its subscriber. Left out where nobody listens.
   */
  readonly node?: number;
}

/** What the producer and the consumers of the run's topic ask of Kafka. */
export type KafkaRequest = { readonly store: 'kafka' } & (
  | {
      readonly action: 'send';
      /** Says which partition, as Kafka's clients work it out from a key; null: `partition` does. */
      readonly key: string | null;
      readonly partition: number | null;
      readonly value: string;
    }
  /** Offset null: from where the group has committed. A consumer joins the group when it first fetches. */
  | { readonly action: 'fetch'; readonly partition: number; readonly offset: number | null }
  /** `offset` is that of the next message. Refused when the consumer is not in the group any more. */
  | { readonly action: 'commit'; readonly partition: number; readonly offset: number }
);

/** Of a send: its partition and offset. Of a fetch: the message's offset and value. Of a commit: OK. Offsets count from 0 in each run. */
export type KafkaReply = readonly [number, number] | readonly [number, string] | string | StoreError;

/**
 * The engine's half of a step. The engine writes `reply` and `state`, and reads the rest.
 * `failed` means that the store answered with an error; `reply` is then a `StoreError`.
 */
export interface EngineStep {
  /** The client connection: one per actor. MySQL transactions and WATCH belong to it. */
  readonly session: number;
  readonly request: Request;
  reply: RedisReply | MysqlReply | KafkaReply;
  state: 'pending' | 'blocked' | 'done' | 'failed';
  /** While blocked: the session that holds what this one waits for. */
  blockedBy: number | null;
  /**
   * Written where there are several Redis servers: when the entry of the command's first key expires, as things are after the
   * step. Infinity: never. Null: the reply is nil, or there is no key.
   */
  livesUntil?: number | null;
}

/** One committed row change, as the binlog has it. */
export interface RowChange {
  readonly type: 'insert' | 'update' | 'delete';
  /** Left out: `items`. Else a table of the strategy's own, and the rows have its columns. */
  readonly table?: string;
  readonly id: RowId;
  readonly before: Row | null;
  readonly after: Row | null;
}

/** The number of a row of `items`; of another table that is judged, its key as text. */
export type RowId = number | string;

export interface Row {
  readonly id: RowId;
  readonly value: string;
  readonly version: number;
}

/** One transaction's changes of `items`, or of the table that is judged in its place, in the order in which transactions committed. */
export interface Commit {
  /** The step whose execution committed it. */
  readonly step: EngineStep;
  readonly changes: readonly RowChange[];
  /** Where another table than `items` is followed: how many changes of that table it has brought. */
  readonly followed?: number;
}

/** The scheduler's clock: virtual milliseconds since the run began. Engines only read it. */
export interface VirtualTime {
  readonly now: number;
}

/** What the stores hold, for people to look at. Keys of `mysql` are row ids. */
export interface StoreState {
  readonly redis: Readonly<Record<string, { readonly value: string; readonly expiresAtMs: number | null }>>;
  readonly mysql: Readonly<Record<RowId, Row>>;
  /** Of each replica, what it has applied. Left out where there is none. */
  readonly replicas?: readonly Readonly<Record<RowId, Row>>[];
  /** Of several Redis servers, what each holds; `redis` is empty then. */
  readonly servers?: readonly StoreState['redis'][];
}

export interface RunSetup {
  /** The table `items` before the run, or what `judged` has in its place. */
  readonly rows: readonly Row[];
  /** CREATE TABLE statements of the strategy's own tables, which are empty before the run but for one that is judged. */
  readonly tables?: readonly string[];
  /** The one of them that has `rows`, and whose committed changes `commits` has, in place of `items`, which is empty then. */
  readonly judged?: JudgedTable;
  /** The one of them whose changes `changes` has, in place of those of `items`. */
  readonly follows?: string;
  readonly time: VirtualTime;
  /** Whether `changes` will be read. A real engine then waits for the binlog after each commit. */
  readonly wantsChanges: boolean;
  /** Where commands name one of several Redis servers: those that answer from the beginning, one entry for each. */
  readonly redisServers?: readonly boolean[];
  /** How many replicas the primary has; none by default. Each begins with the same rows. */
  readonly replicas?: number;
  /** Whose binlog `changes` is: the primary's (0, the default), or that of a replica, from 1, which grows when it applies. */
  readonly changesFrom?: number;
  /** Redis may be taken back to what it held before (`failover`). */
  readonly keepsPast?: boolean;
  /** The topic and the group that reads it; left out where no change goes through Kafka. */
  readonly kafka?: KafkaSetup | null;
  /** How many nodes have a connection that listens to Redis; none by default. */
  readonly subscribers?: number;
}

export interface KafkaSetup {
  readonly partitions: number;
  /** The sessions of the group's consumers. */
  readonly consumers: readonly number[];
}

/** What the world does to the stores without being asked by a client. */
export type Intervention =
  | { readonly kind: 'evict'; readonly key: string; readonly server?: number }
  | { readonly kind: 'expire'; readonly key: string; readonly server?: number }
  | { readonly kind: 'flush'; readonly server?: number }
  /** A replica of Redis takes over, which lacks so many of the last changes. Only with `keepsPast`. */
  | { readonly kind: 'failover'; readonly lost: number; readonly server?: number }
  /** A Redis server stops answering: commands get `NO_CONNECTION`. With `forgets`, what it holds is lost. */
  | { readonly kind: 'stop'; readonly server: number; readonly forgets: boolean }
  /** It answers again, with what it holds. */
  | { readonly kind: 'resume'; readonly server: number }
  /**
   * The client's connections are gone: its open transaction is rolled back, its WATCHes are forgotten.
   * With `replica`, that to this replica alone.
   */
  | { readonly kind: 'disconnect'; readonly session: number; readonly replica?: number }
  /** A replica, from 1, applies a transaction of the primary. The caller keeps to the order of commits. */
  | { readonly kind: 'apply'; readonly replica: number; readonly commit: Commit }
  /** The session's statement waits for a lock no longer: it fails with ER_LOCK_WAIT_TIMEOUT, and stands in `granted`. */
  | { readonly kind: 'lock-timeout'; readonly session: number }
  /** Kafka throws these consumers out of the group; the others stay. */
  | { readonly kind: 'rebalance'; readonly sessions: readonly number[] };

export interface Expiry {
  readonly key: string;
  readonly at: number;
  /** Of several Redis servers, which one. */
  readonly server?: number;
}

/** The stores of one run. Runs share nothing. */
export interface EngineRun {
  /**
   * Executes one step: sets `step.reply` and `step.state` to `done`, `failed` or `blocked`.
   * Steps that were blocked and that this step let go are settled too and stand in `granted`, in the order of granting.
   */
  execute(step: EngineStep): MaybePromise<void>;
  intervene(intervention: Intervention): MaybePromise<void>;
  /** Steps that the last `execute` or `intervene` let go. The caller reads it before the next call. */
  readonly granted: readonly EngineStep[];
  /** All commits so far, in order. Complete once `execute` has settled. */
  readonly commits: readonly Commit[];
  /** The binlog so far: every committed row change in order. Only with `wantsChanges`. */
  readonly changes: readonly RowChange[];
  /**
   * By node, from 0: what Redis has sent to its subscriber so far, in order. Complete once `execute` or `intervene` has settled.
   * Null without `subscribers`.
   */
  readonly messages: readonly (readonly RedisMessage[])[] | null;
  /** The key with the earliest deadline, ties by server and key; null when no key has one. */
  nextExpiry(): Expiry | null;
  /**
   * Forgets `commits`, `changes` and `messages`, which the caller has read, and what nobody can see any more of the rows in them. For
   * runs that go on for as long as they like; an engine without it keeps everything.
   */
  forget?(): void;
  inspect(): MaybePromise<StoreState>;
  end(): MaybePromise<void>;
}

export interface Engine {
  readonly kind: 'embedded' | 'real';
  /** How many runs may be in flight at once. 1 for an embedded engine that answers synchronously. */
  readonly concurrency: number;
  /** What has ended the engine, such as a server that is lost. Null or left out while all is well. */
  readonly failure?: Error | null;
  /** False: changes cannot go through Kafka here. */
  readonly hasKafka?: boolean;
  /** A real engine: how many replicas its primary has. Left out: as many as anyone wants. */
  readonly replicas?: number;
  begin(setup: RunSetup): MaybePromise<EngineRun>;
  close(): MaybePromise<void>;
}
