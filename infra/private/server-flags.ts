import type { MysqlFlavor } from '../flavors.ts';

/**
 * The flags of servers that are ours alone. Their data is thrown away with them, so nothing is ever synced to disk.
 * `--loose-` passes what one version knows and another does not.
 */

const INNODB = [
  '--innodb-doublewrite=OFF',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-flush-method=nosync',
  '--innodb-buffer-pool-size=128M',
];

/** What shapes the data directory. */
const STORAGE: Readonly<Record<MysqlFlavor, readonly string[]>> = {
  mysql: [...INNODB, '--loose-innodb-redo-log-capacity=32M'],
  // A third of what its data directory takes by default.
  mariadb: [...INNODB, '--innodb-log-file-size=32M', '--innodb-undo-tablespaces=0'],
};

/** An installation without what only clients over TCP need. */
const BARE: Readonly<Record<MysqlFlavor, readonly string[]>> = {
  mysql: ['--auto-generate-certs=OFF', '--caching-sha2-password-auto-generate-rsa-keys=OFF'],
  mariadb: ['--skip-ssl'],
};

function installationFlags(flavor: MysqlFlavor, dataDirectory: string): readonly string[] {
  // Both refuse to run as root unless root says so.
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  return [...STORAGE[flavor], ...BARE[flavor], ...asRoot, `--datadir=${dataDirectory}`];
}

/** What nobody reads, and what would take 150 MB. */
const PERFORMANCE_SCHEMA_UNUSED = [
  'digests-size',
  'error-size',
  'events-stages-history-long-size',
  'events-statements-history-long-size',
  'events-transactions-history-long-size',
  'events-waits-history-long-size',
  'max-memory-classes',
  'max-statement-classes',
];

const BOTH_BEHAVE = [
  '--secure-file-priv=',
  '--max-connections=2000',
  '--default-time-zone=+00:00',
  // SYSDATE() follows the virtual clock as NOW() does.
  '--loose-sysdate-is-now',
  // A wait that ends by itself would be a step that nobody chose.
  '--innodb-lock-wait-timeout=1000',
  '--loose-innodb-deadlock-detect=ON',
  // The binlog is read as the stream of changes, and kept short: nobody reads it twice.
  '--server-id=1',
  '--log-bin=binlog',
  '--loose-binlog-format=ROW',
  '--binlog-row-image=FULL',
  '--binlog-row-metadata=FULL',
  '--sync-binlog=0',
  '--max-binlog-size=64M',
  '--binlog-expire-logs-seconds=600',
  // data_lock_waits and threads need no instrument; all others cost time at every statement.
  '--performance-schema=ON',
  '--performance-schema-instrument=%=OFF',
  '--performance-schema-instrument=wait/lock/metadata/sql/mdl=ON',
  ...PERFORMANCE_SCHEMA_UNUSED.map((table) => `--loose-performance-schema-${table}=0`),
];

const BEHAVIOUR: Readonly<Record<MysqlFlavor, readonly string[]>> = {
  mysql: [...BOTH_BEHAVE, '--loose-mysqlx=OFF', '--gtid-mode=ON', '--enforce-gtid-consistency=ON'],
  // Who waits for whom is read from what InnoDB prints about itself.
  mariadb: [...BOTH_BEHAVE, '--innodb-status-output-locks=ON'],
};

/** Of a server that makes its data directory and ends. */
export function initializeFlags(flavor: MysqlFlavor, dataDirectory: string): readonly string[] {
  const how = { mysql: '--initialize-insecure', mariadb: '--bootstrap' } as const;
  return [...installationFlags(flavor, dataDirectory), how[flavor]];
}

/** @param port of loopback, for replicas; null for no network at all */
export function mysqlFlags(
  flavor: MysqlFlavor,
  dataDirectory: string,
  socketPath: string,
  port: number | null = null,
): readonly string[] {
  return [
    ...installationFlags(flavor, dataDirectory),
    `--socket=${socketPath}`,
    `--pid-file=${dataDirectory}/mysqld.pid`,
    // Without names, 127.0.0.1 is not localhost: root, who has no password, comes in by the socket alone.
    ...(port === null ? ['--skip-networking'] : ['--bind-address=127.0.0.1', `--port=${port}`, '--skip-name-resolve']),
    ...BEHAVIOUR[flavor],
  ];
}

/** @param number from 1 */
export function replicaFlags(dataDirectory: string, socketPath: string, number: number): readonly string[] {
  return [...mysqlFlags('mysql', dataDirectory, socketPath), ...replicaBehaviour(number)];
}

function replicaBehaviour(number: number): readonly string[] {
  return [
    `--server-id=${1 + number}`,
    '--relay-log=relay',
    '--skip-replica-start',
    // Transactions are applied one by one: a second worker would only wait.
    '--replica-parallel-workers=1',
  ];
}

/**
 * For an image, which knows where its data is. With the keys that logging in with a password over TCP takes.
 *
 * @param replica its number from 1; null for the primary
 */
export function mysqlContainerFlags(flavor: MysqlFlavor, replica: number | null): readonly string[] {
  // Looking up who connects takes five seconds where there is no name server.
  const common = [...STORAGE[flavor], ...BEHAVIOUR[flavor], '--skip-name-resolve'];
  return replica === null ? common : [...common, ...replicaBehaviour(replica)];
}

const REDIS_BEHAVIOUR = [...['--save', ''], ...['--appendonly', 'no'], ...['--databases', '16']];

export function redisContainerFlags(password: string): readonly string[] {
  return [...REDIS_BEHAVIOUR, ...['--requirepass', password]];
}

export function redisFlags(directory: string, socketPath: string): readonly string[] {
  return [
    ...['--port', '0'],
    ...['--unixsocket', socketPath],
    ...['--unixsocketperm', '700'],
    ...['--dir', directory],
    ...['--daemonize', 'no'],
    ...REDIS_BEHAVIOUR,
  ];
}
