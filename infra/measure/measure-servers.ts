/** Measures a Redis and a MySQL, and a Kafka if there is one, and writes down what was found as a profile. */
import type { RealServers } from '../../harness/engines/real/servers.ts';
import type { Profile } from '../../harness/timed/profile.ts';
import { PROFILE_VERSION } from '../../harness/timed/profile.ts';
import { binlogMeasurement } from './binlog.ts';
import { failureOf } from './failure.ts';
import { kafkaMeasurement } from './kafka.ts';
import type { Finding, Measurement } from './measurement.ts';
import { Deadline } from './measurement.ts';
import { memoryMeasurements } from './memory.ts';
import { mysqlMeasurements } from './mysql.ts';
import { redisMeasurements } from './redis.ts';
import { openSite } from './site.ts';

export interface MeasureOptions {
  /** Of values, in bytes, ascending. */
  readonly sizes: readonly number[];
  /** All measurements together take about so long. */
  readonly timeMs: number;
  /** How much of Redis's memory the keys of one size may take. */
  readonly memoryBytes: number;
  /** Asked again and again: whether what is measured by now is enough. */
  readonly shouldStop: () => boolean;
  /** @param share of the time that is over, 0 to 1 @param label what is measured next */
  readonly onProgress: (share: number, label: string) => void;
}

export type Measured = Omit<Profile, 'stalemate' | 'measuredAt'>;

/**
 * Guarantees: what was put on the servers is gone when it ends, unless a server is lost, or this process; then the next
 * start of Stalemate on them removes it. Stopped early, it gives what was measured by then.
 *
 * @throws ServerLost, ServerUnsuitable
 */
export async function measureServers(servers: RealServers, options: MeasureOptions): Promise<Measured> {
  const site = await openSite(servers);
  try {
    const findings: Finding[] = [];
    const left = measurementsOf(servers, options);
    const whole = weightOf(left);
    const endsMs = performance.now() + options.timeMs;
    for (let next = left[0]; next !== undefined && !options.shouldStop(); left.shift(), next = left[0]) {
      options.onProgress(1 - weightOf(left) / whole, next.label);
      // Time that one leaves over goes to those after it.
      const durationMs = ((endsMs - performance.now()) * next.weight) / weightOf(left);
      const work = next.run(site, new Deadline(durationMs, options.shouldStop));
      findings.push(await site.lifeline.orLost(work));
    }
    if (left[0] !== undefined) findings.push({ notes: [interruptedBefore(left[0].label, findings.length)] });
    return profileOf(servers, findings);
  } catch (error) {
    throw failureOf(error, site.lifeline);
  } finally {
    await site.close();
  }
}

function measurementsOf({ kafka }: RealServers, { sizes, memoryBytes }: MeasureOptions): Measurement[] {
  return [
    ...redisMeasurements(sizes),
    ...mysqlMeasurements(sizes),
    binlogMeasurement,
    ...(kafka === undefined ? [] : [kafkaMeasurement(kafka)]),
    ...memoryMeasurements(sizes, memoryBytes),
  ];
}

function interruptedBefore(label: string, done: number): string {
  return `Interrupted after ${done} measurements, before ${label}: what comes there and later is missing.`;
}

function weightOf(measurements: readonly Measurement[]): number {
  return measurements.reduce((sum, { weight }) => sum + weight, 0);
}

const TUNED = 'These servers were started by Stalemate, which tunes MySQL for speed: a COMMIT waits for no disk.';

function profileOf({ redis, mysql, kafka, isPrivate }: RealServers, findings: readonly Finding[]): Measured {
  const found = <Part extends 'binlog' | 'kafka'>(part: Part): Profile[Part] =>
    findings.map((finding) => finding[part]).find((histogram) => histogram) ?? null;
  return {
    profileVersion: PROFILE_VERSION,
    servers: { redis: redis.version, mysql: mysql.version, kafka: kafka?.version ?? null },
    steps: findings.flatMap(({ steps = [] }) => steps),
    binlog: found('binlog'),
    kafka: found('kafka'),
    replica: null,
    memory: findings.flatMap(({ memory = [] }) => memory),
    notes: [...(isPrivate ? [TUNED] : []), ...findings.flatMap(({ notes = [] }) => notes)],
  };
}
