import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { deferred } from '../deferred.ts';
import { ensurePrivateDirectory, instancesRoot } from '../directories.ts';
import { type Keeper, openKeeper, type Program } from '../keeper/open-keeper.ts';
import { whenUp } from '../private/when-up.ts';
import type { ProviderContext } from '../provider.ts';
import type { KafkaInstallation } from './installation.ts';
import { askCluster } from './probe.ts';
import { brokerProperties } from './properties.ts';
import type { ProvidedKafka } from './provider.ts';

const CLUSTER_ID = 'c3RhbGVtYXRlLWxvY2FsIQ';
const START_ATTEMPTS = 3;

/**
 * Small, and quick to start: the first compiler only (a broker lives for minutes), the collector with one thread, no
 * files outside of our directory.
 */
const JVM_FLAGS = [
  '-Xms64m',
  '-Xmx256m',
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-XX:-UsePerfData',
  '-XX:+ExitOnOutOfMemoryError',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
];

/** Starts a broker that is ours alone, on two free ports of loopback; gone when we are gone. */
export async function startBroker(installation: KafkaInstallation, context: ProviderContext): Promise<ProvidedKafka> {
  const root = await ensurePrivateDirectory(instancesRoot());
  for (let attempt = 1; ; attempt += 1) {
    const keeper = await openKeeper(root, context.signal);
    try {
      return await startWithin(keeper, installation);
    } catch (error) {
      // Between our looking and its binding, somebody else took the port.
      const isTaken = (await keeper.log('kafka')).includes('Address already in use');
      await keeper.close();
      if (!isTaken || attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function startWithin(keeper: Keeper, installation: KafkaInstallation): Promise<ProvidedKafka> {
  const [brokerPort, controllerPort] = await freePorts();
  const config = join(keeper.directory, 'server.properties');
  await writeFile(config, brokerProperties({ data: join(keeper.directory, 'data'), brokerPort, controllerPort }));
  const format = ['format', '--cluster-id', CLUSTER_ID, '--config', config];
  await keeper.run('kafka-format', programOf(installation, 'kafka.tools.StorageTool', format));
  const ended = keeper.start('kafka', programOf(installation, 'kafka.Kafka', [config]));
  const broker = `127.0.0.1:${brokerPort}`;
  await whenUp({ name: 'kafka', ended, log: () => keeper.log('kafka') }, () => askCluster([broker]));
  const died = deferred<string>();
  let isClosed = false;
  void ended.then((how) => isClosed || died.resolve(`kafka died: ${how}.`));
  return {
    kafka: { brokers: [broker], version: installation.version },
    places: keeper.places(),
    died: died.promise,
    close() {
      isClosed = true;
      return keeper.close();
    },
  };
}

function programOf({ java, jars }: KafkaInstallation, mainClass: string, args: readonly string[]): Program {
  return { command: java, args: [...JVM_FLAGS, '-cp', jars.join(delimiter), mainClass, ...args] };
}

/** Two ports that nobody listens on. Held at the same time, so that they differ. */
async function freePorts(): Promise<readonly [number, number]> {
  const servers = [createServer(), createServer()] as const;
  const listening = servers.map(
    (server) =>
      new Promise<number>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
      }),
  );
  const [first, second] = await Promise.all(listening);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return [first as number, second as number];
}
