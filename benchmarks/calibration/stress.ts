/**
 * A strategy under real concurrency: readers and writers on real servers, at the times of the wall's clock, with nobody who orders
 * their steps. What they did is written down and judged afterwards.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Redis } from 'ioredis';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { RealServers } from '../../harness/engines/real/servers.ts';
import { Stream } from '../../harness/timed/streams.ts';
import type { AnyStrategy, StrategyInstance } from '../../strategies/strategy.ts';
import { connectMysql, connectRedis } from '../real/connect.ts';
import type { ConsumerOptions } from './consumer.ts';
import { openConsumer } from './consumer.ts';
import { contextOf } from './context.ts';
import { delayBy, sleep } from './delays.ts';
import type { History, ReadRecord, WriteRecord } from './judge.ts';
import type { StressLoad } from './load.ts';
import { Pool } from './pool.ts';
import { Recorder } from './recorder.ts';
import { RowLocks } from './row-locks.ts';

export interface StressOptions {
  readonly servers: RealServers;
  readonly strategy: AnyStrategy;
  readonly options: unknown;
  readonly load: StressLoad;
}

export interface Stressed {
  readonly history: History;
  readonly recorder: Recorder;
  /** The longest time for which this process could do nothing. */
  readonly standstillMs: number;
}

const RESOLUTION_MS = 10;
const FIRST_VALUE = 'w0';
/** Each commit of the table, as MySQL itself saw it. */
const LOGGED = [
  'CREATE TABLE items (id BIGINT PRIMARY KEY, value VARCHAR(64) NOT NULL, version BIGINT NOT NULL)',
  'CREATE TABLE commits (value VARCHAR(64) PRIMARY KEY, id BIGINT NOT NULL, version BIGINT NOT NULL)',
  'CREATE TRIGGER log_commits AFTER UPDATE ON items FOR EACH ROW INSERT INTO commits VALUES (NEW.value, NEW.id, NEW.version)',
];

export async function stress({ servers, strategy, options, load }: StressOptions): Promise<Stressed> {
  const name = `bench_calibration_${process.pid}`;
  const control = await connectMysql(servers);
  const shared = await connectRedis(servers);
  const redis = shared.duplicate({ keyPrefix: `${name}:` });
  const pool = new Pool(() => connectTo(servers, name));
  try {
    await control.query(`CREATE DATABASE ${name}`);
    await control.query(`USE ${name}`);
    for (const statement of LOGGED) await control.query(statement);
    const rows = Array.from({ length: load.keys }, (_, i) => [i + 1, FIRST_VALUE, 1]);
    await control.query('INSERT INTO items VALUES ?', [rows]);
    await pool.fill();
    const run = new Run({ redis, pool, instance: strategy.create(options as never), load });
    const consumer = run.consumes ? await openConsumer({ servers, database: name, ...run.consumption }) : null;
    const standstill = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    standstill.enable();
    try {
      await run.execute();
      await consumer?.drained();
    } finally {
      consumer?.close();
    }
    const [commits] = await control.query<Commit[]>('SELECT value, version FROM commits');
    const standstillMs = Math.max(0, standstill.max / 1e6 - RESOLUTION_MS);
    return { history: { ...run.history, commits }, recorder: run.recorder, standstillMs };
  } finally {
    await control.query(`DROP DATABASE IF EXISTS ${name}`);
    const keys = await shared.keys(`${name}:*`);
    if (keys.length > 0) await shared.unlink(keys);
    for (const one of [redis, shared]) one.disconnect();
    control.destroy();
    pool.close();
  }
}

async function connectTo(servers: RealServers, database: string): Promise<Connection> {
  const connection = await connectMysql(servers);
  await connection.query(`USE ${database}`);
  return connection;
}

type Commit = RowDataPacket & History['commits'][number];

interface RunParts {
  readonly redis: Redis;
  readonly pool: Pool;
  readonly instance: StrategyInstance;
  readonly load: StressLoad;
}

class Run {
  readonly recorder = new Recorder();
  readonly history: { readonly reads: ReadRecord[]; readonly writes: WriteRecord[] } = { reads: [], writes: [] };
  readonly #parts: RunParts;
  readonly #locks = new RowLocks();
  readonly #delay: () => Promise<void>;
  readonly #keys: Stream;
  readonly #underWay = new Set<Promise<void>>();
  #written = 0;

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.#keys = new Stream(parts.load.seed);
    this.#delay = delayBy(parts.load.delay, new Stream(parts.load.seed + 1));
  }

  async execute(): Promise<void> {
    const { load } = this.#parts;
    const beganMs = performance.now();
    await Promise.all([
      this.#arrive(load.readsPerSecond, new Stream(load.seed + 2), () => this.#read(beganMs)),
      this.#arrive(load.writesPerSecond, new Stream(load.seed + 3), () => this.#write()),
    ]);
    await Promise.all(this.#underWay);
  }

  get consumes(): boolean {
    return this.#parts.instance.onChange !== undefined;
  }

  /** What becomes of changes, for strategies that follow the binlog. */
  get consumption(): Pick<ConsumerOptions, 'delay' | 'onArrival' | 'handle'> {
    return {
      delay: this.#delay,
      onArrival: (value, atMs) => this.recorder.arrived(value, atMs),
      handle: (event) => this.#inContext((context) => this.#parts.instance.onChange!(context, event)),
    };
  }

  async #arrive(perSecond: number, dice: Stream, begin: () => Promise<void>): Promise<void> {
    const { warmupMs, durationMs } = this.#parts.load;
    const beganMs = performance.now();
    for (let at = 0; ; ) {
      at += (dice.exponential() * 1000) / perSecond;
      if (at > warmupMs + durationMs) return;
      const waitMs = beganMs + at - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      const operation = begin();
      this.#underWay.add(operation);
      // Those that fail stay, and are met in the end.
      void operation.then(
        () => this.#underWay.delete(operation),
        () => undefined,
      );
    }
  }

  async #read(beganMs: number): Promise<void> {
    const key = this.#chooseKey();
    const invokedMs = performance.now();
    const isMeasured = invokedMs - beganMs >= this.#parts.load.warmupMs;
    const value = await this.#inContext((context) => this.#parts.instance.read(context, key));
    this.history.reads.push({ key, invokedMs, value, isMeasured });
  }

  async #write(): Promise<void> {
    const key = this.#chooseKey();
    const value = `w${++this.#written}`;
    await this.#inContext((context) => this.#parts.instance.write(context, key, value));
    this.history.writes.push({ key, value, acknowledgedMs: performance.now() });
  }

  async #inContext<T>(code: (context: ReturnType<typeof contextOf>) => Promise<T>): Promise<T> {
    const { redis, pool } = this.#parts;
    let taken: Promise<Connection> | null = null;
    const mysql = (): Promise<Connection> => (taken ??= pool.take());
    try {
      return await code(contextOf({ redis, mysql, delay: this.#delay, recorder: this.recorder, locks: this.#locks }));
    } finally {
      if (taken !== null) pool.give(await (taken as Promise<Connection>));
    }
  }

  #chooseKey(): string {
    return `item:${1 + this.#keys.below(this.#parts.load.keys)}`;
  }
}
