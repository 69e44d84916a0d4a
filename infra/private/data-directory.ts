import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { cp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ensurePrivateDirectory, stagingRoot } from '../directories.ts';
import { InfraError, reasonOf } from '../errors.ts';
import { exists, publish } from '../files.ts';
import type { MysqlFlavor } from '../flavors.ts';
import { type Keeper, openKeeper, type Program } from '../keeper/open-keeper.ts';
import type { ProviderContext } from '../provider.ts';
import { mariadbBootstrap } from './mariadb-bootstrap.ts';
import { initializeFlags } from './server-flags.ts';

/** A data directory, and what runs write into it. */
const ROOM_MB = 300;

/**
 * Puts a freshly initialised MySQL data directory at `target`. Initialising takes three seconds and copying a fifth of
 * one, so the cache keeps one for each mysqld that was ever used.
 */
export async function placeDataDirectory(mysqld: Program, context: ProviderContext, target: string): Promise<void> {
  const pristine = join(context.cache, 'data', await fingerprint(mysqld, context.flavors.mysql));
  if (!(await exists(pristine))) await initialize(mysqld, context, pristine);
  try {
    await cp(pristine, target, { recursive: true, mode: constants.COPYFILE_FICLONE });
  } catch (error) {
    const fix = `Make ${ROOM_MB} MB of room there, or set TMPDIR to a directory that has it.`;
    throw new InfraError('E_DIRECTORY', `No room for the data of MySQL: ${reasonOf(error)}.`, fix, error);
  }
}

async function initialize(
  mysqld: Program,
  { cache, flavors, onProgress, signal }: ProviderContext,
  pristine: string,
): Promise<void> {
  await ensurePrivateDirectory(join(cache, 'data'));
  const staging = await ensurePrivateDirectory(stagingRoot(cache));
  onProgress('initialising a MySQL data directory, once for this mysqld');
  const keeper = await openKeeper(staging, signal);
  try {
    const data = join(keeper.directory, 'data');
    await keeper.run('mysqld', await initializer(keeper, mysqld, flavors.mysql, data));
    // The server's UUID: each copy makes its own, or their transactions would have the same names.
    await rm(join(data, 'auto.cnf'), { force: true });
    await publish(data, pristine);
  } catch (error) {
    const fix = 'Read the last lines of the log above. On Ubuntu, AppArmor may confine a mysqld that is on the PATH.';
    throw new InfraError('E_SERVER_START', `mysqld could not initialise its data: ${reasonOf(error)}`, fix, error);
  } finally {
    await keeper.close();
  }
}

async function initializer(keeper: Keeper, mysqld: Program, flavor: MysqlFlavor, data: string): Promise<Program> {
  const flags = initializeFlags(flavor, data);
  if (flavor === 'mariadb') return mariadbBootstrap(keeper, mysqld, data, flags);
  return { ...mysqld, args: [...mysqld.args, ...flags] };
}

/** Changes with the program and with everything that shapes what it writes. */
async function fingerprint(mysqld: Program, flavor: MysqlFlavor): Promise<string> {
  const paths = [mysqld.command, ...mysqld.args].filter((word) => word.startsWith('/'));
  const facts = paths.map(async (path) => {
    const { size, mtimeMs } = await stat(path);
    return `${path} ${size} ${mtimeMs}`;
  });
  const text = [...(await Promise.all(facts)), ...initializeFlags(flavor, '')].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
