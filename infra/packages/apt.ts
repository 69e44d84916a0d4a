import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Keeper } from '../keeper/open-keeper.ts';
import type { Archive } from './archive.ts';

const PROGRESS_EVERY_MS = 1_000;

/**
 * Fetches these servers and all they need with this machine's apt, without root and without touching this machine's
 * apt: everything that apt reads or writes is inside the keeper's directory, and nothing counts as
 * installed. apt verifies the archive's signature and every package's checksum.
 *
 * @param servers names of packages, which may have a number added to them
 * @returns the directory with the packages
 */
export async function fetchPackages(
  keeper: Keeper,
  archive: Archive,
  mirror: string,
  servers: readonly string[],
  onProgress: (line: string) => void,
): Promise<string> {
  const apt = await isolatedApt(keeper.directory, archive, mirror);
  onProgress(`reading the package lists of ${archive.name}`);
  await keeper.run('apt-update', { command: 'apt-get', args: [...apt.options, '--error-on=any', 'update'] });
  const search = ['search', '--names-only', `^(${servers.join('|')})`];
  const known = await keeper.run('apt-search', { command: 'apt-cache', args: [...apt.options, ...search] });
  const packages = servers.map((name) => pickPackage(name, known));
  const install = [...apt.options, '--yes', '--download-only', 'install', ...packages];
  const uris = await keeper.run('apt-plan', { command: 'apt-get', args: ['--print-uris', ...install] });
  const plan = [...uris.matchAll(/^'\S+' \S+ (\d+)/gm)].map((match) => Number(match[1]));
  const totalBytes = plan.reduce((sum, bytes) => sum + bytes, 0);
  const ticker = setInterval(async () => {
    onProgress(
      `fetching ${plan.length} packages: ${megabytes(await sizeOf(apt.archives))} of ${megabytes(totalBytes)} MB`,
    );
  }, PROGRESS_EVERY_MS);
  try {
    await keeper.run('apt-fetch', { command: 'apt-get', args: install });
  } finally {
    clearInterval(ticker);
  }
  return apt.archives;
}

/** The newest: Debian has one without a number, Ubuntu has numbered ones. */
export function pickPackage(wanted: string, searchOutput: string): string {
  const names = searchOutput.split('\n').map((line) => line.split(' ')[0] as string);
  const numbered = names.filter((name) => name === wanted || versionOf(name, wanted) !== null);
  const newest = numbered
    .sort((a, b) => (versionOf(a, wanted) ?? Infinity) - (versionOf(b, wanted) ?? Infinity))
    .at(-1);
  if (newest === undefined) throw new Error(`the archive has no ${wanted}`);
  return newest;
}

/** Null: it has none, or is another package. */
function versionOf(name: string, wanted: string): number | null {
  const number = /^-([\d.]+)$/.exec(name.slice(wanted.length))?.[1];
  return name.startsWith(wanted) && number !== undefined ? Number(number) : null;
}

interface IsolatedApt {
  readonly options: readonly string[];
  readonly archives: string;
}

async function isolatedApt(directory: string, archive: Archive, mirror: string): Promise<IsolatedApt> {
  const [state, cache] = [join(directory, 'state'), join(directory, 'cache')];
  const [archives, sources, config] = [
    join(cache, 'archives'),
    join(directory, 'sources.list'),
    join(directory, 'apt.conf'),
  ];
  for (const parent of [join(state, 'lists'), archives]) await mkdir(join(parent, 'partial'), { recursive: true });
  await writeFile(join(state, 'status'), '');
  const suites = archive.suites.map(
    (suite) => `deb [signed-by=${archive.keyring} targets=Packages] ${mirror} ${suite} ${archive.components}\n`,
  );
  await writeFile(sources, suites.join(''));
  await writeFile(config, aptConfig(state, cache, sources));
  return { options: ['--config-file', config], archives };
}

/**
 * A file rather than options: `--config-file` is read after the machine's own configuration, whose proxies and
 * certificates we want, and only a file can clear the hooks and the preferences, which we do not want.
 */
function aptConfig(state: string, cache: string, sources: string): string {
  return `
Dir::Etc::sourcelist "${sources}";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "${state}";
Dir::State::status "${state}/status";
Dir::State::lists "${state}/lists";
Dir::Cache "${cache}";
Dir::Cache::archives "${cache}/archives";
Debug::NoLocking "true";
APT::Default-Release "";
APT::Install-Recommends "false";
APT::Install-Suggests "false";
Acquire::Languages "none";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Install-Pkgs;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
`;
}

/** What has arrived so far, packages on the way included. */
async function sizeOf(archives: string): Promise<number> {
  const listed = await readdir(archives, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = listed.filter((entry) => entry.isFile());
  const sizes = files.map((file) =>
    stat(join(file.parentPath, file.name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
