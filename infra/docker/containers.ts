/** What each server's container is started with. The images' own conventions, as their documentation gives them. */
import { freePorts } from '../ports.ts';
import { BROKER_BEHAVIOUR } from '../kafka/properties.ts';
import type { MysqlFlavor } from '../flavors.ts';
import { mysqlContainerFlags, redisContainerFlags } from '../private/server-flags.ts';
import type { ContainerSpec } from './docker.ts';

type Launch = Omit<ContainerSpec, 'image' | 'labels'>;

const KAFKA_PORT = 9092;

/** For `redis` and for `valkey/valkey`. */
export function redisLaunch(password: string): Launch {
  return { command: redisContainerFlags(password), environment: {}, port: 6379 };
}

export const MYSQL_PORT = 3306;

/**
 * For `mysql` and `mariadb`: they make root@% with this password at their first start. Time zones, which nobody uses
 * here, would go through the binlog.
 *
 * @param replica its number from 1; null for the primary
 */
export function mysqlLaunch(flavor: MysqlFlavor, password: string, replica: number | null): Launch {
  const name = flavor.toUpperCase();
  const environment = { [`${name}_ROOT_PASSWORD`]: password, [`${name}_INITDB_SKIP_TZINFO`]: '1' };
  return { command: mysqlContainerFlags(flavor, replica), environment, port: MYSQL_PORT };
}

/**
 * For `apache/kafka`: one broker that is its own controller. Clients are sent to the address that the broker gives them, so
 * the port outside must be known before it starts.
 */
export async function kafkaLaunch(host: string): Promise<Launch & { readonly hostPort: number }> {
  const [hostPort = 0] = await freePorts(1);
  const settings = {
    ...BROKER_BEHAVIOUR,
    listeners: `PLAINTEXT://:${KAFKA_PORT},CONTROLLER://:${KAFKA_PORT + 1}`,
    'advertised.listeners': `PLAINTEXT://${host}:${hostPort}`,
    'controller.quorum.voters': `1@localhost:${KAFKA_PORT + 1}`,
  };
  const environment = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [variableOf(name), String(value)]),
  );
  return { command: [], environment, port: KAFKA_PORT, hostPort };
}

/** How the image takes a setting: `node.id` as `KAFKA_NODE_ID`. */
function variableOf(setting: string): string {
  return `KAFKA_${setting.toUpperCase().replaceAll('.', '_')}`;
}
