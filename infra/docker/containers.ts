/** What each server's container is started with. The images' own conventions, as their documentation gives them. */
import { createServer } from 'node:net';
import { mysqlContainerFlags, redisContainerFlags } from '../private/server-flags.ts';
import type { ContainerSpec } from './docker.ts';

type Launch = Omit<ContainerSpec, 'image' | 'labels'>;

/** For `redis` and for `valkey/valkey`. */
export function redisLaunch(password: string): Launch {
  return { command: redisContainerFlags(password), environment: {}, port: 6379 };
}

/** For `mysql`: it makes root@% with this password at its first start. */
export function mysqlLaunch(password: string): Launch {
  return { command: mysqlContainerFlags(), environment: { MYSQL_ROOT_PASSWORD: password }, port: 3306 };
}

/**
 * For `apache/kafka`: one broker that is its own controller. Clients are sent to the address that the broker gives them, so
 * the port outside must be known before it starts.
 */
export async function kafkaLaunch(): Promise<Launch & { readonly hostPort: number }> {
  const hostPort = await freePort();
  const settings = {
    NODE_ID: '1',
    PROCESS_ROLES: 'broker,controller',
    LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
    ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${hostPort}`,
    CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
    OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    OFFSETS_TOPIC_NUM_PARTITIONS: '1',
    TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    TRANSACTION_STATE_LOG_MIN_ISR: '1',
    GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
  };
  const environment = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`KAFKA_${name}`, value]));
  return { command: [], environment, port: 9092, hostPort };
}

/** A port of loopback that nobody has now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
