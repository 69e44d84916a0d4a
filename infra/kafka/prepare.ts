import { createHash } from 'node:crypto';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensurePrivateDirectory, stagingRoot } from '../directories.ts';
import { InfraError, reasonOf } from '../errors.ts';
import { exists, publish } from '../files.ts';
import { type Keeper, openKeeper } from '../keeper/open-keeper.ts';
import { whenUp } from '../private/when-up.ts';
import type { ProviderContext } from '../provider.ts';
import type { KafkaInstallation } from './installation.ts';
import { kafkaProgram } from './java.ts';
import { freePorts } from '../ports.ts';
import { askCluster, makeCoordinator } from './probe.ts';
import { brokerProperties } from './properties.ts';

/** What a broker starts from, in a directory of the cache. */
export interface Prepared {
  /** Formatted storage, with the topic in which groups keep their offsets. To be copied. */
  readonly data: string;
  /** The classes that a broker loads, as the JVM maps them into memory. Not there with a Java before 13. */
  readonly classes: string;
}

const CLUSTER_ID = 'c3RhbGVtYXRlLWxvY2FsIQ';
/** Runs Java until the file `stop` is there, then asks it to end (code 143): the JVM writes its archive then, not when it is killed. */
const UNTIL_STOP =
  '"$@" & java=$!; while [ ! -e stop ] && kill -0 $java; do sleep 0.1; done; kill $java; wait $java; [ $? = 143 ]';

/**
 * Formats storage and runs a broker on it once, to learn which classes it loads. A start takes 3 seconds from then on
 * in place of 7; each Kafka and each Java that was ever used has its own.
 */
export async function prepareBroker(installation: KafkaInstallation, context: ProviderContext): Promise<Prepared> {
  const directory = join(context.cache, 'kafka', `prepared-${await fingerprint(installation)}`);
  if (!(await exists(directory))) await prepare(installation, context, directory);
  return { data: join(directory, 'data'), classes: join(directory, 'classes.jsa') };
}

async function prepare(installation: KafkaInstallation, context: ProviderContext, target: string): Promise<void> {
  await ensurePrivateDirectory(join(context.cache, 'kafka'));
  context.onProgress(`preparing Kafka ${installation.version}, once for this Java`);
  const keeper = await openKeeper(await ensurePrivateDirectory(stagingRoot(context.cache)), context.signal);
  try {
    await runOnce(keeper, installation);
    await publish(join(keeper.directory, 'prepared'), target);
  } catch (error) {
    if (error instanceof InfraError) throw error;
    const fix = 'Read the last lines of the log above; `stalemate doctor` shows what this machine has.';
    throw new InfraError('E_SERVER_START', `Kafka could not be prepared: ${reasonOf(error)}`, fix, error);
  } finally {
    await keeper.close();
  }
}

async function runOnce(keeper: Keeper, installation: KafkaInstallation): Promise<void> {
  const prepared = join(keeper.directory, 'prepared');
  await mkdir(prepared);
  const [brokerPort = 0, controllerPort = 0] = await freePorts(2);
  const config = join(keeper.directory, 'server.properties');
  await writeFile(config, brokerProperties({ data: join(prepared, 'data'), brokerPort, controllerPort }));
  const format = ['format', '--cluster-id', CLUSTER_ID, '--config', config];
  await keeper.run('kafka-format', kafkaProgram(installation, 'kafka.tools.StorageTool', format));

  const archive = `-XX:ArchiveClassesAtExit=${join(prepared, 'classes.jsa')}`;
  const { command, args } = kafkaProgram(installation, 'kafka.Kafka', [config], [archive]);
  const running = keeper.run('kafka', { command: 'sh', args: ['-c', UNTIL_STOP, 'sh', command, ...args] });
  const ended = running.then(() => 'code 0', reasonOf);
  const brokers = [`127.0.0.1:${brokerPort}`];
  const program = { name: 'kafka', ended, log: () => keeper.log('kafka') };
  await whenUp(program, () => askCluster(brokers));
  // On a slow machine it answers for a while that it is not the coordinator yet.
  await whenUp(program, () => makeCoordinator(brokers));
  await writeFile(join(keeper.directory, 'stop'), '');
  await running;
}

/** Changes with the program and with everything that shapes what it writes. */
async function fingerprint({ java, jars }: KafkaInstallation): Promise<string> {
  const facts = [java, ...jars].map(async (path) => {
    const { size, mtimeMs } = await stat(path);
    return `${path} ${size} ${mtimeMs}`;
  });
  const text = [...(await Promise.all(facts)), brokerProperties({ data: '', brokerPort: 0, controllerPort: 0 })];
  return createHash('sha256').update(text.join('\n')).digest('hex').slice(0, 16);
}
