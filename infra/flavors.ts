/** Servers that speak another one's language, and that a variable puts in its place. */
import { InfraError } from './errors.ts';

/** Who can be the Redis: the name of its program, and of the package that has it. */
export const REDIS_FLAVORS = { redis: 'redis-server', valkey: 'valkey-server' } as const;

export type RedisFlavor = keyof typeof REDIS_FLAVORS;

interface MysqlProgram {
  /** The name of its program. */
  readonly program: string;
  /** The package that has it; some distributions add a number to the name. */
  readonly package: string;
  /** What it needs of its directory in `/usr/share`. */
  readonly share: readonly string[];
}

/** The SQL that makes MariaDB's own tables: it makes none by itself. */
export const MARIADB_SYSTEM_TABLES = [
  'mariadb_system_tables.sql',
  'mariadb_performance_tables.sql',
  'mariadb_system_tables_data.sql',
] as const;

/** Who can be the MySQL. */
export const MYSQL_FLAVORS = {
  mysql: { program: 'mysqld', package: 'mysql-server-core', share: ['english', 'charsets'] },
  mariadb: {
    program: 'mariadbd',
    package: 'mariadb-server-core',
    share: ['english', 'charsets', ...MARIADB_SYSTEM_TABLES],
  },
} as const satisfies Record<string, MysqlProgram>;

export type MysqlFlavor = keyof typeof MYSQL_FLAVORS;

export interface Flavors {
  readonly redis: RedisFlavor;
  readonly mysql: MysqlFlavor;
}

/** @throws InfraError for a flavor that we do not have */
export function flavorsOf(env: NodeJS.ProcessEnv): Flavors {
  return {
    redis: flavorIn(REDIS_FLAVORS, 'redis', 'STALEMATE_REDIS_FLAVOR', env),
    mysql: flavorIn(MYSQL_FLAVORS, 'mysql', 'STALEMATE_MYSQL_FLAVOR', env),
  };
}

/** @throws InfraError when there are to be replicas, and they would be MariaDBs */
export function assertReplicable(flavor: MysqlFlavor, replicas: number): void {
  if (flavor === 'mysql' || replicas === 0) return;
  const message = 'There are no replicas with MariaDB: they are told by GTIDs when to apply what, and its are others.';
  throw new InfraError('E_SERVER_UNSUPPORTED', message, 'Use MySQL for scenarios with replicas.');
}

function flavorIn<Name extends string>(
  known: Readonly<Record<Name, unknown>>,
  usual: Name,
  variable: string,
  env: NodeJS.ProcessEnv,
): Name {
  const wanted = env[variable] || usual;
  if (Object.hasOwn(known, wanted)) return wanted as Name;
  const names = Object.keys(known);
  const message = `${variable}: found "${wanted}", expected ${names.join(' or ')}.`;
  throw new InfraError('E_FLAVOR', message, `For example ${variable}=${names.at(-1)}.`);
}
