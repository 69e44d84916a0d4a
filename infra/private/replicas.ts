import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { MysqlServer } from '../../harness/engines/real/servers.ts';
import { InfraError, reasonOf } from '../errors.ts';
import type { Keeper, Program } from '../keeper/open-keeper.ts';
import { connectMysql, mysqlVersion } from '../probe.ts';
import type { ProviderContext } from '../provider.ts';
import { placeDataDirectory } from './data-directory.ts';
import { replicaFlags } from './server-flags.ts';
import { whenUp } from './when-up.ts';

/** A private primary that replicas can reach: mysqld replicates over TCP only, so it listens on loopback too. */
export interface Primary {
  readonly socketPath: string;
  readonly port: number;
}

export interface StartedReplica {
  readonly name: string;
  /** Resolves with how it ended. */
  readonly ended: Promise<string>;
  /** Configures it once the primary is up. */
  join(): Promise<MysqlServer>;
}

/** Starts replicas of a private primary. What they fetch they do not apply: whoever uses them says when. */
export async function startReplicas(
  keeper: Keeper,
  mysqld: Program,
  context: ProviderContext,
  primary: Primary,
): Promise<readonly StartedReplica[]> {
  const replicas: StartedReplica[] = [];
  for (let number = 1; number <= context.needs.replicas; number++) {
    const name = `mysqld-replica${number}`;
    const address = { socketPath: join(keeper.directory, `replica${number}.sock`), user: 'root' };
    const data = join(keeper.directory, name);
    await placeDataDirectory(mysqld, context, data);
    const args = [...mysqld.args, ...replicaFlags(data, address.socketPath, number)];
    const ended = keeper.start(name, { ...mysqld, args });
    const version = whenUp({ name, ended, log: () => keeper.log(name) }, async () => {
      const connection = await connectMysql(address);
      return mysqlVersion(connection).finally(() => connection.destroy());
    });
    // It is awaited in `join`, which may never be called when another server does not come up.
    version.catch(() => {});
    replicas.push({
      name,
      ended,
      async join() {
        const server = { ...address, version: await version };
        await follow(address, primary, number).catch((error: unknown) => {
          const fix = 'Use a mysqld of 8.0.26 or newer.';
          throw new InfraError('E_SERVER_START', `${name} cannot follow the primary: ${reasonOf(error)}`, fix, error);
        });
        return server;
      },
    });
  }
  return replicas;
}

/** A user of its own on the primary: root has no password, and must not be reachable by TCP. */
async function follow(replica: MysqlAddress, primary: Primary, number: number): Promise<void> {
  const user = `replica${number}`;
  const password = randomBytes(16).toString('hex');
  await statements({ socketPath: primary.socketPath, user: 'root' }, [
    'SET SESSION sql_log_bin = 0',
    `CREATE USER '${user}'@'%' IDENTIFIED BY '${password}'`,
    `GRANT REPLICATION SLAVE ON *.* TO '${user}'@'%'`,
  ]);
  // A first login over the socket: from then on the server knows the password, and asks for no encryption to be told it.
  await statements({ socketPath: primary.socketPath, user, password }, ['DO 0']);
  await statements(replica, [
    `CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = ${primary.port}, SOURCE_USER = '${user}', ` +
      `SOURCE_PASSWORD = '${password}', SOURCE_AUTO_POSITION = 1, SOURCE_SSL = 0, SOURCE_CONNECT_RETRY = 1`,
    'SET GLOBAL super_read_only = ON',
    'START REPLICA IO_THREAD',
  ]);
}

type MysqlAddress = Parameters<typeof connectMysql>[0];

async function statements(address: MysqlAddress, list: readonly string[]): Promise<void> {
  const connection = await connectMysql(address);
  try {
    for (const sql of list) await connection.query(sql);
  } finally {
    connection.destroy();
  }
}
