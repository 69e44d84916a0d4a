import { existsSync } from 'node:fs';
import { connect, type NetConnectOpts } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InfraError, reasonOf } from '../errors.ts';

const CONNECT_TIMEOUT_MS = 800;

/**
 * Where Docker listens, as `unix:///var/run/docker.sock`. In the order of testcontainers, which will look again: this
 * look is there because it takes a millisecond, and loading testcontainers nearly a second.
 *
 * @throws InfraError when nobody listens
 */
export async function findDaemon(env: NodeJS.ProcessEnv): Promise<string> {
  const address = env.DOCKER_HOST || socketOf(env);
  const start = 'Start Docker, or set DOCKER_HOST.';
  if (address === null) throw new InfraError('E_DOCKER', 'No Docker daemon on this machine.', start);
  const target = targetOf(address);
  // `ssh://` and the like are for testcontainers to try.
  if (target === null) return address;
  try {
    await knock(target);
    return address;
  } catch (error) {
    const isDenied = (error as NodeJS.ErrnoException).code === 'EACCES';
    const fix = isDenied ? 'Add your user to the group "docker", and log in again.' : start;
    throw new InfraError('E_DOCKER', `The Docker daemon at ${address} does not answer: ${reasonOf(error)}.`, fix);
  }
}

function socketOf(env: NodeJS.ProcessEnv): string | null {
  const home = env.HOME || homedir();
  const places = [
    '/var/run/docker.sock',
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    `/run/user/${process.getuid?.() ?? 0}/docker.sock`,
  ];
  const found = places.find((path) => existsSync(path));
  return found === undefined ? null : `unix://${found}`;
}

function targetOf(address: string): NetConnectOpts | null {
  if (address.startsWith('unix://')) return { path: address.slice('unix://'.length) };
  if (!URL.canParse(address)) return null;
  const { protocol, hostname, port } = new URL(address);
  return protocol === 'tcp:' ? { host: hostname, port: Number(port) || 2375 } : null;
}

function knock(target: NetConnectOpts): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(target);
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error('no answer')));
    socket.on('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}
