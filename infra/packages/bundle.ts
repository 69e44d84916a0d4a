import { copyFile, cp, mkdir, readdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Flavors, MYSQL_FLAVORS, REDIS_FLAVORS } from '../flavors.ts';
import type { Keeper } from '../keeper/open-keeper.ts';
import type { ServerPrograms } from '../private/start-servers.ts';

/** Of some seventy packages, those with a program or a library of ours; the rest serve their own installation. */
const OURS = ['lib*', 'zlib1g_*', 'mysql-*', 'mariadb-*', 'redis-*', 'valkey-*'];
const UNPACK =
  `for deb in ${OURS.map((name) => `"$0"/${name}.deb`).join(' ')}; ` +
  'do [ -e "$deb" ] || continue; dpkg-deb -x "$deb" "$1"; done';
const LOADER = /^ld-linux.*\.so\.\d+$/;

/**
 * Unpacks what was fetched, and copies out of it what the two servers need, a third of it: the programs, the libraries
 * that their own loader names, the loader, and the files of the
 * database. Returns the directory.
 */
export async function makeBundle(keeper: Keeper, archives: string, flavors: Flavors): Promise<string> {
  const [redis, mysql] = [REDIS_FLAVORS[flavors.redis], MYSQL_FLAVORS[flavors.mysql]];
  const [tree, bundle] = [join(keeper.directory, 'tree'), join(keeper.directory, 'bundle')];
  for (const folder of ['bin', 'lib', 'plugin', 'share']) await mkdir(join(bundle, folder), { recursive: true });
  await mkdir(tree);
  await keeper.run('unpack', { command: 'sh', args: ['-e', '-c', UNPACK, archives, tree] });

  const folders = await libraryFolders(tree);
  const loader = await findLoader(folders);
  await copyFile(loader, join(bundle, 'lib', basename(loader)));
  for (const program of [`usr/sbin/${mysql.program}`, `usr/bin/${redis}`]) {
    const path = await realpath(join(tree, program));
    const name = basename(program);
    const args = ['--library-path', folders.join(':'), '--list', path];
    for (const library of parseLibraries(await keeper.run(`libraries-of-${name}`, { command: loader, args }))) {
      await copyFile(library, join(bundle, 'lib', basename(library)));
    }
    await copyFile(path, join(bundle, 'bin', name));
  }
  for (const part of mysql.share) {
    await cp(join(tree, 'usr/share', flavors.mysql, part), join(bundle, 'share', part), { recursive: true });
  }
  return bundle;
}

/** How the programs of a bundle are called: through the loader and the C library that they were built with. */
export async function programsOf(bundle: string, flavors: Flavors): Promise<ServerPrograms> {
  const lib = join(bundle, 'lib');
  const command = await findLoader([lib]);
  const args = ['--library-path', lib];
  const share = join(bundle, 'share');
  return {
    redis: { command, args: [...args, join(bundle, 'bin', REDIS_FLAVORS[flavors.redis])] },
    mysqld: {
      command,
      args: [
        ...args,
        join(bundle, 'bin', MYSQL_FLAVORS[flavors.mysql].program),
        '--no-defaults',
        `--lc-messages-dir=${share}`,
        `--character-sets-dir=${join(share, 'charsets')}`,
        `--plugin-dir=${join(bundle, 'plugin')}`,
      ],
    },
  };
}

/** The paths in `name => path (address)` lines, of all that the loader found. */
export function parseLibraries(list: string): readonly string[] {
  const missing = [...list.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
  if (missing.length > 0) throw new Error(`the packages lack ${missing.join(', ')}`);
  return [...list.matchAll(/ => (\/\S+) \(/g)].map((match) => match[1] as string);
}

/** `usr/lib/x86_64-linux-gnu` and its likes; older releases have `lib/…` beside it. */
async function libraryFolders(tree: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const parent of [join(tree, 'usr/lib'), join(tree, 'lib')]) {
    const names = await readdir(parent).catch(() => []);
    found.push(...names.filter((name) => name.includes('-linux-gnu')).map((name) => join(parent, name)));
  }
  return found;
}

async function findLoader(folders: readonly string[]): Promise<string> {
  for (const folder of folders) {
    const name = (await readdir(folder)).find((entry) => LOADER.test(entry));
    if (name !== undefined) return join(folder, name);
  }
  throw new Error(`no loader in ${folders.join(', ')}`);
}
