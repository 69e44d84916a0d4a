import { expect, test } from 'vitest';
import { connectDocker, type ContainerSpec, type Docker } from '../docker/docker.ts';
import { newOwnership, sweepContainers } from '../docker/ownership.ts';
import { InfraError } from '../errors.ts';
import type { ProviderContext } from '../provider.ts';
import { dockerProvider } from './docker.ts';

/** A daemon that has these images, whose containers are the given addresses. */
class FakeDocker implements Docker {
  readonly host = '127.0.0.1';
  readonly version = '1';
  readonly images: Set<string>;
  readonly containers: { readonly spec: ContainerSpec; readonly id: string }[] = [];
  readonly ports: Readonly<Record<number, number>>;

  constructor(images: readonly string[], ports: Readonly<Record<number, number>> = {}) {
    this.images = new Set(images);
    this.ports = ports;
  }
  hasImage = async (image: string): Promise<boolean> => this.images.has(image);
  pull = async (image: string): Promise<void> => {
    throw new Error(`no route to ${image}`);
  };
  async start(spec: ContainerSpec): ReturnType<Docker['start']> {
    const id = `${this.containers.length}`.repeat(64);
    this.containers.push({ spec, id });
    const ended = this.ports[spec.port] === undefined ? Promise.resolve('code 1') : new Promise<string>(() => {});
    const log = async (): Promise<string> => 'the last words';
    return { id, host: '127.0.0.1', port: this.ports[spec.port] ?? 1, inside: '', ended, log };
  }
  labelled = async (label: string): ReturnType<Docker['labelled']> =>
    this.containers.map(({ id, spec }) => ({ id, value: spec.labels[label] ?? '' }));
  removeLabelled = async (label: string, value: string): Promise<void> => {
    const kept = this.containers.filter(({ spec }) => spec.labels[label] !== value);
    this.containers.splice(0, this.containers.length, ...kept);
  };
}

function provide(docker: Docker, given: Partial<ProviderContext> = {}, progress: string[] = []) {
  return dockerProvider(async () => docker).provide({
    env: {},
    redisUrl: undefined,
    mysqlUrl: undefined,
    kafkaUrl: undefined,
    needs: { replicas: 0, kafka: false },
    flavors: { redis: 'redis', mysql: 'mysql' },
    isShared: false,
    cache: '',
    onProgress: (line) => progress.push(line),
    signal: undefined,
    ...given,
  });
}

const errorOf = (promise: Promise<unknown>): Promise<InfraError> =>
  promise.then(
    () => expect.unreachable('servers came up'),
    (error: InfraError) => error,
  );

test('without a daemon the provider says so, before it loads anything', async () => {
  const error = await errorOf(connectDocker({ DOCKER_HOST: 'unix:///nowhere/docker.sock' }));
  expect(error).toMatchObject({ code: 'E_DOCKER', fix: expect.stringContaining('Start Docker') });
  expect(error.message).toContain('/nowhere/docker.sock');
});

test('an image of ours that cannot be pulled is told, and the next provider may try', async () => {
  const progress: string[] = [];
  const error = await errorOf(provide(new FakeDocker(['redis:8']), {}, progress));
  expect(error).toMatchObject({ code: 'E_DOCKER', fix: expect.stringContaining('docker pull mysql:9') });
  expect(error.message).toBe('The image mysql:9 is not here and cannot be pulled: no route to mysql:9.');
  expect(progress).toEqual(['pulling the image mysql:9', error.message]);
});

test('an image that somebody has named is used, or is an error that no other provider hides', async () => {
  const env = { STALEMATE_REDIS_IMAGE: 'mine/redis', STALEMATE_MYSQL_IMAGE: 'mine/mysql' };
  const error = await errorOf(provide(new FakeDocker(['mine/redis']), { env }));
  expect(error).toMatchObject({ code: 'E_DOCKER_IMAGE', fix: expect.stringContaining('STALEMATE_MYSQL_IMAGE') });
});

test('a MariaDB is started as its image wants it, and has no replicas', async () => {
  const docker = new FakeDocker(['redis:8', 'mine/mariadb']);
  const started: ContainerSpec[] = [];
  const start = docker.start.bind(docker);
  docker.start = (spec) => {
    started.push(spec);
    return start(spec);
  };
  const flavors = { redis: 'redis', mysql: 'mariadb' } as const;
  const env = { STALEMATE_MYSQL_IMAGE: 'mine/mariadb' };
  await errorOf(provide(docker, { flavors, env }));
  const { environment, command } = started.find(({ image }) => image === 'mine/mariadb')!;
  expect(Object.keys(environment)).toEqual(['MARIADB_ROOT_PASSWORD', 'MARIADB_INITDB_SKIP_TZINFO']);
  expect(command).toContain('--innodb-status-output-locks=ON');
  expect(command).not.toContain('--gtid-mode=ON');
  const error = await errorOf(provide(docker, { flavors, env, needs: { replicas: 1, kafka: false } }));
  expect(error).toMatchObject({ code: 'E_SERVER_UNSUPPORTED', fix: 'Use MySQL for scenarios with replicas.' });
});

test('a container that ends at once is an error with its last words, and nothing is left', async () => {
  const docker = new FakeDocker(['redis:8', 'mysql:9']);
  const error = await errorOf(provide(docker));
  expect(error.code).toBe('E_SERVER_START');
  expect(error.message).toContain('did not start (code 1): the last words');
  expect(docker.containers).toEqual([]);
});

test('containers of a dead process on this machine are swept, others are not', async () => {
  const docker = new FakeDocker([]);
  const { labels } = newOwnership();
  const owner = labels['dev.stalemate.owner'] as string;
  const start = (value: string) =>
    docker.start({ image: value, command: [], environment: {}, port: 1, labels: { 'dev.stalemate.owner': value } });
  const dead = `${owner.slice(0, owner.indexOf('/'))}/999999999-00000000-1`;
  for (const value of [owner, dead, 'another-machine/999999999-00000000-1']) await start(value);
  expect(await sweepContainers(docker)).toBe(1);
  expect(docker.containers.map(({ spec }) => spec.image)).toEqual([owner, 'another-machine/999999999-00000000-1']);
});

/** Needs a daemon, and images that are there or can be pulled. */
const isHere = await connectDocker(process.env).then(
  () => true,
  () => false,
);
const title = isHere ? '' : ' (skipped: no Docker daemon)';
test.skipIf(!isHere)(`real containers answer, and are gone after close${title}`, { timeout: 120_000 }, async () => {
  const docker = await connectDocker(process.env);
  const servers = await provide(docker, { env: process.env });
  expect(servers.mysql.version).toMatch(/^\d+\.\d+/);
  expect(Object.values(servers.places ?? {})).toHaveLength(2);
  await servers.close();
  const left = (await docker.labelled('dev.stalemate.owner')).filter(({ value }) => value.includes(`/${process.pid}-`));
  expect(left).toEqual([]);
});
