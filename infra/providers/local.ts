import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { InfraError } from '../errors.ts';
import { supportedMysql } from '../probe.ts';
import { startServers } from '../private/start-servers.ts';
import type { Provider } from '../provider.ts';

/** Where servers are installed but an ordinary user's PATH does not point. */
const MORE_DIRECTORIES = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/local/mysql/bin',
  '/opt/homebrew/bin',
  '/opt/homebrew/opt/mysql/bin',
];

/** Private instances of the redis-server and mysqld that are installed. */
export const local: Provider = {
  summary: 'redis-server and mysqld from the PATH, started privately',
  async provide(context) {
    const [redis, mysqld] = [await findProgram('redis-server', context.env), await findProgram('mysqld', context.env)];
    if (redis === null || mysqld === null) {
      const missing = [redis === null ? ['redis-server'] : [], mysqld === null ? ['mysqld'] : []].flat();
      const fix = 'Install redis-server and mysql-server with your package manager.';
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

/** The absolute path of a program, or null. */
export async function findProgram(name: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  for (const directory of [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...MORE_DIRECTORIES]) {
    const path = join(directory, name);
    const isExecutable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isExecutable) return path;
  }
  return null;
}

export async function versionLine(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ['--version']);
  return stdout.trim();
}
