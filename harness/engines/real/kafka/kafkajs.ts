/**
 * The part of kafkajs that the real engine speaks to. Producing and administration go through its public interface. Consumers
 * of the library join, fetch and commit when they see fit, which no schedule could follow; so the engine speaks the protocol
 * by itself, one request at a time, through the same connections and codecs that kafkajs's own consumer is built on.
 */
import type { Buffer } from 'node:buffer';
import type { Kafka } from 'kafkajs';
import { ServerUnsuitable } from '../errors.ts';
import type { KafkaServer } from '../servers.ts';

export type Kafkajs = typeof import('kafkajs');

const CLIENT_ID = 'stalemate';
/** A broker that does not answer is lost, and the run ends. */
const ANSWER_MS_MAX = 8_000;

/** An optional dependency: who has no scenario with Kafka need not install it. */
export async function loadKafkajs(): Promise<Kafkajs> {
  try {
    return await import('kafkajs');
  } catch (error) {
    const fix = 'npm install --save-dev kafkajs@2';
    throw new ServerUnsuitable('kafka', 'kafkajs, which speaks to it, is not installed', fix, error);
  }
}

export function clientOf({ Kafka: Client, logLevel }: Kafkajs, { brokers }: KafkaServer): Kafka {
  return new Client({
    clientId: CLIENT_ID,
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: ANSWER_MS_MAX,
    requestTimeout: ANSWER_MS_MAX,
    // Coordinators and leaders of what was made a moment ago are still being chosen.
    retry: { initialRetryTime: 20, factor: 0, multiplier: 1.5, retries: 12 },
  });
}

export interface Offset {
  readonly partition: number;
  readonly offset: string;
}

interface Membership {
  readonly groupId: string;
  readonly groupGenerationId: number;
  readonly memberId: string;
}

/** One broker's connection, as kafkajs has it inside: each method is one request of the protocol. */
export interface Broker {
  joinGroup(request: {
    readonly groupId: string;
    readonly sessionTimeout: number;
    readonly rebalanceTimeout: number;
    readonly memberId: string;
    readonly groupProtocols: readonly { readonly name: string; readonly metadata: Buffer }[];
  }): Promise<{ readonly generationId: number; readonly memberId: string; readonly leaderId: string }>;
  syncGroup(request: {
    readonly groupId: string;
    readonly generationId: number;
    readonly memberId: string;
    readonly groupAssignment: readonly { readonly memberId: string; readonly memberAssignment: Buffer }[];
  }): Promise<unknown>;
  leaveGroup(request: { readonly groupId: string; readonly memberId: string }): Promise<unknown>;
  heartbeat(request: Membership): Promise<unknown>;
  offsetCommit(
    request: Membership & {
      readonly topics: readonly { readonly topic: string; readonly partitions: readonly Offset[] }[];
    },
  ): Promise<unknown>;
  offsetFetch(request: {
    readonly groupId: string;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number }[];
    }[];
  }): Promise<{ readonly responses: readonly { readonly partitions: readonly Offset[] }[] }>;
  fetch(request: {
    readonly maxWaitTime: number;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly fetchOffset: number;
        readonly maxBytes: number;
        readonly currentLeaderEpoch: number;
      }[];
    }[];
  }): Promise<{
    readonly responses: readonly { readonly partitions: readonly { readonly messages: readonly Message[] }[] }[];
  }>;
}

export interface Message {
  readonly offset: string;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | undefined>>;
}

/** Connections to all brokers. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number; readonly leader: number }[];
  findBroker(node: { readonly nodeId: number | string }): Promise<Broker>;
  findGroupCoordinator(group: { readonly groupId: string }): Promise<Broker>;
}

/** Connections of their own, made as those of the client's consumers are. */
export function clusterOf(client: Kafka): Cluster {
  const key = Object.getOwnPropertySymbols(client).find(({ description }) => description === CREATE_CLUSTER);
  const create = (client as unknown as Record<symbol, ((options: object) => Cluster) | undefined>)[key as symbol];
  if (create !== undefined) return create({ metadataMaxAge: METADATA_MS_MAX, allowAutoTopicCreation: false });
  throw new ServerUnsuitable(
    'kafka',
    'this version of kafkajs is built in another way than 2.2',
    'npm install --save-dev kafkajs@2.2.4',
  );
}

const CREATE_CLUSTER = 'private:Kafka:createCluster';
const METADATA_MS_MAX = 300_000;

/** An error of the library, which has tried again where that could help. */
export function isOfKafkajs(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith('KafkaJS');
}

/** The name that the protocol gives to an error of the broker; null for what is no answer of a broker. */
export function protocolErrorOf(error: unknown): string | null {
  const { type } = error as { readonly type?: unknown };
  return typeof type === 'string' ? type : null;
}
