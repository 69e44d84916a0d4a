/**
 * The real engine: executes steps on a real Redis and a real MySQL. Steps of one run follow on each other, steps of
 * different runs are under way together; that is where its throughput comes from.
 */
import { randomBytes } from 'node:crypto';
import type { QueryError } from 'mysql2';
import type { Engine, EngineRun, KafkaSetup, RowChange, RunSetup } from '../engine.ts';
import type { Binlog, Followed } from './binlog.ts';
import { Binlogs } from './binlogs.ts';
import { complaintOfRun } from './complaints.ts';
import { dialectOf } from './dialect.ts';
import { isEngineFailure, messageOf, NotSupported, ServerUnsuitable } from './errors.ts';
import { Heartbeat } from './heartbeat.ts';
import type { KafkaRun } from './kafka/kafka-run.ts';
import { RealKafka } from './kafka/real-kafka.ts';
import { RunOnRedisServers } from '../redis-servers.ts';
import { claim, databaseName, isAlive, keyPrefix, removeLeftovers } from './leftovers.ts';
import { Lifeline } from './lifeline.ts';
import type { LockObserver } from './lock-observer.ts';
import { MysqlConnection } from './mysql-connection.ts';
import { mysqlPulse, redisPulse } from './pulses.ts';
import { RedisPool } from './redis-pool.ts';
import { RedisRun } from './redis-run.ts';
import { ReplicaRun } from './replica-run.ts';
import type { ReplicaServer } from './replica-server.ts';
import { Replicas } from './replicas.ts';
import { RealRun } from './run.ts';
import { affordableRuns, hasReplicas, stopLogging } from './server-setup.ts';
import { placesOf } from './servers.ts';
import type { RealServers } from './servers.ts';
import { Slots } from './slots.ts';
import type { Slot } from './slot.ts';
import { SqlRun } from './sql-run.ts';
import { Truth } from './truth.ts';

export interface RealEngine extends Engine {
  readonly kind: 'real';
  /** Of Kafka: null where there is none. */
  readonly versions: { readonly redis: string; readonly mysql: string; readonly kafka: string | null };
  /** Resolves with the error when a server is lost or cannot go on. Every step under way, and every later one, is rejected with it. */
  readonly failed: Promise<Error>;
}

export interface RealEngineOptions {
  /** Runs in flight; by default 64, and 16 on MariaDB. Fewer when the server does not take that many connections. */
  readonly concurrency?: number;
}

const INSTANCE_BYTES = 6;

interface Parts {
  readonly servers: RealServers;
  readonly instance: string;
  readonly lifeline: Lifeline;
  readonly heartbeat: Heartbeat;
  readonly mysql: Controls;
  readonly redis: RedisPool;
  readonly replicas: Replicas;
  readonly concurrency: number;
  /** Our own writes stay out of the binlog. */
  readonly isUnlogged: boolean;
  /** Replicas follow the MySQL, whether runs read from them or not. */
  readonly isReplicated: boolean;
}

/** Connections of our own: three, because what one run waits for must not stand behind what is done for another. */
interface Controls {
  readonly general: MysqlConnection;
  readonly truth: MysqlConnection;
  readonly resets: MysqlConnection;
}

/** Connects to the servers. Throws `ServerLost` when one is not there and `ServerUnsuitable` when one cannot be used. */
export async function openRealEngine(servers: RealServers, options: RealEngineOptions = {}): Promise<RealEngine> {
  const lifeline = new Lifeline(placesOf(servers));
  const { replicas: addresses = [] } = servers;
  const pulses = [servers.mysql, ...addresses].map((server) => mysqlPulse(server, lifeline));
  const heartbeat = new Heartbeat([redisPulse(servers.redis, lifeline), ...pulses], lifeline);
  const instance = randomBytes(INSTANCE_BYTES).toString('hex');
  const opened: { close(): void }[] = [heartbeat];
  const connect = async () => {
    const connection = await MysqlConnection.open(servers.mysql, lifeline, { isControl: true });
    opened.push(connection);
    return connection;
  };
  try {
    const redis = await RedisPool.open(servers.redis, lifeline);
    opened.push(redis);
    const mysql: Controls = { general: await connect(), truth: await connect(), resets: await connect() };
    const replicas = await Replicas.open(addresses, lifeline);
    opened.push(replicas);
    // Replicas get what we set up as they get all else: through the primary's binlog.
    const isReplicated = addresses.length > 0 || (await hasReplicas(mysql.general, dialectOf(servers.mysql)));
    const isUnlogged = await stopLogging(isReplicated ? [mysql.general] : [mysql.general, mysql.resets]);
    await claim(mysql.general, instance);
    await removeLeftovers(mysql.resets, redis.shared);
    const concurrency = await affordableRuns(
      mysql.general,
      options.concurrency ?? dialectOf(servers.mysql).concurrency,
    );
    const own = { instance, lifeline, heartbeat, isUnlogged, isReplicated };
    const engine = new OpenEngine({ ...own, servers, mysql, redis, replicas, concurrency });
    await engine.tryOut();
    return engine;
  } catch (error) {
    lifeline.close();
    for (const one of opened) one.close();
    throw error;
  }
}

const NO_TABLES: readonly string[] = [];

class OpenEngine implements RealEngine {
  readonly kind = 'real';
  readonly concurrency: number;
  readonly versions: RealEngine['versions'];
  readonly hasKafka: boolean;
  readonly replicas: number;
  readonly failed: Promise<Error>;
  readonly #parts: Parts;
  readonly #slots: Slots;
  readonly #truth: Truth;
  readonly #lockWaits: LockObserver;
  readonly #binlogs: Binlogs;
  #kafka: Promise<RealKafka> | null = null;
  #runs = 0;
  #closing: Promise<void> | null = null;

  constructor(parts: Parts) {
    const { servers, instance, lifeline, mysql, concurrency } = parts;
    this.#parts = parts;
    this.concurrency = concurrency;
    this.versions = {
      redis: servers.redis.version,
      mysql: servers.mysql.version,
      kafka: servers.kafka?.version ?? null,
    };
    this.hasKafka = servers.kafka !== undefined;
    this.replicas = servers.replicas?.length ?? 0;
    this.failed = lifeline.failed;
    this.#slots = new Slots({
      server: servers.mysql,
      lifeline,
      control: mysql.resets,
      name: databaseName(instance),
      count: concurrency,
    });
    this.#binlogs = new Binlogs({
      servers: [{ address: servers.mysql, control: mysql.general }, ...parts.replicas.servers],
      lifeline,
      databases: this.#slots.databases,
      serverId: Number.parseInt(instance.slice(0, 8), 16),
      isUnlogged: parts.isUnlogged,
    });
    this.#truth = new Truth(mysql.truth);
    this.#lockWaits = dialectOf(servers.mysql).lockObserver(mysql.general, lifeline);
  }

  get failure(): Error | null {
    return this.#parts.lifeline.error;
  }

  /** Does once what every run does, so that what is missing shows before anything is explored. */
  async tryOut(): Promise<void> {
    const { instance, redis } = this.#parts;
    const acquired = this.#slots.acquire([{ id: 1, value: '', version: 1 }], NO_TABLES);
    this.#slots.release(await acquired.catch((error: QueryError) => Promise.reject(complaintOfRun(error) ?? error)));
    const key = `${keyPrefix(instance)}tried`;
    await redis.shared.send({ name: 'set', args: [key, ''] });
    await redis.unlink([key]);
  }

  async begin(setup: RunSetup): Promise<EngineRun> {
    const { lifeline, replicas } = this.#parts;
    if (lifeline.error !== null) throw lifeline.error;
    const taken = setup.replicas === undefined || setup.replicas === 0 ? [] : await replicas.take(setup.replicas);
    return this.#beginWith(taken, setup).catch(async (error: unknown) => {
      await replicas.give(taken);
      throw error;
    });
  }

  async #beginWith(taken: readonly ReplicaServer[], setup: RunSetup): Promise<EngineRun> {
    const { rows, tables = NO_TABLES, judged } = setup;
    const slot = await this.#slots.acquire(rows, tables, judged).catch((error: unknown) => {
      if (tables.length === 0 || isEngineFailure(error)) return this.#explain(error);
      throw new NotSupported("one of the strategy's tables", messageOf(error));
    });
    if (judged !== undefined) slot.observe(await this.#truth.read(slot.database, judged));
    return this.#beginIn(slot, taken, setup).catch((error: unknown) => {
      this.#slots.release(slot);
      throw error;
    });
  }

  async #beginIn(slot: Slot, taken: readonly ReplicaServer[], setup: RunSetup): Promise<EngineRun> {
    const { time, wantsChanges, changesFrom = 0, kafka = null, follows, judged, redisServers } = setup;
    const { instance, mysql, redis, replicas, isUnlogged, isReplicated } = this.#parts;
    const { database } = slot;
    const replicated =
      taken.length === 0
        ? null
        : await ReplicaRun.begin({ servers: taken, control: mysql.general, database, time }).catch(this.#explain);
    const changes: RowChange[] = [];
    const binlog = wantsChanges
      ? await this.#subscribe(slot, changes, changesFrom, { table: follows ?? 'items', judged }).catch(this.#explain)
      : null;
    const isPassedAt = async (server: number): Promise<void> => {
      if (server === changesFrom) await binlog?.passed();
    };
    const onCommit =
      binlog === null && replicated === null
        ? null
        : (commits: number) => Promise.all([isPassedAt(0), replicated?.note(commits)]);
    const topic = kafka === null ? null : await this.#enter(slot, kafka);
    this.#runs += 1;
    const prefix = `${keyPrefix(instance)}${this.#runs}:`;
    const run = new RealRun({
      kafka: topic,
      redis: new RedisRun(redis, prefix, time, setup),
      sql: new SqlRun(
        { control: mysql.general, truth: this.#truth, lockWaits: this.#lockWaits },
        {
          ...{ slot, time, onCommit, judged, followed: follows === undefined ? null : changes },
          // Replicas would lack what is not logged, also in the runs of others.
          mayBeUnlogged: isUnlogged && !isReplicated,
        },
      ),
      replicas: replicated,
      onApplied: isPassedAt,
      changes,
      release: () => {
        binlog?.unsubscribe(database);
        this.#slots.release(slot);
        void replicas.give(taken);
      },
    });
    if (redisServers === undefined) return run;
    // Not databases of their own: those are few, Redis Cluster has one, and a connection is in one of them at a time.
    const servers = redisServers.map((_, number) => new RedisRun(redis, `${prefix}${number}:`, time));
    return new RunOnRedisServers(run, servers, redisServers);
  }

  /** Removes everything that this instance has made. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { lifeline, heartbeat, mysql, redis, replicas } = this.#parts;
    await this.#binlogs.close();
    const kafka = await this.#kafka?.catch(() => null);
    await kafka?.close();
    // A server that is lost meanwhile is left as it is: the next start removes what is there.
    if (lifeline.error === null) {
      const removed = Promise.all([this.#slots.close(), redis.unlink([]), replicas.restore()]).catch(
        (error: unknown) => {
          if (!isEngineFailure(error)) throw error;
        },
      );
      await Promise.race([removed, lifeline.failed]);
    }
    lifeline.close();
    heartbeat.close();
    redis.close();
    replicas.close();
    for (const connection of Object.values(mysql)) connection.close();
  }

  /** What one run lacks, all lack. */
  readonly #explain = (error: unknown): never => {
    throw isEngineFailure(error) ? this.#parts.lifeline.lost('mysql', error) : error;
  };

  async #subscribe(slot: Slot, changes: RowChange[], source: number, followed: Followed): Promise<Binlog> {
    const binlog = await this.#binlogs.of(source);
    await binlog.subscribe(slot.database, followed, (change) => changes.push(change));
    return binlog;
  }

  async #enter(slot: Slot, setup: KafkaSetup): Promise<KafkaRun> {
    this.#kafka ??= this.#openKafka();
    return (await this.#kafka).begin(slot.database, setup);
  }

  async #openKafka(): Promise<RealKafka> {
    const { servers, lifeline, instance, mysql } = this.#parts;
    if (servers.kafka === undefined)
      throw new ServerUnsuitable('kafka', 'there is none', 'name its brokers by --kafka HOST:PORT');
    const [row] = await mysql.general.query<[string]>(`SELECT ${dialectOf(servers.mysql).identity}`);
    return RealKafka.open({
      server: servers.kafka,
      lifeline,
      owner: { home: row![0], instance },
      isAlive: (other) => isAlive(mysql.general, other),
    });
  }
}
