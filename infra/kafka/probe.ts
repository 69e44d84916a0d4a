import type { Admin } from 'kafkajs';
import { InfraError, reasonOf } from '../errors.ts';

const TIMEOUT_MS = 5_000;
const COORDINATOR_RETRIES = 10;

/**
 * Asks the cluster for its brokers, as a client does.
 *
 * @throws when none answers, or when the one that answers has not joined its own cluster yet
 */
export async function askCluster(brokers: readonly string[]): Promise<void> {
  await withAdmin(brokers, 0, async (admin) => {
    const cluster = await admin.describeCluster();
    if (cluster.brokers.length === 0) throw new Error('it is still starting');
  });
}

/** Has the cluster make the topic in which groups keep their offsets, which it does when the first group asks. */
export async function makeCoordinator(brokers: readonly string[]): Promise<void> {
  await withAdmin(brokers, COORDINATOR_RETRIES, (admin) => admin.fetchOffsets({ groupId: 'stalemate' }));
}

async function withAdmin(
  brokers: readonly string[],
  retries: number,
  work: (admin: Admin) => Promise<unknown>,
): Promise<void> {
  const { Kafka, logLevel } = await loadKafkajs();
  const admin = new Kafka({
    clientId: 'stalemate',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: TIMEOUT_MS,
    requestTimeout: TIMEOUT_MS,
    retry: { retries },
  }).admin();
  try {
    await admin.connect();
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}

async function loadKafkajs(): Promise<typeof import('kafkajs')> {
  try {
    return await import('kafkajs');
  } catch (error) {
    const message = `Kafka is spoken to with kafkajs, which is not installed: ${reasonOf(error)}`;
    throw new InfraError('E_PROGRAM_MISSING', message, 'Install it: npm install --save-dev kafkajs@2');
  }
}
