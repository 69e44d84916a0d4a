/**
 * The other half of the contract: code of a service as it is. A strategy is written for handles; a service has clients of its
 * own, timers, and objects that all requests share. It gets real clients here, whose commands become the steps.
 */
import type { Redis, RedisOptions } from 'ioredis';
import type { Pool as CallbackPool } from 'mysql2';
import type { Pool, PoolOptions } from 'mysql2/promise';
import type { z } from 'zod';
import type { ChangeEvent, Node, Strategy, StrategyInstance } from './strategy.ts';

/** Where the run's stores are, for clients that the service makes itself. Nothing listens there: connections stay in memory. */
export interface Addresses {
  readonly redis: { readonly host: string; readonly port: number };
  /** As mysql2's `createPool` and `createConnection` take it, and what is built on them. */
  readonly mysql: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
}

/** A pool of `mysql2/promise`; each of its methods takes a callback as well, as the pool of `mysql2` does. */
export type ServicePool = Pool & Pick<CallbackPool, 'promise'>;

/** What one process of the service has. Clients are made, and connect, when they are first asked for. */
export interface ServiceClients {
  /** A real ioredis client. */
  readonly redis: Redis;
  /** A real mysql2 pool. */
  readonly mysql: ServicePool;
  /** Which instance of the service this is. */
  readonly node: Node;
  readonly addresses: Addresses;
}

/**
 * The table whose rows the keys of a scenario are: one of the service's own, in place of `items`. The row of `item:1` is the one
 * with the key 1, that of `item:a-7` the one with the key `a-7`.
 */
export interface JudgedTable {
  /** One of `tables`. */
  readonly table: string;
  /** The column that holds what stands behind the colon of a key; no two rows have the same. Left out: `id`. */
  readonly key?: string;
  /** The column that a read shows and a write changes. A row with NULL there is none. */
  readonly value: string;
  /**
   * A number that every write of a row raises by one. Left out: of two writes that overwrite each other unseen nothing is known,
   * and `lost-update` finds writes alone that were acknowledged and never committed.
   */
  readonly version?: string;
  /** What further columns of the scenario's `rows` begin with, where their defaults are not right. */
  readonly initial?: Readonly<Record<string, string | number | null>>;
}

/** The operations of a scenario, as calls of the service. Keys are `item:1`; the row is that of the judged table, or `items(id, value, version)`. */
export interface Service {
  /** Returns the value that the user sees, or null when there is no such row. */
  read(key: string): Promise<string | null | undefined> | string | null | undefined;
  /** Updates an existing row. Returning acknowledges the write. */
  write(key: string, value: string): unknown;
  insert?(key: string, value: string): unknown;
  delete?(key: string): unknown;
  /** Only with `listensToChanges`. */
  onChange?(event: ChangeEvent): unknown;
}

/** Starts one process of the service. */
export type ServiceFactory = (clients: ServiceClients, options: never) => Service | Promise<Service>;

/** What a strategy carries that is code of a service. */
export interface ServiceSetup {
  readonly create: ServiceFactory;
  /** Options of the clients that `create` is given, beside their address. */
  readonly redis: RedisOptions;
  readonly mysql: PoolOptions;
}

/** Code of a service, as `adapt` takes it. */
export interface Adaptation<Options> {
  /** Left out: what the scenario calls it. */
  readonly name?: string;
  readonly title?: string;
  /** Validates `with:` of the scenario file; `create` gets what comes out. */
  readonly options?: z.ZodType<Options>;
  /** Options of the clients that `create` is given, such as `keyPrefix` and `namedPlaceholders`. */
  readonly redis?: RedisOptions;
  readonly mysql?: PoolOptions;
  /** CREATE TABLE statements of its tables. */
  readonly tables?: readonly string[];
  /** The one of them whose rows the scenario's keys are. Left out: the service uses the table `items`. */
  readonly judged?: JudgedTable;
  /** Row events of the judged table go to `onChange` of what `create` returns; with a name, those of this table. */
  readonly listensToChanges?: boolean | string;
  /** False: requests on one node share nothing but the stores, so that interleavings may be left out that differ in nothing. */
  readonly sharesMemory?: boolean;
  /**
   * Called once for each node and run, when the process of that node starts. What it makes is that process: the service, its
   * clients, its memory. What a module has outside of here is shared by all runs, and repeats none of them.
   */
  create(clients: ServiceClients, options: Options): Service | Promise<Service>;
}

/**
 * Makes a strategy out of code of a service that was written for ioredis, node-redis and mysql2.
 *
 * Every command and statement is a step of the actor on whose behalf it was sent, however much is shared, batched or waited for
 * by several inside. Timers, clocks and randomness are virtual. What escapes is reported with its place.
 */
export function adapt<Options = Record<string, never>>(adaptation: Adaptation<Options>): Strategy<Options> {
  const { name, title, options, tables, judged, listensToChanges = false, sharesMemory = true } = adaptation;
  const follows = typeof listensToChanges === 'string' ? listensToChanges : judged?.table;
  const service: ServiceSetup = {
    create: (clients, given) => adaptation.create(clients, given),
    redis: adaptation.redis ?? {},
    mysql: adaptation.mysql ?? {},
  };
  return {
    // Who loads a file gives names to what has none.
    ...({ ...(name !== undefined && { name }), ...(title !== undefined && { title }) } as {
      name: string;
      title: string;
    }),
    sharesMemory,
    service,
    ...(options !== undefined && { options }),
    ...(tables !== undefined && { tables }),
    ...(judged !== undefined && { judged }),
    ...(listensToChanges !== false && follows !== undefined && { follows }),
    create: () => outlineOf(listensToChanges !== false),
  };
}

/** What a service may be asked. What its process makes of that, only the process can say. */
function outlineOf(listensToChanges: boolean): StrategyInstance {
  const nowhere = (): never => {
    throw new Error('code of a service runs in a process of a run; this is its outline');
  };
  const outline = { start: nowhere, read: nowhere, write: nowhere, insert: nowhere, delete: nowhere };
  return listensToChanges ? { ...outline, onChange: nowhere } : outline;
}
