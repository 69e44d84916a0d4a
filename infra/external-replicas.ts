import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { MysqlServer } from '../harness/engines/real/servers.ts';
import { InfraError } from './errors.ts';
import { assertReplicable } from './flavors.ts';
import { connectMysql, flavorOf, type MysqlAddress, mysqlVersion } from './probe.ts';
import { parseMysqlUrl, redactUrl, unreachable } from './server-url.ts';

/**
 * Replicas that somebody else runs, after it was made sure that runs can use them. Naming one permits to stop and start
 * what it applies; nothing else is changed there.
 *
 * @param urls separated by commas
 * @throws InfraError for one that is no replica of this primary, or that could be written to
 */
export async function externalReplicas(urls: string, primary: MysqlAddress): Promise<readonly MysqlServer[]> {
  const source = await asking(primary, async (connection) => {
    assertReplicable(flavorOf(await mysqlVersion(connection)), 1);
    return factsOf(connection);
  });
  const replicas: MysqlServer[] = [];
  for (const url of urls.split(',').map((text) => text.trim())) {
    const address = parseMysqlUrl(url);
    const found = await asking(address, async (connection) => ({
      version: await mysqlVersion(connection),
      ...(await factsOf(connection)),
    })).catch((error: unknown) => {
      throw error instanceof InfraError ? error : unreachable('The replica', url, error);
    });
    const complaint = complaintOf(found, source);
    if (complaint !== null) {
      const { what, fix } = complaint;
      throw new InfraError('E_SERVER_UNSUPPORTED', `The MySQL at ${redactUrl(url)} ${what}.`, fix);
    }
    replicas.push({ ...address, version: found.version });
  }
  return replicas;
}

interface Facts {
  readonly uuid: string;
  readonly gtidMode: string;
  readonly isReadOnly: boolean;
  /** The servers that it replicates from. */
  readonly sources: readonly string[];
}

function complaintOf(replica: Facts, primary: Facts): { readonly what: string; readonly fix: string } | null {
  if (!replica.sources.includes(primary.uuid)) {
    const fix = 'Give the URL of a replica of the MySQL at --mysql, whose replication has been started once.';
    return { what: 'is no replica of the MySQL at --mysql', fix };
  }
  if (replica.gtidMode !== 'ON' || primary.gtidMode !== 'ON') {
    const fix =
      'Start both with --gtid-mode=ON --enforce-gtid-consistency=ON: transactions are applied one by one, by GTID.';
    return { what: 'replicates without GTIDs', fix };
  }
  if (replica.isReadOnly) return null;
  return { what: 'can be written to', fix: 'SET GLOBAL super_read_only = ON there.' };
}

async function factsOf(connection: Connection): Promise<Facts> {
  const [[settings]] = await connection.query<RowDataPacket[]>(
    'SELECT @@server_uuid AS uuid, @@GLOBAL.gtid_mode AS gtidMode, @@GLOBAL.super_read_only AS isReadOnly',
  );
  const [sources] = await connection.query<RowDataPacket[]>(
    'SELECT SOURCE_UUID AS uuid FROM performance_schema.replication_connection_status',
  );
  return {
    uuid: String(settings?.uuid),
    gtidMode: String(settings?.gtidMode),
    isReadOnly: settings?.isReadOnly === 1,
    sources: sources.map(({ uuid }) => String(uuid)),
  };
}

async function asking<T>(address: MysqlAddress, ask: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connectMysql(address);
  try {
    return await ask(connection);
  } finally {
    connection.destroy();
  }
}
