import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { InfraError } from '../errors.ts';
import { exists } from '../files.ts';

/** A distribution's archive that has both servers, and the key that its signature is checked with. */
export interface Archive {
  readonly name: string;
  readonly keyring: string;
  /** Tried in this order: the machine's own first, it is near and behind its proxy. */
  readonly mirrors: readonly string[];
  readonly suites: readonly string[];
  readonly components: string;
}

const DEBIAN_KEYRINGS = [
  '/usr/share/keyrings/debian-archive-keyring.gpg',
  '/usr/share/keyrings/debian-archive-keyring.pgp',
];
const UBUNTU_KEYRINGS = ['/usr/share/keyrings/ubuntu-archive-keyring.gpg'];

/**
 * Debian's `sid` is first choice: it alone has the current MySQL, and what is fetched brings its own C library. Where apt
 * knows no mirror of Debian, Ubuntu's own archive will do.
 */
export async function chooseArchive(): Promise<Archive> {
  const debianKeyring = await firstExisting(DEBIAN_KEYRINGS);
  const debianMirrors = await mirrorsOf('debian', process.env.STALEMATE_DEBIAN_MIRROR);
  if (debianKeyring !== null && debianMirrors.length > 0) {
    return {
      name: 'Debian sid',
      keyring: debianKeyring,
      mirrors: debianMirrors,
      suites: ['sid'],
      components: 'main',
    };
  }
  const release = await osRelease();
  const ubuntuKeyring = await firstExisting(UBUNTU_KEYRINGS);
  const ubuntuMirrors = await mirrorsOf(process.arch === 'x64' ? 'ubuntu' : 'ubuntu-ports');
  if (release.ID === 'ubuntu' && ubuntuKeyring !== null && ubuntuMirrors.length > 0) {
    const codename = release.VERSION_CODENAME ?? '';
    return {
      name: `Ubuntu ${codename}`,
      keyring: ubuntuKeyring,
      mirrors: ubuntuMirrors,
      suites: [codename, `${codename}-updates`, `${codename}-security`],
      components: 'main universe',
    };
  }
  throw new InfraError(
    'E_PACKAGES_UNSUPPORTED',
    "apt on this machine knows no mirror of Debian or Ubuntu, or the archive's keys are missing, so packages could not be verified.",
    'Run `sudo apt-get install debian-archive-keyring` and set STALEMATE_DEBIAN_MIRROR to a mirror of Debian, then start again.',
  );
}

/** The mirrors that this machine's apt uses for a distribution; one that was asked for comes first. apt reads its own files best. */
async function mirrorsOf(folder: string, wanted?: string): Promise<readonly string[]> {
  const query = ['indextargets', '--format', '$(REPO_URI)', 'Identifier: Packages'];
  const { stdout } = await promisify(execFile)('apt-get', query).catch(() => ({ stdout: '' }));
  const own = pickMirrors(stdout, folder);
  return wanted === undefined || wanted === '' ? own : [wanted, ...own];
}

/** Of all repositories' addresses those whose last folder is the distribution's, each once. */
export function pickMirrors(addresses: string, folder: string): readonly string[] {
  const own = addresses.split('\n').filter((address) => /^(https?|mirror|file):/.test(address));
  return [...new Set(own.filter((address) => address.replace(/\/$/, '').endsWith(`/${folder}`)))];
}

async function osRelease(): Promise<Partial<Record<string, string>>> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return Object.fromEntries([...text.matchAll(/^(\w+)="?([^"\n]*)"?$/gm)].map(([, name, value]) => [name, value]));
}

async function firstExisting(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    if (await exists(path)) return path;
  }
  return null;
}
