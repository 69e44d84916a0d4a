import { join } from 'node:path';
import { deferred } from '../deferred.ts';
import { freePorts } from '../ports.ts';
import type { Keeper, Program } from '../keeper/open-keeper.ts';
import { startKept } from '../keeper/start-kept.ts';
import { connectMysql, connectRedis, mysqlVersion, redisVersion } from '../probe.ts';
import type { Provided, ProviderContext } from '../provider.ts';
import { placeDataDirectory } from './data-directory.ts';
import { startReplicas } from './replicas.ts';
import { mysqlFlags, redisFlags } from './server-flags.ts';
import { type Starting, whenUp } from './when-up.ts';

export interface ServerPrograms {
  readonly redis: Program;
  /** With everything that this installation needs to find its files, `--no-defaults` first. */
  readonly mysqld: Program;
}

/** Starts a Redis and a MySQL that are ours alone: unix sockets in a directory of mode 0700, gone when we are gone. */
export function startServers(programs: ServerPrograms, context: ProviderContext): Promise<Provided> {
  return startKept('mysqld', context.signal, (keeper) => startWithin(keeper, programs, context));
}

async function startWithin(keeper: Keeper, programs: ServerPrograms, context: ProviderContext): Promise<Provided> {
  const redisAddress = { socketPath: join(keeper.directory, 'redis.sock') };
  const mysqlAddress = { socketPath: join(keeper.directory, 'mysql.sock'), user: 'root' };
  const data = join(keeper.directory, 'mysql');
  await placeDataDirectory(programs.mysqld, context, data);
  const redisArgs = [...programs.redis.args, ...redisFlags(keeper.directory, redisAddress.socketPath)];
  const [port = null] = context.needs.replicas > 0 ? await freePorts(1) : [];
  const mysqlArgs = [
    ...programs.mysqld.args,
    ...mysqlFlags(context.flavors.mysql, data, mysqlAddress.socketPath, port),
  ];
  const deaths = {
    'redis-server': keeper.start('redis-server', { ...programs.redis, args: redisArgs }),
    mysqld: keeper.start('mysqld', { ...programs.mysqld, args: mysqlArgs }),
  };
  const primary = { socketPath: mysqlAddress.socketPath, port: port ?? 0 };
  const replicas = await startReplicas(keeper, programs.mysqld, context, primary);
  const starting = (name: keyof typeof deaths): Starting => ({
    name,
    ended: deaths[name],
    log: () => keeper.log(name),
  });
  const [redis, mysql] = await Promise.all([
    whenUp(starting('redis-server'), async () => {
      const connection = await connectRedis(redisAddress);
      return redisVersion(connection).finally(() => connection.disconnect());
    }),
    whenUp(starting('mysqld'), async () => {
      const connection = await connectMysql(mysqlAddress);
      return mysqlVersion(connection).finally(() => connection.destroy());
    }),
  ]);
  const joined = await Promise.all(replicas.map((replica) => replica.join()));
  const died = deferred<string>();
  let isClosed = false;
  const all = [...Object.entries(deaths), ...replicas.map(({ name, ended }) => [name, ended] as const)];
  for (const [name, death] of all) {
    void death.then((how) => isClosed || died.resolve(`${name} died: ${how}.`));
  }
  return {
    redis: { ...redisAddress, version: redis },
    mysql: { ...mysqlAddress, version: mysql },
    ...(joined.length > 0 && { replicas: joined }),
    isPrivate: true,
    places: keeper.places(),
    notes: [],
    died: died.promise,
    close() {
      isClosed = true;
      return keeper.close();
    },
  };
}
