import { NO_NEEDS } from '../harness/engines/real/servers.ts';
import { readdir, statfs } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheRoot, ensurePrivateDirectory, instancesRoot } from './directories.ts';
import { InfraError, reasonOf } from './errors.ts';
import { DOCKER_CHECKS } from './docker/checks.ts';
import { exists } from './files.ts';
import { flavorsOf } from './flavors.ts';
import { KAFKA_CHECKS } from './kafka/checks.ts';
import { isAlive } from './keeper/process-identity.mjs';
import { IDENTITY } from './keeper/sweep.ts';
import { chooseArchive } from './packages/archive.ts';
import { supportedProgram } from './probe.ts';
import { findProgram, versionLine } from './programs.ts';
import { external } from './providers/external.ts';
import { bundleDirectory } from './providers/packages.ts';
import { redactUrl } from './server-url.ts';
import { WARM_CHECKS } from './warm/checks.ts';

export interface Finding {
  readonly name: string;
  /** `missing`: this way to servers is not open. `warning`: something else than it should be. */
  readonly status: 'ok' | 'missing' | 'warning';
  readonly detail: string;
  /** The next act, where there is one. */
  readonly fix?: string;
}

const NODE_MIN = [20, 19] as const;
/** Packages while they are unpacked, what stays of them, and one data directory for each of a few servers. */
const DISK_MIN_MB = 1_000;
const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export type Check = (env: NodeJS.ProcessEnv) => Promise<Omit<Finding, 'name'>>;

const CHECKS = {
  system: async () => ({ status: 'ok', detail: `${platform()} ${release()} ${arch()}` }),
  node: checkNode,
  npm: (env) => checkProgram('npm', env, 'Install npm; it comes with Node.'),
  external: checkExternal,
  ...WARM_CHECKS,
  ...DOCKER_CHECKS,
  'redis-server': (env) => checkProgram('redis-server', env, 'Install Redis, or let Stalemate fetch it (packages).'),
  'valkey-server': (env) => checkProgram('valkey-server', env, 'Only for STALEMATE_REDIS_FLAVOR=valkey.'),
  mysqld: checkMysqld,
  mariadbd: (env) => checkProgram('mariadbd', env, 'Only for STALEMATE_MYSQL_FLAVOR=mariadb.'),
  'apt packages': checkApt,
  'package cache': checkPackageCache,
  ...KAFKA_CHECKS,
  'cache directory': (env) => checkDirectory(cacheRoot(env)),
  'temp directory': () => checkDirectory(instancesRoot()),
  'running servers': checkInstances,
  chromium: checkChromium,
} satisfies Record<string, Check>;

/** What this machine has of all that Stalemate can use. Starts nothing and fetches nothing; never shows a password. */
export async function inspectMachine(env: NodeJS.ProcessEnv = process.env): Promise<readonly Finding[]> {
  const checks: readonly (readonly [string, Check])[] = Object.entries(CHECKS);
  return Promise.all(
    checks.map(async ([name, check]) => {
      try {
        return { name, ...(await check(env)) };
      } catch (error) {
        const fix = error instanceof InfraError ? { fix: error.fix } : {};
        return { name, status: 'warning' as const, detail: reasonOf(error), ...fix };
      }
    }),
  );
}

async function checkNode(): Promise<Omit<Finding, 'name'>> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  if (isEnough) return { status: 'ok', detail: process.versions.node };
  return { status: 'warning', detail: process.versions.node, fix: `Install Node ${NODE_MIN.join('.')} or newer.` };
}

async function checkProgram(name: string, env: NodeJS.ProcessEnv, fix: string): Promise<Omit<Finding, 'name'>> {
  const path = await findProgram(name, env);
  if (path === null) return { status: 'missing', detail: 'not on the PATH', fix };
  return { status: 'ok', detail: `${path} (${await versionLine(path)})` };
}

async function checkMysqld(env: NodeJS.ProcessEnv): Promise<Omit<Finding, 'name'>> {
  const finding = await checkProgram(
    'mysqld',
    env,
    'Install MySQL 8.0 or newer, or let Stalemate fetch it (packages).',
  );
  if (finding.status === 'ok') supportedProgram('mysqld', finding.detail, 'mysql');
  return finding;
}

async function checkExternal(env: NodeJS.ProcessEnv): Promise<Omit<Finding, 'name'>> {
  const [redisUrl, mysqlUrl] = [env.STALEMATE_REDIS_URL || undefined, env.STALEMATE_MYSQL_URL || undefined];
  if (redisUrl === undefined && mysqlUrl === undefined) {
    const fix = 'Set STALEMATE_REDIS_URL and STALEMATE_MYSQL_URL to use servers of your own.';
    return { status: 'missing', detail: 'no URLs are set', fix };
  }
  const nothing = {
    env,
    kafkaUrl: undefined,
    needs: NO_NEEDS,
    isShared: true,
    flavors: flavorsOf(env),
    cache: '',
    onProgress: () => {},
    signal: undefined,
  };
  const servers = await external.provide({ ...nothing, redisUrl, mysqlUrl });
  await servers.close();
  const redis = `${redactUrl(redisUrl ?? '')} (Redis ${servers.redis.version})`;
  const mysql = `${redactUrl(mysqlUrl ?? '')} (MySQL ${servers.mysql.version})`;
  const detail = [`${redis}, ${mysql}`, ...servers.notes].join('. ');
  return { status: servers.notes.length === 0 ? 'ok' : 'warning', detail };
}

async function checkApt(env: NodeJS.ProcessEnv): Promise<Omit<Finding, 'name'>> {
  const tools = await Promise.all(['apt-get', 'apt-cache', 'dpkg-deb'].map((tool) => findProgram(tool, env)));
  if (tools.includes(null)) return { status: 'missing', detail: 'no apt on this machine' };
  const archive = await chooseArchive();
  return { status: 'ok', detail: `${archive.name} from ${archive.mirrors[0]}, verified with ${archive.keyring}` };
}

async function checkPackageCache(env: NodeJS.ProcessEnv): Promise<Omit<Finding, 'name'>> {
  const bundle = bundleDirectory(cacheRoot(env), flavorsOf(env));
  if (await exists(bundle)) return { status: 'ok', detail: `${bundle} (delete it to fetch newer servers)` };
  return {
    status: 'missing',
    detail: `nothing in ${bundle} yet`,
    fix: 'Nothing to do: it is filled when it is needed.',
  };
}

async function checkDirectory(path: string): Promise<Omit<Finding, 'name'>> {
  await ensurePrivateDirectory(path);
  const { bavail, bsize } = await statfs(path);
  const freeMb = Math.floor((bavail * bsize) / 1e6);
  const detail = `${path} (${freeMb} MB free)`;
  if (freeMb >= DISK_MIN_MB) return { status: 'ok', detail };
  return { status: 'warning', detail, fix: `Make room in ${dirname(path)}: ${DISK_MIN_MB} MB are comfortable.` };
}

async function checkInstances(): Promise<Omit<Finding, 'name'>> {
  const names = (await readdir(instancesRoot()).catch(() => [])).filter((name) => IDENTITY.test(name));
  const dead = names.filter((name) => !isAlive(name)).map((name) => join(instancesRoot(), name));
  const detail = `${names.length - dead.length} running, ${dead.length} left over`;
  if (dead.length === 0) return { status: 'ok', detail };
  return {
    status: 'warning',
    detail: `${detail}: ${dead.join(', ')}`,
    fix: 'Nothing to do: the next start removes them.',
  };
}

async function checkChromium(env: NodeJS.ProcessEnv): Promise<Omit<Finding, 'name'>> {
  const paths = await Promise.all(CHROMIUM_NAMES.map((name) => findProgram(name, env)));
  const path = paths.find((found) => found !== null);
  if (path !== undefined) return { status: 'ok', detail: path };
  return { status: 'missing', detail: 'not on the PATH; only the tests of the report use it' };
}
