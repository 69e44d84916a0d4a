/**
 * What the engine itself tells and asks a MariaDB otherwise than a MySQL. What a strategy says goes out as it is, and
 * what MariaDB does not know of it is MariaDB's error.
 */
import type { Lifeline } from './lifeline.ts';
import type { LockObserver } from './lock-observer.ts';
import { LockWaits } from './lock-waits.ts';
import { MariadbLockWaits } from './mariadb/lock-waits.ts';
import type { MysqlConnection } from './mysql-connection.ts';
import { isMariadb } from './servers.ts';
import type { MysqlServer } from './servers.ts';

export interface Dialect {
  /** Settings of a session beside those that both have. */
  readonly settings: readonly string[];
  /** How an upsert calls the row that could not be inserted: between VALUES and ON DUPLICATE KEY, and a column of it. */
  readonly upsert: { readonly alias: string; readonly column: (name: string) => string };
  readonly showReplicas: string;
  /** What permits a session to keep out of the binlog. */
  readonly unloggedPrivilege: string;
  /** An expression: eight digits that are this server's alone. */
  readonly identity: string;
  /** Runs in flight unless it is said otherwise. */
  readonly concurrency: number;
  /** How long a GET_LOCK that says so many seconds waits: for ever or not at all. The expression stands in it once. */
  patience(seconds: string): string;
  /** What the lock observer calls the thread of a connection. */
  threadOf(connection: MysqlConnection): Promise<number>;
  lockObserver(control: MysqlConnection, lifeline: Lifeline): LockObserver;
}

export function dialectOf({ version }: Pick<MysqlServer, 'version'>): Dialect {
  return isMariadb(version) ? MARIADB : MYSQL;
}

const MYSQL: Dialect = {
  settings: ['innodb_lock_wait_timeout = 1073741824'],
  upsert: { alias: 'AS new ', column: (name) => `new.${name}` },
  showReplicas: 'SHOW REPLICAS',
  unloggedPrivilege: 'SESSION_VARIABLES_ADMIN',
  identity: 'LEFT(@@server_uuid, 8)',
  concurrency: 64,
  // A negative number is for ever, what is no number is none.
  patience: (seconds) => `IF(IFNULL(${seconds}, 0) = 0, 0, -1)`,
  async threadOf(connection) {
    const [[thread]] = (await connection.query<[number]>('SELECT PS_CURRENT_THREAD_ID()')) as [[number]];
    return thread;
  },
  lockObserver: (control, lifeline) => new LockWaits(control, lifeline),
};

const MARIADB: Dialect = {
  settings: [
    // From this number on it waits without end.
    'innodb_lock_wait_timeout = 100000000',
    // Else REPEATABLE READ refuses what MySQL does: an UPDATE of a row that has changed since the snapshot.
    'innodb_snapshot_isolation = OFF',
  ],
  upsert: { alias: '', column: (name) => `VALUES(${name})` },
  showReplicas: 'SHOW REPLICA HOSTS',
  unloggedPrivilege: 'BINLOG ADMIN',
  identity: 'LEFT(MD5(@@server_uid), 8)',
  // With each one more, InnoDB prints more whenever it is asked who waits. Of 64, half as many ended in a second.
  concurrency: 16,
  // It answers NULL to a negative number and to none, and a year is the longest that it waits.
  patience: (seconds) => `CASE SIGN(${seconds}) WHEN 1 THEN 31536000 WHEN 0 THEN 0 WHEN -1 THEN -1 END`,
  threadOf: (connection) => Promise.resolve(connection.id),
  lockObserver: (control, lifeline) => new MariadbLockWaits(control, lifeline),
};
