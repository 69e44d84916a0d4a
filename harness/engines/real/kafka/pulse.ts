/** How Kafka is asked whether it is still there: on connections of its own, by a question that any broker answers. */
import type { Pulse } from '../heartbeat.ts';
import type { Lifeline } from '../lifeline.ts';
import type { KafkaServer } from '../servers.ts';
import type { Kafkajs } from './kafkajs.ts';

/** Longer than the heartbeat waits: silence is counted there, and not told by the library's own clock. */
const NEVER_MS = 60_000;
/** Enough for a broker that shut its door for a moment, or for another broker of the cluster. */
const RETRY = { initialRetryTime: 100, factor: 0, multiplier: 2, retries: 3 };

export function kafkaPulse({ Kafka, logLevel }: Kafkajs, { brokers }: KafkaServer, lifeline: Lifeline): Pulse {
  const admin = new Kafka({
    clientId: 'stalemate-pulse',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: NEVER_MS,
    requestTimeout: NEVER_MS,
    retry: RETRY,
  }).admin();
  let isClosed = false;
  let isConnected = false;
  const connect = async (): Promise<void> => {
    isConnected = false;
    try {
      await admin.connect();
      isConnected = true;
    } catch (error) {
      if (!isClosed) lifeline.lost('kafka', error);
    }
  };
  return {
    server: 'kafka',
    async ask() {
      if (!isConnected) return connect();
      // A broken connection is not yet a lost cluster: what counts is whether any broker lets us in again.
      await admin.describeCluster().catch(connect);
    },
    close() {
      isClosed = true;
      admin.disconnect().catch(() => undefined);
    },
  };
}
