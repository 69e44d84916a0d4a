import { join } from 'node:path';
import { ensurePrivateDirectory, stagingRoot } from '../directories.ts';
import { InfraError, reasonOf } from '../errors.ts';
import { exists, publish } from '../files.ts';
import { assertReplicable, type Flavors, MYSQL_FLAVORS, REDIS_FLAVORS } from '../flavors.ts';
import { type Keeper, openKeeper } from '../keeper/open-keeper.ts';
import { fetchPackages } from '../packages/apt.ts';
import { type Archive, chooseArchive } from '../packages/archive.ts';
import { makeBundle, programsOf } from '../packages/bundle.ts';
import { locked } from '../packages/lock.ts';
import { startServers } from '../private/start-servers.ts';
import { findProgram } from '../programs.ts';
import type { Provider, ProviderContext } from '../provider.ts';

/** The servers of a Linux distribution, fetched into the user's cache without root. Nothing is installed. */
export const packages: Provider = {
  summary: 'redis-server and mysql-server-core of Debian or Ubuntu, fetched into the cache without root',
  async provide(context) {
    assertReplicable(context.flavors.mysql, context.needs.replicas);
    const bundle = bundleDirectory(context.cache, context.flavors);
    if (!(await exists(bundle))) await fetchBundle(bundle, context);
    return startServers(await programsOf(bundle, context.flavors), context);
  },
};

/** Complete when it is there. The number goes up when what we put into it changes. */
export function bundleDirectory(cache: string, { redis, mysql }: Flavors): string {
  const variants = [redis, mysql].filter((name) => name !== 'redis' && name !== 'mysql');
  return join(cache, 'packages', [`${process.arch}-1`, ...variants].join('-'));
}

async function fetchBundle(bundle: string, context: ProviderContext): Promise<void> {
  for (const tool of ['apt-get', 'apt-cache', 'dpkg-deb']) {
    if ((await findProgram(tool, context.env)) !== null) continue;
    const fix = 'Install redis-server and mysqld, or give --redis and --mysql URLs, or use --on embedded.';
    throw new InfraError('E_PACKAGES_UNSUPPORTED', `No ${tool} here: not a Debian or Ubuntu machine.`, fix);
  }
  const archive = await chooseArchive();
  await ensurePrivateDirectory(join(context.cache, 'packages'));
  const staging = await ensurePrivateDirectory(stagingRoot(context.cache));
  const onWait = (): void => context.onProgress('another Stalemate is fetching the packages; waiting for it');
  await locked(join(context.cache, 'packages.lock'), { onWait, signal: context.signal }, async () => {
    if (await exists(bundle)) return;
    await fetchFromAnyMirror(archive, bundle, staging, context);
  });
}

async function fetchFromAnyMirror(
  archive: Archive,
  bundle: string,
  staging: string,
  context: ProviderContext,
): Promise<void> {
  const failures: string[] = [];
  for (const mirror of archive.mirrors) {
    const keeper = await openKeeper(staging, context.signal);
    try {
      await fetchFrom(keeper, archive, mirror, bundle, context);
      return;
    } catch (error) {
      if (context.signal?.aborted) throw error;
      failures.push(`${mirror}: ${reasonOf(error)}`);
    } finally {
      await keeper.close();
    }
  }
  throw new InfraError(
    'E_PACKAGES_FETCH',
    `Could not fetch ${archive.name} packages. ${failures.join('; ')}`,
    `Check that this machine reaches a mirror (apt-get update), and that ${archive.keyring} is up to date: ` +
      '`sudo apt-get install --only-upgrade debian-archive-keyring` (ubuntu-keyring on Ubuntu).',
  );
}

async function fetchFrom(
  keeper: Keeper,
  archive: Archive,
  mirror: string,
  bundle: string,
  context: ProviderContext,
): Promise<void> {
  const [redis, mysql] = [REDIS_FLAVORS[context.flavors.redis], MYSQL_FLAVORS[context.flavors.mysql]];
  const archives = await fetchPackages(keeper, archive, mirror, [redis, mysql.package], context.onProgress);
  context.onProgress(`unpacking ${redis} and ${mysql.program} into the cache`);
  await publish(await makeBundle(keeper, archives, context.flavors), bundle);
}
