import { InfraError } from '../errors.ts';
import { assertReplicable, MYSQL_FLAVORS, REDIS_FLAVORS } from '../flavors.ts';
import { supportedProgram } from '../probe.ts';
import { startServers } from '../private/start-servers.ts';
import { findProgram, versionLine } from '../programs.ts';
import type { Provider } from '../provider.ts';

/** Private instances of the redis-server and mysqld that are installed. */
export const local: Provider = {
  summary: 'redis-server and mysqld from the PATH, started privately',
  async provide(context) {
    const { env, flavors, needs } = context;
    assertReplicable(flavors.mysql, needs.replicas);
    const [server, database] = [REDIS_FLAVORS[flavors.redis], MYSQL_FLAVORS[flavors.mysql].program];
    const [redis, mysqld] = [await findProgram(server, env), await findProgram(database, env)];
    if (redis === null || mysqld === null) {
      const missing = [redis === null ? [server] : [], mysqld === null ? [database] : []].flat();
      const fix = `Install ${server} and ${flavors.mysql}-server with your package manager.`;
      throw new InfraError('E_PROGRAM_MISSING', `Not on the PATH: ${missing.join(' and ')}.`, fix);
    }
    supportedProgram(mysqld, await versionLine(mysqld), flavors.mysql);
    const programs = {
      redis: { command: redis, args: [] },
      mysqld: { command: mysqld, args: ['--no-defaults'] },
    };
    return startServers(programs, context);
  },
};
