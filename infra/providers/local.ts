import { InfraError } from '../errors.ts';
import { REDIS_FLAVORS } from '../flavors.ts';
import { supportedMysql } from '../probe.ts';
import { startServers } from '../private/start-servers.ts';
import { findProgram, versionLine } from '../programs.ts';
import type { Provider } from '../provider.ts';

/** Private instances of the redis-server and mysqld that are installed. */
export const local: Provider = {
  summary: 'redis-server and mysqld from the PATH, started privately',
  async provide(context) {
    const server = REDIS_FLAVORS[context.redisFlavor];
    const [redis, mysqld] = [await findProgram(server, context.env), await findProgram('mysqld', context.env)];
    if (redis === null || mysqld === null) {
      const missing = [redis === null ? [server] : [], mysqld === null ? ['mysqld'] : []].flat();
      const fix = `Install ${server} and mysql-server with your package manager.`;
      throw new InfraError('E_PROGRAM_MISSING', `Not on the PATH: ${missing.join(' and ')}.`, fix);
    }
    supportedMysql(await versionLine(mysqld));
    const programs = {
      redis: { command: redis, args: [] },
      mysqld: { command: mysqld, args: ['--no-defaults'] },
    };
    return startServers(programs, context);
  },
};
