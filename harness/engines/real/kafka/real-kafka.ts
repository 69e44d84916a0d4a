/**
 * The engine's Kafka: connections that all runs share, and a room for each run in flight. A producer and the consumers at
 * each position have connections of their own, because Kafka answers the requests of one connection in turn.
 */
import type { Admin, Kafka, Producer } from 'kafkajs';
import type { KafkaSetup } from '../../engine.ts';
import { Batch } from '../batch.ts';
import { isEngineFailure } from '../errors.ts';
import { Heartbeat } from '../heartbeat.ts';
import type { Lifeline } from '../lifeline.ts';
import type { KafkaServer } from '../servers.ts';
import { Group } from './group.ts';
import { KafkaRun } from './kafka-run.ts';
import type { Cluster, Kafkajs } from './kafkajs.ts';
import { clientOf, clusterOf, isOfKafkajs, loadKafkajs } from './kafkajs.ts';
import type { Owner } from './leftovers.ts';
import { removeLeftovers, topicName } from './leftovers.ts';
import { kafkaPulse } from './pulse.ts';
import { Room } from './room.ts';
import { onceSettled } from './settle.ts';

export interface RealKafkaOptions {
  readonly server: KafkaServer;
  readonly lifeline: Lifeline;
  readonly owner: Owner;
  /** Whether another instance with the same MySQL, by its name, still runs. */
  readonly isAlive: (instance: string) => Promise<boolean>;
}

interface Parts extends RealKafkaOptions {
  readonly kafkajs: Kafkajs;
  readonly client: Kafka;
  readonly producer: Producer;
  readonly admin: Admin;
  readonly heartbeat: Heartbeat;
}

export class RealKafka {
  readonly #parts: Parts;
  readonly #rooms = new Map<string, Promise<Room>>();
  /** By the position of a consumer in its group. */
  readonly #clusters = new Map<number, Promise<Cluster>>();
  readonly #creations: Batch<{ readonly topic: string; readonly numPartitions: number }, undefined>;
  #turn: Promise<void> = Promise.resolve();
  #runs = 0;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.#creations = new Batch(async (topics) => {
      const created = topics.map((topic) => ({ ...topic, replicationFactor: 1 }));
      await parts.admin.createTopics({ topics: created, waitForLeaders: false });
      // Only the leaders of partitions can tell where these end.
      for (const { topic } of topics) await onceSettled(() => parts.admin.fetchTopicOffsets(topic));
      return topics.map(() => undefined);
    });
  }

  /** Connects, and removes what instances that are no more have left behind. */
  static async open(options: RealKafkaOptions): Promise<RealKafka> {
    const kafkajs = await loadKafkajs();
    const client = clientOf(kafkajs, options.server);
    const { server, lifeline, owner, isAlive } = options;
    const { DefaultPartitioner } = kafkajs.Partitioners;
    const producer = client.producer({ createPartitioner: DefaultPartitioner, allowAutoTopicCreation: false });
    const admin = client.admin();
    const heartbeat = new Heartbeat([kafkaPulse(kafkajs, server, lifeline)], lifeline);
    const connect = async (): Promise<void> => {
      await admin.connect();
      await removeLeftovers(admin, owner.home, isAlive);
      await producer.connect();
    };
    try {
      await whileAlive(lifeline, connect());
    } catch (error) {
      heartbeat.close();
      await disconnect([admin, producer], lifeline);
      throw error;
    }
    return new RealKafka({ ...options, kafkajs, client, producer, admin, heartbeat });
  }

  /** @param slot the run's place among those in flight: what was made for an earlier one there is used again */
  async begin(slot: string, setup: KafkaSetup): Promise<KafkaRun> {
    const { lifeline, owner } = this.#parts;
    const nonce = `${owner.instance} ${(this.#runs += 1)}`;
    const { partitions, consumers } = setup;
    const enter = async (): Promise<Room> => {
      const room = await this.#roomOf(slot, partitions);
      await onceSettled(() => room.begin(consumers.length));
      return room;
    };
    const room = await whileAlive(lifeline, enter());
    return new KafkaRun({ room, consumers, nonce, whileAlive: (work) => whileAlive(lifeline, work) });
  }

  /** Removes every topic and group that was made here. */
  async close(): Promise<void> {
    const { admin, producer, heartbeat, lifeline } = this.#parts;
    if (lifeline.error === null) await lifeline.orLost(this.#remove()).catch(ignoreLoss);
    heartbeat.close();
    await disconnect([admin, producer, ...this.#clusters.values()], lifeline);
  }

  async #remove(): Promise<void> {
    const rooms = (await Promise.allSettled(this.#rooms.values())).flatMap((room) =>
      room.status === 'fulfilled' ? [room.value] : [],
    );
    if (rooms.length === 0) return;
    const names = rooms.map(({ topic }) => topic);
    for (const room of rooms) await room.close();
    await this.#parts.admin.deleteGroups(names);
    await this.#parts.admin.deleteTopics({ topics: names });
  }

  #roomOf(slot: string, partitions: number): Promise<Room> {
    const topic = topicName(this.#parts.owner, slot, partitions);
    let room = this.#rooms.get(topic);
    if (room === undefined) this.#rooms.set(topic, (room = this.#makeRoom(topic, partitions)));
    return room;
  }

  async #makeRoom(topic: string, partitions: number): Promise<Room> {
    const { kafkajs, producer } = this.#parts;
    await this.#creations.ask({ topic, numPartitions: partitions });
    const ofPosition = (position: number): Promise<Cluster> => this.#clusterOf(position);
    const inTurn = (task: () => Promise<void>): Promise<void> => this.#inTurn(task);
    const group = new Group({ id: topic, topic, partitions, kafkajs, clusterOf: ofPosition, inTurn });
    return new Room({ topic, partitions, producer, clusterOf: ofPosition, group });
  }

  #clusterOf(position: number): Promise<Cluster> {
    let cluster = this.#clusters.get(position);
    if (cluster === undefined) this.#clusters.set(position, (cluster = this.#connect()));
    return cluster;
  }

  async #connect(): Promise<Cluster> {
    const cluster = clusterOf(this.#parts.client);
    await cluster.connect();
    return cluster;
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(task);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** What kafkajs could not mend by trying again ends the engine, and so does any loss; anything else is a bug of ours. */
async function whileAlive<T>(lifeline: Lifeline, work: Promise<T>): Promise<T> {
  try {
    return await lifeline.orLost(work);
  } catch (error) {
    throw isOfKafkajs(error) ? lifeline.lost('kafka', error) : error;
  }
}

type Client = { disconnect(): Promise<void> };

/** kafkajs says good-bye when all its questions are answered. A broker that is lost answers none. */
async function disconnect(clients: readonly (Client | Promise<Client>)[], lifeline: Lifeline): Promise<void> {
  const gone = Promise.allSettled(clients.map(async (client) => (await client).disconnect()));
  if (lifeline.error === null) await gone;
}

function ignoreLoss(error: unknown): void {
  if (!isOfKafkajs(error) && !isEngineFailure(error)) throw error;
}
