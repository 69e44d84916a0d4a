import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deferred } from '../deferred.ts';
import type { Keeper } from '../keeper/open-keeper.ts';
import { startKept } from '../keeper/start-kept.ts';
import { whenUp } from '../private/when-up.ts';
import type { ProviderContext } from '../provider.ts';
import type { KafkaInstallation } from './installation.ts';
import { kafkaProgram } from './java.ts';
import { freePorts } from '../ports.ts';
import { type Prepared, prepareBroker } from './prepare.ts';
import { askCluster } from './probe.ts';
import { brokerProperties } from './properties.ts';
import type { ProvidedKafka } from './provider.ts';

/** Starts a broker that is ours alone, on two free ports of loopback; gone when we are gone. */
export async function startBroker(installation: KafkaInstallation, context: ProviderContext): Promise<ProvidedKafka> {
  const prepared = await prepareBroker(installation, context);
  return startKept('kafka', context.signal, (keeper) => startWithin(keeper, installation, prepared));
}

async function startWithin(
  keeper: Keeper,
  installation: KafkaInstallation,
  prepared: Prepared,
): Promise<ProvidedKafka> {
  const [brokerPort = 0, controllerPort = 0] = await freePorts(2);
  const [data, config] = [join(keeper.directory, 'data'), join(keeper.directory, 'server.properties')];
  await cp(prepared.data, data, { recursive: true });
  await writeFile(config, brokerProperties({ data, brokerPort, controllerPort }));
  const archive = `-XX:SharedArchiveFile=${prepared.classes}`;
  const ended = keeper.start('kafka', kafkaProgram(installation, 'kafka.Kafka', [config], [archive]));
  const broker = `127.0.0.1:${brokerPort}`;
  await whenUp({ name: 'kafka', ended, log: () => keeper.log('kafka') }, () => askCluster([broker]));
  const died = deferred<string>();
  let isClosed = false;
  void ended.then((how) => isClosed || died.resolve(`kafka died: ${how}.`));
  return {
    kafka: { brokers: [broker], version: installation.version, isPrivate: true },
    places: keeper.places(),
    died: died.promise,
    close() {
      isClosed = true;
      return keeper.close();
    },
  };
}
