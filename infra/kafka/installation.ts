import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InfraError } from '../errors.ts';
import { isExecutable } from '../files.ts';
import { findProgram, versionLine } from '../programs.ts';

/** A Kafka that can be started: its jars, and a Java that runs them. */
export interface KafkaInstallation {
  readonly java: string;
  /** Sorted, so that the class path is the same each time. */
  readonly jars: readonly string[];
  readonly version: string;
}

/** `kafka_2.13-4.3.0.jar`: the broker itself. */
const BROKER_JAR = /^kafka_2\.\d+-(\d+\.\d+\.\d+).*\.jar$/;
const OLDEST_WITH_KRAFT = 3.3;

/**
 * The Kafka whose jars are in `libs`.
 *
 * @throws InfraError when there is none, when it is too old, or when there is no Java that runs it
 */
export async function installationIn(libs: string, env: NodeJS.ProcessEnv): Promise<KafkaInstallation> {
  const names = await readdir(libs).catch(() => []);
  const version = names.map((name) => BROKER_JAR.exec(name)?.[1]).find((found) => found !== undefined);
  if (version === undefined) {
    const fix = 'Set KAFKA_HOME to the directory of an unpacked Kafka, the one with bin/ and libs/ in it.';
    throw new InfraError('E_PROGRAM_MISSING', `No Kafka in ${libs}: there is no kafka_2.*.jar.`, fix);
  }
  if (Number.parseFloat(version) < OLDEST_WITH_KRAFT) {
    const message = `Kafka ${version} in ${libs} is too old: it needs ZooKeeper.`;
    throw new InfraError('E_SERVER_UNSUPPORTED', message, `Use Kafka ${OLDEST_WITH_KRAFT} or newer.`);
  }
  const jars = names.filter((name) => name.endsWith('.jar')).sort();
  return { java: await javaFor(version, env), jars: jars.map((name) => join(libs, name)), version };
}

/** The oldest Java whose release runs this Kafka's broker. */
export function javaNeeded(kafkaVersion: string): number {
  return Number.parseInt(kafkaVersion, 10) >= 4 ? 17 : 11;
}

/** @throws InfraError when there is no Java, or only an older one */
export async function javaFor(kafkaVersion: string, env: NodeJS.ProcessEnv): Promise<string> {
  const needed = javaNeeded(kafkaVersion);
  const fix = `Install Java ${needed} or newer (Debian, Ubuntu: openjdk-17-jre-headless), or set JAVA_HOME.`;
  const java = await findJava(env);
  if (java === null) throw new InfraError('E_PROGRAM_MISSING', 'There is no java, and Kafka needs one.', fix);
  const line = (await versionLine(java).catch(() => '')).split('\n')[0] ?? '';
  const found = Number(/ (\d+)/.exec(line)?.[1] ?? 8);
  if (found >= needed) return java;
  throw new InfraError('E_SERVER_UNSUPPORTED', `${java} is Java ${found}; Kafka ${kafkaVersion} needs ${needed}.`, fix);
}

export async function findJava(env: NodeJS.ProcessEnv): Promise<string | null> {
  const ofHome = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : null;
  if (ofHome !== null && (await isExecutable(ofHome))) return ofHome;
  return findProgram('java', env);
}
