/**
 * The flags of servers that are ours alone. Their data is thrown away with them, so nothing is ever synced to disk.
 * `--loose-` passes what one version knows and another does not.
 */

const MYSQL_STORAGE = [
  '--innodb-doublewrite=OFF',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-flush-method=nosync',
  '--loose-innodb-redo-log-capacity=32M',
  '--innodb-buffer-pool-size=128M',
];

const MYSQL_COMMON = [
  ...MYSQL_STORAGE,
  '--auto-generate-certs=OFF',
  '--caching-sha2-password-auto-generate-rsa-keys=OFF',
  // mysqld refuses to run as root unless root says so.
  ...(process.getuid?.() === 0 ? ['--user=root'] : []),
];

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

const MYSQL_BEHAVIOUR = [
  '--loose-mysqlx=OFF',
  '--secure-file-priv=',
  '--max-connections=2000',
  '--default-time-zone=+00:00',
  // SYSDATE() follows the virtual clock as NOW() does. MariaDB knows it, too.
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
  '--gtid-mode=ON',
  '--enforce-gtid-consistency=ON',
  // data_lock_waits and threads need no instrument; all others cost time at every statement.
  '--performance-schema=ON',
  '--performance-schema-instrument=%=OFF',
  '--performance-schema-instrument=wait/lock/metadata/sql/mdl=ON',
  ...PERFORMANCE_SCHEMA_UNUSED.map((table) => `--loose-performance-schema-${table}=0`),
];

export function mysqlInitializeFlags(dataDirectory: string): readonly string[] {
  return [...MYSQL_COMMON, '--initialize-insecure', `--datadir=${dataDirectory}`];
}

/** @param port of loopback, for replicas; null for no network at all */
export function mysqlFlags(dataDirectory: string, socketPath: string, port: number | null = null): readonly string[] {
  return [
    ...MYSQL_COMMON,
    `--datadir=${dataDirectory}`,
    `--socket=${socketPath}`,
    `--pid-file=${dataDirectory}/mysqld.pid`,
    // Without names, 127.0.0.1 is not localhost: root, who has no password, comes in by the socket alone.
    ...(port === null ? ['--skip-networking'] : ['--bind-address=127.0.0.1', `--port=${port}`, '--skip-name-resolve']),
    ...MYSQL_BEHAVIOUR,
  ];
}

/** @param number from 1 */
export function replicaFlags(dataDirectory: string, socketPath: string, number: number): readonly string[] {
  return [...mysqlFlags(dataDirectory, socketPath), ...replicaBehaviour(number)];
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
export function mysqlContainerFlags(replica: number | null): readonly string[] {
  // Looking up who connects takes five seconds where there is no name server.
  const common = [...MYSQL_STORAGE, ...MYSQL_BEHAVIOUR, '--skip-name-resolve'];
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
