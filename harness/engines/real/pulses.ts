/** How each server is asked whether it is still there: on a connection of its own, by a question that needs no room. */
import { diskIsFull, WAITING_FOR_DISK } from './complaints.ts';
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

type Process = readonly [
  id: number,
  user: string,
  host: string,
  db: string,
  command: string,
  time: number,
  state: string,
];

/** A statement that waits for room on the disk waits for ever, and no error tells: its state does. */
export function mysqlPulse(server: MysqlServer, lifeline: Lifeline): Pulse {
  const connection = once(() => MysqlConnection.open(server, lifeline, { isControl: true }));
  return {
    server: 'mysql',
    async ask() {
      const processes = await (await connection.get()).query<Process>('SHOW PROCESSLIST');
      if (processes.some(([, , , , , , state]) => state === WAITING_FOR_DISK)) throw diskIsFull();
    },
    close: () => connection.close(),
  };
}

/** Opened at its first use, and closed whenever that is done. */
function once<T extends { close(): void }>(open: () => Promise<T>) {
  let opened: Promise<T> | null = null;
  return {
    get: () => (opened ??= open()),
    close: () => void opened?.then((one) => one.close()).catch(() => undefined),
  };
}
