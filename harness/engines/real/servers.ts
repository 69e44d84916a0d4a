/** Where the real servers are. `infra/` finds or starts them; the real engine connects to them. */
import type { Places } from './lifeline.ts';
import type { Tls } from './tls.ts';

export type ServerAddress = { readonly socketPath: string } | { readonly host: string; readonly port: number };

export type MysqlServer = ServerAddress & {
  readonly user: string;
  readonly password?: string;
  readonly tls?: Tls;
  /** `9.7.4`, or `mariadb 11.8.9`. */
  readonly version: string;
};

/** What the version of a MariaDB begins with. */
export const MARIADB_VERSION = 'mariadb ';

export function isMariadb(version: string): boolean {
  return version.startsWith(MARIADB_VERSION);
}

export interface KafkaServer {
  /** `host:port` of each broker. */
  readonly brokers: readonly string[];
  readonly version: string;
  /** Started by us, wherever the other servers come from. */
  readonly isPrivate: boolean;
}

/** What scenarios need besides a Redis and a MySQL. */
export interface ServerNeeds {
  readonly replicas: number;
  readonly kafka: boolean;
}

/** A Redis and a MySQL, and nothing else. */
export const NO_NEEDS: ServerNeeds = { replicas: 0, kafka: false };

export interface RealServers {
  readonly redis: ServerAddress & {
    readonly username?: string;
    readonly password?: string;
    readonly tls?: Tls;
    readonly db?: number;
    readonly version: string;
  };
  readonly mysql: MysqlServer;
  /** Replicas of `mysql`. Left out: none were asked for. */
  readonly replicas?: readonly MysqlServer[];
  /** Left out: none was asked for. */
  readonly kafka?: KafkaServer;
  /** Ours alone: no prefix etiquette needed, every privilege is there. */
  readonly isPrivate: boolean;
}

/** Where they are, for people: `127.0.0.1:6379`, `/run/redis.sock`. Without login, and without those that we have started. */
export function placesOf({ redis, mysql, kafka, isPrivate }: RealServers): Places {
  const ofKafka = kafka === undefined || kafka.isPrivate ? {} : { kafka: kafka.brokers.join(',') };
  return isPrivate ? ofKafka : { redis: placeOf(redis), mysql: placeOf(mysql), ...ofKafka };
}

function placeOf(address: ServerAddress): string {
  return 'socketPath' in address ? address.socketPath : `${address.host}:${address.port}`;
}
