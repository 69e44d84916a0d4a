/** How each server is asked whether it is still there: on a connection of its own, by a question that needs no room. */
import { commitsDoNotEnd, diskIsFull } from './complaints.ts';
import { isEngineFailure } from './errors.ts';
import type { Pulse } from './heartbeat.ts';
import type { Lifeline } from './lifeline.ts';
import { MysqlConnection } from './mysql-connection.ts';
import { RedisWire } from './redis-wire.ts';
import type { MysqlServer, RealServers } from './servers.ts';

/** Any answer will do; one that tells why Redis cannot go on ends the engine by itself. */
export function redisPulse(server: RealServers['redis'], lifeline: Lifeline): Pulse {
  const wire = once(() => RedisWire.open(server, lifeline));
  return {
    server: 'redis',
    async ask() {
      await (await wire.get()).send({ name: 'ping', args: [] });
    },
    close: () => wire.close(),
  };
}

/**
 * The processes are asked for, because of a server without room for its binlog: its commits wait until somebody makes
 * some, no client is told, and everything else is answered as ever.
 */
export function mysqlPulse(server: MysqlServer, lifeline: Lifeline): Pulse {
  const connection = once(() => MysqlConnection.open(server, lifeline, { isControl: true }));
  return {
    server: 'mysql',
    async ask() {
      const control = await connection.get();
      const processes = await control.query<Process>('SHOW PROCESSLIST');
      const waits = processes.map(([, , , , , seconds, state]) => (state === COMMITTING ? Number(seconds) : 0));
      const longest = Math.max(0, ...waits);
      if (longest >= COMMIT_SUSPICIOUS_SECONDS) await explainWait(control, longest);
    },
    close: () => connection.close(),
  };
}

type Process = readonly [
  id: number,
  user: string,
  host: string,
  db: string,
  command: string,
  time: number,
  state: string,
];

const COMMITTING = 'waiting for handler commit';
const COMMIT_SUSPICIOUS_SECONDS = 3;
/** Who may not read the error log cannot tell a full disk from a slow one. */
const COMMIT_SECONDS_MAX = 6;
/** The server repeats the message every ten minutes. */
const DISK_FULL_LINE =
  "SELECT data FROM performance_schema.error_log WHERE error_code = 'MY-000035' " +
  'AND logged > NOW(6) - INTERVAL 11 MINUTE ORDER BY logged DESC LIMIT 1';

async function explainWait(control: MysqlConnection, seconds: number): Promise<void> {
  const log = await control.query<[line: string]>(DISK_FULL_LINE).catch((error: unknown) => {
    if (isEngineFailure(error)) throw error;
    return null;
  });
  if (log?.[0] !== undefined) throw diskIsFull(log[0][0]);
  if (log === null && seconds >= COMMIT_SECONDS_MAX) throw commitsDoNotEnd(seconds);
}

/** Opened at its first use, and closed whenever that is done. */
function once<T extends { close(): void }>(open: () => Promise<T>) {
  let opened: Promise<T> | null = null;
  return {
    get: () => (opened ??= open()),
    close: () => void opened?.then((one) => one.close()).catch(() => undefined),
  };
}
