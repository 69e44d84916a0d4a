import { join } from 'node:path';
import { cacheRoot } from '../directories.ts';
import type { Check } from '../doctor.ts';
import { exists } from '../files.ts';
import { findProgram, versionLine } from '../programs.ts';
import { findJava, installationIn, javaFor } from './installation.ts';
import { KAFKA_VERSION, kafkaDirectory } from './maven.ts';
import { askCluster } from './probe.ts';
import { parseBrokers } from './providers/external.ts';
import { kafkaVersion } from './version.ts';

/** What `stalemate doctor` says about Kafka, which only scenarios with `pipeline: kafka` need. */
export const KAFKA_CHECKS = {
  'kafka brokers': async ({ STALEMATE_KAFKA_URL: url }) => {
    if (!url) return missing('no brokers are set', 'Set STALEMATE_KAFKA_URL to use a Kafka of your own.');
    const brokers = parseBrokers(url);
    await askCluster(brokers);
    return { status: 'ok', detail: `${brokers.join(', ')} (Kafka ${await kafkaVersion(brokers)})` };
  },
  KAFKA_HOME: async (env) => {
    const home = env.KAFKA_HOME;
    if (!home) return missing('not set', 'Set it to use a Kafka that you have unpacked.');
    return { status: 'ok', detail: `${home} (Kafka ${(await installationIn(join(home, 'libs'), env)).version})` };
  },
  java: async (env) => {
    const java = await findJava(env);
    if (java === null) return missing('not on the PATH', 'Install Java 17 or newer to have a private Kafka.');
    await javaFor(KAFKA_VERSION, env);
    return { status: 'ok', detail: (await versionLine(java)).split('\n')[0] ?? java };
  },
  maven: async (env) => {
    const maven = await findProgram('mvn', env);
    if (maven === null) return missing('not on the PATH', 'Install Maven, and Stalemate fetches Kafka with it.');
    return { status: 'ok', detail: maven };
  },
  'kafka cache': async (env) => {
    const libs = kafkaDirectory(cacheRoot(env));
    if (await exists(libs)) return { status: 'ok', detail: libs };
    return missing(`nothing in ${libs} yet`, 'Nothing to do: it is filled when it is needed.');
  },
} satisfies Record<string, Check>;

function missing(detail: string, fix: string): Awaited<ReturnType<Check>> {
  return { status: 'missing', detail, fix };
}
