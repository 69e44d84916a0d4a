import type { ContainerRuntimeClient } from 'testcontainers';
import { InfraError, reasonOf } from '../errors.ts';
import { findDaemon } from './daemon.ts';
import { removeContainers } from './remove-containers.mjs';

/** A container to be started, as far as ours differ from each other. */
export interface ContainerSpec {
  readonly image: string;
  /** Flags for the server: the images put its name in front. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The port that the server listens on, inside. */
  readonly port: number;
  /** The port outside. Left out: any that is free. */
  readonly hostPort?: number;
  readonly labels: Readonly<Record<string, string>>;
}

export interface StartedContainer {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** Its address for other containers. */
  readonly inside: string;
  /** Resolves with `code 1` when it ends. Never rejects. */
  readonly ended: Promise<string>;
  log(): Promise<string>;
}

/** What we ask of Docker. */
export interface Docker {
  /** Where ports of containers are reached: loopback, or the machine that the daemon is on. */
  readonly host: string;
  /** Of the daemon. */
  readonly version: string;
  hasImage(image: string): Promise<boolean>;
  pull(image: string): Promise<void>;
  start(spec: ContainerSpec): Promise<StartedContainer>;
  /** Containers with this label, and its value. */
  labelled(label: string): Promise<readonly { readonly id: string; readonly value: string }[]>;
  /** Removes containers with `label=value`, whatever they do, with their volumes. */
  removeLabelled(label: string, value: string): Promise<void>;
}

const LOG_LINES = 20;
const LOOPBACK = '127.0.0.1';

/**
 * The daemon, through testcontainers' client. Its containers and its reaper, Ryuk, are not used: Ryuk is an image more
 * to pull, and wants the daemon's socket; `reaper.mjs` does the same from outside.
 *
 * @throws InfraError when there is no daemon, within a second, or no testcontainers
 */
export async function connectDocker(env: NodeJS.ProcessEnv): Promise<Docker> {
  const address = await findDaemon(env);
  const testcontainers = await import('testcontainers').catch((error: unknown) => {
    throw new InfraError(
      'E_DOCKER',
      `Docker is there, but testcontainers is not: ${reasonOf(error)}`,
      'Install it: npm install --save-dev testcontainers@11',
    );
  });
  const client = await testcontainers.getContainerRuntimeClient().catch((error: unknown) => {
    const fix = 'Check that `docker info` works.';
    throw new InfraError('E_DOCKER', `The Docker daemon at ${address} cannot be used: ${reasonOf(error)}.`, fix);
  });
  return dockerOf(client, testcontainers.ImageName);
}

type ImageNameClass = typeof import('testcontainers')['ImageName'];

function dockerOf(client: ContainerRuntimeClient, ImageName: ImageNameClass): Docker {
  const { dockerode } = client.container;
  return {
    host: hostOf(client),
    version: String(client.info.containerRuntime.serverVersion),
    hasImage: (image) => client.image.exists(ImageName.fromString(image)),
    pull: (image) => client.image.pull(ImageName.fromString(image)),
    start: (spec) => startContainer(client, spec),
    async labelled(label) {
      const found = await dockerode.listContainers({ all: true, filters: { label: [label] } });
      return found.map(({ Id, Labels }) => ({ id: Id, value: Labels[label] ?? '' }));
    },
    removeLabelled: (label, value) => removeContainers(dockerode, `${label}=${value}`),
  };
}

async function startContainer(client: ContainerRuntimeClient, spec: ContainerSpec): Promise<StartedContainer> {
  const opening = `${spec.port}/tcp`;
  const host = hostOf(client);
  const container = await client.container.create({
    Image: spec.image,
    Cmd: [...spec.command],
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    Labels: { ...spec.labels },
    ExposedPorts: { [opening]: {} },
    HostConfig: {
      // A daemon on another machine must be reachable from here.
      PortBindings: {
        [opening]: [{ HostIp: host === LOOPBACK ? LOOPBACK : '', HostPort: String(spec.hostPort ?? '') }],
      },
    },
  });
  try {
    await client.container.start(container);
    const { NetworkSettings } = await client.container.inspect(container);
    const port = Number(NetworkSettings.Ports[opening]?.[0]?.HostPort);
    const ended = container.wait().then(
      ({ StatusCode }: { StatusCode: number }) => `code ${StatusCode}`,
      (error: unknown) => reasonOf(error),
    );
    const inside = Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? '';
    return { id: container.id, host, port, inside, ended, log: () => logOf(container) };
  } catch (error) {
    await container.remove({ force: true, v: true }).catch(() => {});
    throw error;
  }
}

function hostOf(client: ContainerRuntimeClient): string {
  const { host } = client.info.containerRuntime;
  return host === 'localhost' ? LOOPBACK : host;
}

/** Docker puts eight bytes before each piece: which stream it is from, and how long it is. */
async function logOf(container: {
  logs(options: { stdout: true; stderr: true; tail: number }): Promise<Buffer>;
}): Promise<string> {
  const raw = await container.logs({ stdout: true, stderr: true, tail: LOG_LINES }).catch(() => Buffer.alloc(0));
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= raw.length; ) {
    const length = raw.readUInt32BE(at + 4);
    pieces.push(raw.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(pieces).toString();
}
