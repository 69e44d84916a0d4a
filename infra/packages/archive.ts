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
 * Debian's `sid` is first choice, on Ubuntu too when Debian's keys are there: it alone has the current MySQL, and what
 * is fetched brings its own C library. Without Debian's keys, Ubuntu's own archive will do.
 */
export async function chooseArchive(): Promise<Archive> {
  const debianKeyring = await firstExisting(DEBIAN_KEYRINGS);
  if (debianKeyring !== null) {
    return {
      name: 'Debian sid',
      keyring: debianKeyring,
      mirrors: await mirrorsOf('debian', 'http://deb.debian.org/debian/'),
      suites: ['sid'],
      components: 'main',
    };
  }
  const release = await osRelease();
  const ubuntuKeyring = await firstExisting(UBUNTU_KEYRINGS);
  if (release.ID === 'ubuntu' && ubuntuKeyring !== null && release.VERSION_CODENAME !== undefined) {
    const codename = release.VERSION_CODENAME;
    return {
      name: `Ubuntu ${codename}`,
      keyring: ubuntuKeyring,
      mirrors: await mirrorsOf(process.arch === 'x64' ? 'ubuntu' : 'ubuntu-ports', defaultUbuntuMirror()),
      suites: [codename, `${codename}-updates`, `${codename}-security`],
      components: 'main universe',
    };
  }
  throw new InfraError(
    'E_PACKAGES_UNSUPPORTED',
    "Neither Debian's nor Ubuntu's archive keys are on this machine, so packages could not be verified.",
    'Run `sudo apt-get install debian-archive-keyring` (Debian and Ubuntu both have it) and start again.',
  );
}

function defaultUbuntuMirror(): string {
  return process.arch === 'x64' ? 'http://archive.ubuntu.com/ubuntu/' : 'http://ports.ubuntu.com/ubuntu-ports/';
}

/** The mirrors that this machine's apt uses for a distribution, then the public one. apt reads its own files best. */
async function mirrorsOf(folder: string, publicMirror: string): Promise<readonly string[]> {
  const query = ['indextargets', '--format', '$(REPO_URI)', 'Identifier: Packages'];
  const { stdout } = await promisify(execFile)('apt-get', query).catch(() => ({ stdout: '' }));
  return pickMirrors(stdout, folder, publicMirror);
}

/** Of all repositories' addresses those whose last folder is the distribution's, each once. */
export function pickMirrors(addresses: string, folder: string, publicMirror: string): readonly string[] {
  const own = addresses.split('\n').filter((address) => /^(https?|mirror|file):/.test(address));
  return [...new Set([...own.filter((address) => address.replace(/\/$/, '').endsWith(`/${folder}`)), publicMirror])];
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
