/** What is found out about MySQL, and asked of it, before the first run. */
import type { Dialect } from './dialect.ts';
import { isEngineFailure } from './errors.ts';
import type { MysqlConnection } from './mysql-connection.ts';

/** Connections that a run needs: its actors that speak SQL. More are opened when there are more. */
const SESSIONS_PER_RUN = 4;
/** Ours beside the sessions, and room for others. */
const CONNECTIONS_RESERVED = 16;

/** Keeps what these connections write out of the binlog. Returns whether the server permits that. */
export async function stopLogging(connections: readonly MysqlConnection[]): Promise<boolean> {
  try {
    for (const connection of connections) await connection.query('SET SESSION sql_log_bin = 0');
    return true;
  } catch (error) {
    if (isEngineFailure(error)) throw error;
    return false;
  }
}

/**
 * Whether replicas follow this server, whoever they belong to. They must get our databases with what is done in them: a
 * change of a table that they have never heard of would end their replication.
 */
export async function hasReplicas(control: MysqlConnection, { showReplicas }: Dialect): Promise<boolean> {
  const replicas = await control.query(showReplicas).catch((error: unknown) => {
    if (isEngineFailure(error)) throw error;
    // Before MySQL 8.0.22, and for users who may not know. Those may not follow the binlog either, so nothing is logged.
    return [];
  });
  return replicas.length > 0;
}

/** How many runs at once the server has connections for; at least one. */
export async function affordableRuns(control: MysqlConnection, wanted: number): Promise<number> {
  const [[max] = [0]] = await control.query<[number]>('SELECT @@GLOBAL.max_connections');
  const [[, used] = ['', '0']] = await control.query<[string, string]>("SHOW GLOBAL STATUS LIKE 'Threads_connected'");
  const affordable = Math.floor((max - Number(used) - CONNECTIONS_RESERVED) / SESSIONS_PER_RUN);
  return Math.max(1, Math.min(wanted, affordable));
}
