import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensurePrivateDirectory, stagingRoot } from '../directories.ts';
import { InfraError, reasonOf } from '../errors.ts';
import { exists, publish } from '../files.ts';
import { openKeeper } from '../keeper/open-keeper.ts';
import { locked } from '../packages/lock.ts';
import { findProgram } from '../programs.ts';
import type { ProviderContext } from '../provider.ts';
import { findJava } from './installation.ts';

/** Of the kind that Java 17 runs. */
export const KAFKA_VERSION = '4.3.0';
const COPY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
const PROGRESS_EVERY_MS = 2_000;

/** The broker and what it needs, and a logger that writes to the standard error. */
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>stalemate</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`;

/** Complete when it is there. */
export function kafkaDirectory(cache: string): string {
  return join(cache, 'kafka', `${KAFKA_VERSION}-1`);
}

/**
 * The directory with Kafka's jars, fetched by Maven the first time. The user's Maven settings (mirrors, proxies) hold;
 * the user's repository is neither read nor written.
 */
export async function fetchKafka(context: ProviderContext): Promise<string> {
  const libs = kafkaDirectory(context.cache);
  if (await exists(libs)) return libs;
  const maven = await findMaven(context.env);
  await ensurePrivateDirectory(join(context.cache, 'kafka'));
  const onWait = (): void => context.onProgress('another Stalemate is fetching Kafka; waiting for it');
  await locked(join(context.cache, 'kafka.lock'), { onWait, signal: context.signal }, async () => {
    if (!(await exists(libs))) await fetchWith(maven, libs, context);
  });
  return libs;
}

async function findMaven(env: NodeJS.ProcessEnv): Promise<string> {
  const [maven, java] = [await findProgram('mvn', env), await findJava(env)];
  if (maven !== null && java !== null) return maven;
  const missing = [maven === null ? ['Maven (mvn)'] : [], java === null ? ['Java (java)'] : []].flat().join(' and ');
  const fix =
    'Install both (Debian, Ubuntu: maven, openjdk-17-jre-headless), or set KAFKA_HOME to an unpacked Kafka, ' +
    'or give the brokers of one that runs: --kafka HOST:PORT.';
  throw new InfraError('E_PROGRAM_MISSING', `Kafka is fetched with Maven, and there is no ${missing} here.`, fix);
}

async function fetchWith(maven: string, libs: string, context: ProviderContext): Promise<void> {
  const keeper = await openKeeper(await ensurePrivateDirectory(stagingRoot(context.cache)), context.signal);
  const [repository, copied] = [join(keeper.directory, 'repository'), join(keeper.directory, 'libs')];
  const ticker = setInterval(async () => {
    context.onProgress(`fetching Kafka ${KAFKA_VERSION} with Maven: ${await megabytesIn(repository)} MB so far`);
  }, PROGRESS_EVERY_MS);
  try {
    await writeFile(join(keeper.directory, 'pom.xml'), POM);
    const options = ['--batch-mode', '--no-transfer-progress', `-Dmaven.repo.local=${repository}`];
    const copy = [COPY_PLUGIN, `-DoutputDirectory=${copied}`, '-DincludeScope=runtime'];
    await keeper.run('maven', { command: maven, args: [...options, ...copy] });
    await publish(copied, libs);
  } catch (error) {
    if (context.signal?.aborted) throw error;
    const fix = 'Check that Maven reaches its repository (a mirror or proxy belongs into ~/.m2/settings.xml).';
    throw new InfraError('E_PACKAGES_FETCH', `Could not fetch Kafka ${KAFKA_VERSION}: ${reasonOf(error)}`, fix, error);
  } finally {
    clearInterval(ticker);
    await keeper.close();
  }
}

async function megabytesIn(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((file) =>
      stat(join(file.parentPath, file.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return Math.round((await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0) / 1e6);
}
