import { join } from 'node:path';
import type { MysqlServer } from '../../harness/engines/real/servers.ts';
import { InfraError, reasonOf } from '../errors.ts';
import type { Keeper, Program } from '../keeper/open-keeper.ts';
import { connectMysql, mysqlVersion } from '../probe.ts';
import type { ProviderContext } from '../provider.ts';
import { placeDataDirectory } from './data-directory.ts';
import { follow } from './follow.ts';
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
  const admin = { socketPath: primary.socketPath, user: 'root' };
  const source = { admin, host: '127.0.0.1', port: primary.port };
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
        await follow(address, source, number).catch((error: unknown) => {
          const fix = 'Use a mysqld of 8.0.26 or newer.';
          throw new InfraError('E_SERVER_START', `${name} cannot follow the primary: ${reasonOf(error)}`, fix, error);
        });
        return server;
      },
    });
  }
  return replicas;
}
