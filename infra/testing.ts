import { describe, inject } from 'vitest';
import type { KafkaServer, RealServers, ServerAddress } from '../harness/engines/real/servers.ts';
import type { Told } from './on-demand.ts';
// For the type of what `inject` gives.
import type {} from './vitest-setup.ts';

/** The servers of this test run, or null. */
export function realServers(): RealServers | null {
  const given = inject('stalemateServers');
  return 'servers' in given ? given.servers : null;
}

/**
 * A suite that needs real servers. Without them it is skipped and says why; in CI it fails, because a suite that
 * nobody runs proves nothing.
 */
export function describeReal(name: string, suite: (servers: RealServers) => void): void {
  const given = inject('stalemateServers');
  if ('servers' in given) {
    describe(name, () => suite(given.servers));
    return;
  }
  if (process.env.CI) throw new Error(`"${name}" needs real servers, and CI must have them: ${given.missing}`);
  describe.skip(`${name} (skipped, no real servers: ${given.missing.replace(/\s+/g, ' ')})`, () => suite(NOWHERE));
}

export type ServersWithKafka = RealServers & Required<Pick<RealServers, 'kafka'>>;

/**
 * A suite that needs a real Kafka too, which is started when the first file asks. To be awaited at the top of the file.
 * As with `describeReal`, it says why it is skipped, and fails in CI.
 */
export async function describeKafka(name: string, suite: (servers: ServersWithKafka) => void): Promise<void> {
  const servers = realServers();
  // Skipped, or failing, as all that needs real servers.
  if (servers === null) return describeReal(name, () => suite({ ...NOWHERE, kafka: NO_BROKER }));
  const told = await ask<KafkaServer>('stalemateKafkaUrl');
  describeTold(name, 'a real Kafka', told, NO_BROKER, (kafka) => suite({ ...servers, kafka }));
}

export type ServersWithReplicas = RealServers & Required<Pick<RealServers, 'replicas'>>;

/** A suite that needs real replicas, two of one primary: as `describeKafka`. All of `servers` are others than elsewhere. */
export async function describeReplicas(name: string, suite: (servers: ServersWithReplicas) => void): Promise<void> {
  const nowhere = { ...NOWHERE, replicas: [NOWHERE.mysql, NOWHERE.mysql] };
  if (realServers() === null) return describeReal(name, () => suite(nowhere));
  const told = await ask<ServersWithReplicas>('stalemateReplicasUrl');
  describeTold(name, 'real replicas', told, nowhere, suite);
}

/** A suite that needs a MariaDB: as `describeKafka`. Its Redis is another than elsewhere, too. */
export async function describeMariadb(name: string, suite: (servers: RealServers) => void): Promise<void> {
  if (realServers() === null) return describeReal(name, suite);
  describeTold(name, 'a real MariaDB', await ask<RealServers>('stalemateMariadbUrl'), NOWHERE, suite);
}

async function ask<Given>(
  url: 'stalemateKafkaUrl' | 'stalemateReplicasUrl' | 'stalemateMariadbUrl',
): Promise<Told<Given>> {
  return (await (await fetch(inject(url))).json()) as Told<Given>;
}

function describeTold<Given>(
  name: string,
  what: string,
  told: Told<Given>,
  nowhere: Given,
  suite: (given: Given) => void,
): void {
  if ('given' in told) {
    describe(name, () => suite(told.given));
    return;
  }
  if (process.env.CI) throw new Error(`"${name}" needs ${what}, and CI must have it: ${told.missing}`);
  describe.skip(`${name} (skipped, without ${what}: ${told.missing.replace(/\s+/g, ' ')})`, () => suite(nowhere));
}

type Login = ServerAddress & { readonly user?: string; readonly username?: string; readonly password?: string };

/** A server as a user would give it on the command line. */
export function urlOf(scheme: 'redis' | 'mysql', server: Login): string {
  const login = `${server.user ?? server.username ?? ''}:${encodeURIComponent(server.password ?? '')}@`;
  if ('socketPath' in server) return `${scheme}+socket://${login}localhost${server.socketPath}`;
  return `${scheme}://${login}${server.host}:${server.port}`;
}

const NO_BROKER = { brokers: [], version: '', isPrivate: true };

/** Lets a skipped suite list its tests. Nothing connects to it. */
const NOWHERE: RealServers = {
  redis: { socketPath: '', version: '' },
  mysql: { socketPath: '', user: '', version: '' },
  isPrivate: true,
};
