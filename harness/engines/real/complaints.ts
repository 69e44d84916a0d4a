/**
 * Answers that say something about the server, not about the command: it is full, read-only, still loading, or lets this
 * user do less than a run needs. A strategy could make nothing of them, and what is explored on such a server is not
 * about the strategy. So they end the engine, with what to do.
 */
import type { QueryError } from 'mysql2';
import { ServerUnsuitable } from './errors.ts';

interface Complaint {
  readonly what: string;
  readonly fix: string;
}

const PRIMARY = 'give the URL of the primary';
const NO_CLUSTER = 'give the URL of a Redis without cluster mode: the keys of a run live in many hash slots';
const LOGIN = 'put user and password into the URL: redis://user:password@host';

/** By the first word of Redis's answer. */
const REDIS: Readonly<Record<string, Complaint>> = {
  LOADING: { what: 'it is still loading its data', fix: 'wait until it has' },
  READONLY: { what: 'it is a read-only replica', fix: PRIMARY },
  MASTERDOWN: { what: 'it is a replica without its primary', fix: PRIMARY },
  NOREPLICAS: { what: 'it wants more replicas before it writes', fix: 'CONFIG SET min-replicas-to-write 0' },
  MISCONF: {
    what: 'it refuses writes, because it cannot save its data',
    fix: 'make room on its disk, or CONFIG SET stop-writes-on-bgsave-error no',
  },
  OOM: { what: 'its memory is full', fix: 'raise maxmemory, or remove keys that nobody needs' },
  NOPERM: { what: 'this user may not do what a run does', fix: 'ACL SETUSER … +@all ~stalemate:* for the user' },
  NOAUTH: { what: 'it wants a password', fix: LOGIN },
  WRONGPASS: { what: 'it does not accept this user and password', fix: LOGIN },
  BUSY: { what: 'a script keeps it busy and does not end', fix: 'SCRIPT KILL, and look at the loops of the script' },
  MOVED: { what: 'it runs in cluster mode', fix: NO_CLUSTER },
  ASK: { what: 'it runs in cluster mode', fix: NO_CLUSTER },
  CROSSSLOT: { what: 'it runs in cluster mode', fix: NO_CLUSTER },
  CLUSTERDOWN: { what: 'it runs in cluster mode', fix: NO_CLUSTER },
};

/** Of an error that Redis answered with; null when it is about the command. */
export function complaintOfRedis(message: string): ServerUnsuitable | null {
  const code = message.split(' ', 1)[0]!;
  // A user without permission is told so by scripts in their own words.
  const complaint = REDIS[code] ?? (/ACL failure in script/.test(message) ? REDIS['NOPERM'] : undefined);
  return complaint === undefined
    ? null
    : new ServerUnsuitable('redis', complaint.what, complaint.fix, new Error(message));
}

const DISK_FULL: Complaint = {
  what: 'its disk is full',
  fix: 'make room where its data is. Private servers live in the temp directory: TMPDIR names another one',
};
const CONNECTIONS: Complaint = {
  what: 'it takes no more connections',
  fix: 'raise max_connections (or the limits of the user), or end clients that nobody needs',
};
const ACCESS: Complaint = {
  what: 'it does not accept this user and password',
  fix: 'put user and password into the URL: mysql://user:password@host',
};
const PRIVILEGE: Complaint = {
  what: 'this user may not do what a run does',
  fix: 'GRANT ALL ON `stalemate\\_%`.* TO the user',
};
const READ_ONLY: Complaint = {
  what: 'it is read-only',
  fix: 'give the URL of the primary, or SET GLOBAL super_read_only = OFF, read_only = OFF',
};

/** By MySQL's number of the error. */
const MYSQL: Readonly<Record<number, Complaint>> = {
  1021: DISK_FULL,
  1114: DISK_FULL,
  1040: CONNECTIONS,
  1203: CONNECTIONS,
  1226: CONNECTIONS,
  1045: ACCESS,
  1698: ACCESS,
  1836: READ_ONLY,
  1820: { what: 'the password of this user has expired', fix: 'ALTER USER … IDENTIFIED BY … first' },
  1862: { what: 'the password of this user has expired', fix: 'ALTER USER … IDENTIFIED BY … first' },
  3118: { what: 'the account of this user is locked', fix: 'ALTER USER … ACCOUNT UNLOCK' },
  3032: { what: 'it is in offline mode', fix: 'SET GLOBAL offline_mode = OFF' },
  1130: {
    what: 'it accepts no connection from this host',
    fix: 'CREATE USER for this host, and GRANT what a run needs',
  },
};

type MysqlError = Pick<QueryError, 'errno' | 'message'>;

/** Of an error that MySQL answered with; null when it is about the statement. */
export function complaintOfMysql(error: MysqlError): ServerUnsuitable | null {
  return unsuitable(MYSQL[error.errno ?? 0] ?? complaintIn(error.message), error);
}

/** Of an error that a strategy's statement got. What statements of our own need is said by those who send them. */
export function complaintOfRun(error: MysqlError): ServerUnsuitable | null {
  return ACCESS_DENIED.has(error.errno ?? 0) ? unsuitable(PRIVILEGE, error) : complaintOfMysql(error);
}

const ACCESS_DENIED: ReadonlySet<number> = new Set([1044, 1142, 1143]);

function unsuitable(complaint: Complaint | null, error: MysqlError): ServerUnsuitable | null {
  return complaint === null ? null : new ServerUnsuitable('mysql', complaint.what, complaint.fix, error);
}

/** Errors with one number for many reasons. */
function complaintIn(message: string): Complaint | null {
  if (/errno: 28\b|No space left on device|disk is full/i.test(message)) return DISK_FULL;
  return /running with the --(super-)?read-only option/.test(message) ? READ_ONLY : null;
}

/** @param line what MySQL's error log says about it: those who wait for room are told nothing. */
export function diskIsFull(line: string): ServerUnsuitable {
  return new ServerUnsuitable('mysql', DISK_FULL.what, DISK_FULL.fix, new Error(line));
}

export function commitsDoNotEnd(seconds: number): ServerUnsuitable {
  const fix = 'see its error log. Mostly its disk is full: then make room where its data is';
  return new ServerUnsuitable('mysql', `a commit has waited for ${seconds} seconds`, fix);
}
