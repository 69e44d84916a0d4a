import { InfraError, reasonOf } from '../errors.ts';
import { connectMysql, connectRedis, flavorOf } from '../probe.ts';
import type { Provider } from '../provider.ts';
import { markUsed, readWarmState } from '../warm/state.ts';
import { whatLacks } from '../warm/up.ts';
import { watch } from '../watch.ts';

/** Servers that `stalemate infra up` keeps between runs. Several Stalemates may use them at once. */
export const warm: Provider = {
  summary: 'the servers that `stalemate infra up` keeps running',
  async provide({ needs, flavors }) {
    const state = await readWarmState();
    if (state === null) {
      throw new InfraError('E_NOT_CONFIGURED', 'None are kept running.', 'Start some: `stalemate infra up`.');
    }
    // A Kafka can come from elsewhere; replicas belong to their MySQL.
    const lacking = whatLacks(state, { ...needs, kafka: false });
    if (lacking !== null) {
      const fix = 'Run `stalemate infra down`, then `stalemate infra up` with --replicas N.';
      throw new InfraError('E_WARM', `Those that are kept running have ${lacking}.`, fix);
    }
    const { redis, mysql } = state.servers;
    // Who asks for no variant takes what is there.
    if (flavors.mysql === 'mariadb' && flavorOf(mysql.version) !== flavors.mysql) {
      const fix = 'Run `stalemate infra down`, then `stalemate infra up`, or leave STALEMATE_MYSQL_FLAVOR out.';
      throw new InfraError('E_WARM', `Those that are kept running have MySQL ${mysql.version} and no MariaDB.`, fix);
    }
    const redisWatch = await watch(gone('Redis'), async (onLost) => {
      const connection = await connectRedis(redis);
      connection.on('close', onLost);
      return { fact: null, close: () => connection.disconnect() };
    });
    const mysqlWatch = await watch(gone('MySQL'), async (onLost) => {
      const connection = await connectMysql(mysql);
      connection.on('error', onLost);
      connection.on('end', onLost);
      return { fact: null, close: () => connection.destroy() };
    }).catch((error: unknown) => {
      void redisWatch.close();
      throw error;
    });
    await markUsed();
    return {
      ...state.servers,
      notes: [],
      died: Promise.race([redisWatch.died, mysqlWatch.died]),
      async close() {
        await Promise.all([redisWatch.close(), mysqlWatch.close()]);
        await markUsed();
      },
    };
  },
};

function gone(name: string): (error: unknown) => InfraError {
  const fix = 'Run `stalemate infra down`, then `stalemate infra up`.';
  return (error) =>
    new InfraError('E_WARM', `The ${name} that is kept running does not answer: ${reasonOf(error)}.`, fix);
}
