import { randomBytes } from 'node:crypto';
import type { MysqlServer } from '../../harness/engines/real/servers.ts';
import { deferred } from '../deferred.ts';
import { kafkaLaunch, MYSQL_PORT, mysqlLaunch, redisLaunch } from '../docker/containers.ts';
import { connectDocker, type ContainerSpec, type Docker, type StartedContainer } from '../docker/docker.ts';
import { ensureImage, type ImageKind } from '../docker/images.ts';
import { openReaper } from '../docker/open-reaper.ts';
import { newOwnership, sweepContainers } from '../docker/ownership.ts';
import { assertReplicable, type MysqlFlavor } from '../flavors.ts';
import { askCluster } from '../kafka/probe.ts';
import { kafkaVersion } from '../kafka/version.ts';
import { connectMysql, connectRedis, mysqlVersion, redisVersion } from '../probe.ts';
import { follow } from '../private/follow.ts';
import { type Starting, whenUp } from '../private/when-up.ts';
import type { Provided, Provider, ProviderContext } from '../provider.ts';

/** As `docker ps` shows it. */
const ID_SHOWN = 12;

/** Official images, in containers that are ours alone: ports of loopback, a password that nobody knows, gone with us. */
export const docker: Provider = dockerProvider(connectDocker);

/** @param connect so that tests need no daemon */
export function dockerProvider(connect: (env: NodeJS.ProcessEnv) => Promise<Docker>): Provider {
  return {
    summary: 'containers of redis, mysql and apache/kafka, through testcontainers',
    async provide(context) {
      assertReplicable(context.flavors.mysql, context.needs.replicas);
      const client = await connect(context.env);
      await sweepContainers(client);
      const group = new Group(client, context);
      try {
        return await startAll(group, context);
      } catch (error) {
        await group.close();
        throw error;
      }
    },
  };
}

async function startAll(group: Group, { needs, flavors }: ProviderContext): Promise<Provided> {
  const password = randomBytes(16).toString('hex');
  const [redis, { mysql, replicas }, kafka] = await Promise.all([
    group.start(flavors.redis, redisLaunch(password), async ({ host, port }) => {
      const address = { host, port, password };
      const connection = await connectRedis(address);
      const version = await redisVersion(connection).finally(() => connection.disconnect());
      return { ...address, version };
    }),
    startMysqls(group, flavors.mysql, password, needs.replicas),
    needs.kafka
      ? group.start('kafka', await kafkaLaunch(group.host), async ({ host, port }) => {
          const brokers = [`${host}:${port}`];
          await askCluster(brokers);
          return { brokers, version: await kafkaVersion(brokers), isPrivate: true };
        })
      : null,
  ]);
  return {
    redis,
    mysql,
    ...(replicas.length > 0 && { replicas }),
    ...(kafka && { kafka }),
    isPrivate: true,
    places: group.places,
    notes: [],
    died: group.died.promise,
    close: () => group.close(),
  };
}

/** The primary, and replicas that fetch from it and apply nothing. */
async function startMysqls(
  group: Group,
  flavor: MysqlFlavor,
  password: string,
  replicaCount: number,
): Promise<{ readonly mysql: MysqlServer; readonly replicas: readonly MysqlServer[] }> {
  const start = (replica: number | null) =>
    group.start(flavor, mysqlLaunch(flavor, password, replica), async ({ host, port, inside }) => {
      const address = { host, port, user: 'root', password };
      const connection = await connectMysql(address);
      const version = await mysqlVersion(connection).finally(() => connection.destroy());
      return { server: { ...address, version }, inside };
    });
  const numbers = Array.from({ length: replicaCount }, (_, n) => n + 1);
  const [primary, ...replicas] = await Promise.all([start(null), ...numbers.map(start)]);
  const source = { admin: primary.server, host: primary.inside, port: MYSQL_PORT };
  for (const [n, { server }] of replicas.entries()) await follow(server, source, n + 1);
  return { mysql: primary.server, replicas: replicas.map(({ server }) => server) };
}

/** The containers of one acquisition. */
class Group {
  readonly died = deferred<string>();
  readonly places: Record<string, string> = {};
  readonly host: string;
  readonly #docker: Docker;
  readonly #context: ProviderContext;
  readonly #ownership = newOwnership();
  readonly #reaper = openReaper(this.#ownership.label, this.#ownership.value);
  readonly #onAbort = (): void => void this.close();
  readonly #starting: Promise<StartedContainer>[] = [];
  #isClosed = false;

  constructor(client: Docker, context: ProviderContext) {
    this.host = client.host;
    this.#docker = client;
    this.#context = context;
    context.signal?.addEventListener('abort', this.#onAbort);
  }

  /** Pulls, starts, and asks until it answers. */
  async start<T>(
    kind: ImageKind,
    launch: Omit<ContainerSpec, 'image' | 'labels'>,
    ask: (container: StartedContainer) => Promise<T>,
  ): Promise<T> {
    const image = await ensureImage(this.#docker, kind, this.#context.env, this.#context.onProgress);
    // Another one failed meanwhile, or the caller has had enough.
    if (this.#isClosed) throw new Error('not wanted any more');
    const starting = this.#docker.start({ ...launch, image, labels: this.#ownership.labels });
    this.#starting.push(starting);
    const container = await starting;
    const count = Object.keys(this.places).filter((name) => name.startsWith(image)).length;
    this.places[count === 0 ? image : `${image} (${count + 1})`] = `container ${container.id.slice(0, ID_SHOWN)}`;
    void container.ended.then((how) => this.#isClosed || this.died.resolve(`The container of ${image} ended: ${how}.`));
    const server: Starting = { name: image, ended: container.ended, log: () => container.log() };
    return whenUp(server, () => ask(container));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#context.signal?.removeEventListener('abort', this.#onAbort);
    await Promise.allSettled(this.#starting);
    const { label, value } = this.#ownership;
    // A daemon that does not answer now may do so when we are gone: then the reaper asks again.
    const isDone = await this.#docker.removeLabelled(label, value).then(
      () => true,
      () => false,
    );
    if (isDone) this.#reaper.dismiss();
  }
}
