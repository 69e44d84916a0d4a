/**
 * The room of one run in Kafka: a topic with its own consumer group, used by one run after the other. Messages of earlier
 * runs stay in it; a run begins where the topic ends.
 */
import type { IHeaders, Producer } from 'kafkajs';
import type { Group } from './group.ts';
import type { Broker, Cluster, Message } from './kafkajs.ts';
import { onceSettled } from './settle.ts';

export interface RoomParts {
  readonly topic: string;
  readonly partitions: number;
  readonly producer: Producer;
  /** Of the consumer at a position. */
  readonly clusterOf: (position: number) => Promise<Cluster>;
  readonly group: Group;
}

interface NewMessage {
  readonly key: string | null;
  readonly value: string;
  readonly headers: IHeaders;
  readonly partition?: number;
}

const FETCH_BYTES_MAX = 1024 * 1024;
/** The message is there: the broker has acknowledged it. */
const FETCH_WAIT_MS_MAX = 1_000;
const ALL_IN_SYNC = -1;

export class Room {
  readonly topic: string;
  /** By partition: the offset of the next message. */
  readonly ends: number[];
  readonly #parts: RoomParts;
  /** By partition: what the group has committed, as far as that is known. */
  readonly #committed: number[];
  /** The leader of each partition, for each consumer's connections. */
  readonly #leaders = new Map<string, Promise<Broker>>();

  constructor(parts: RoomParts) {
    this.topic = parts.topic;
    this.#parts = parts;
    this.ends = Array.from({ length: parts.partitions }, () => 0);
    this.#committed = this.ends.map(() => -1);
  }

  /** Makes it ready for a run: `consumers` are in the group, and the group wants nothing of earlier runs. */
  async begin(consumers: number): Promise<void> {
    const { group } = this.#parts;
    await group.refresh(Array.from({ length: consumers }, (_, position) => position));
    for (const [partition, end] of this.ends.entries()) {
      if (this.#committed[partition] !== end) await this.commit(0, partition, end);
    }
  }

  async send(message: NewMessage): Promise<{ readonly partition: number; readonly offset: number }> {
    const [record] = await this.#parts.producer.send({ topic: this.topic, acks: ALL_IN_SYNC, messages: [message] });
    const [partition, offset] = [record!.partition, Number(record!.baseOffset)];
    this.ends[partition] = offset + 1;
    return { partition, offset };
  }

  /** @throws when the broker does not have the message */
  async fetch(position: number, partition: number, offset: number): Promise<Message> {
    const broker = await this.#leaderOf(position, partition);
    const place = { partition, fetchOffset: offset, maxBytes: FETCH_BYTES_MAX, currentLeaderEpoch: -1 };
    const { responses } = await broker.fetch({
      maxWaitTime: FETCH_WAIT_MS_MAX,
      topics: [{ topic: this.topic, partitions: [place] }],
    });
    const messages = responses.flatMap(({ partitions }) => partitions.flatMap((one) => one.messages));
    const message = messages.find((one) => Number(one.offset) === offset);
    if (message === undefined)
      throw new Error(`Kafka has no message at offset ${offset} of ${this.topic}/${partition}`);
    return message;
  }

  /** @returns false when the broker refuses, because the consumer is not in the group */
  async commit(position: number, partition: number, offset: number): Promise<boolean> {
    const isDone = await this.#parts.group.commit(position, { partition, offset: String(offset) });
    if (isDone) this.#committed[partition] = offset;
    return isDone;
  }

  /** The offset from which the group goes on, asked of the broker. */
  committed(position: number, partition: number): Promise<number> {
    return this.#parts.group.committed(position, partition);
  }

  join(positions: readonly number[]): Promise<void> {
    return this.#parts.group.join(positions);
  }

  leave(positions: readonly number[]): Promise<void> {
    return this.#parts.group.leave(positions);
  }

  /** Everybody leaves, so that the group can be deleted. */
  close(): Promise<void> {
    return this.#parts.group.close();
  }

  #leaderOf(position: number, partition: number): Promise<Broker> {
    const key = `${position} ${partition}`;
    let leader = this.#leaders.get(key);
    if (leader === undefined) this.#leaders.set(key, (leader = this.#findLeader(position, partition)));
    return leader;
  }

  async #findLeader(position: number, partition: number): Promise<Broker> {
    const cluster = await this.#parts.clusterOf(position);
    await onceSettled(() => cluster.addMultipleTargetTopics([this.topic]));
    const found = cluster.findTopicPartitionMetadata(this.topic).find(({ partitionId }) => partitionId === partition);
    return cluster.findBroker({ nodeId: found!.leader });
  }
}
