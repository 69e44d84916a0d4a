import { delimiter } from 'node:path';
import type { Program } from '../keeper/open-keeper.ts';
import type { KafkaInstallation } from './installation.ts';

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
  // Older ones know no archive of classes.
  '-XX:+IgnoreUnrecognizedVMOptions',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
];

/** One of Kafka's main classes, `kafka.Kafka` for the broker, as a program. */
export function kafkaProgram(
  { java, jars }: KafkaInstallation,
  mainClass: string,
  args: readonly string[],
  flags: readonly string[] = [],
): Program {
  return { command: java, args: [...JVM_FLAGS, ...flags, '-cp', jars.join(delimiter), mainClass, ...args] };
}
