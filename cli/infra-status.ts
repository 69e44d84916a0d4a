/** What is kept running, for people and for machines. Addresses, never passwords. */
import type { ServerAddress } from '../harness/engines/real/servers.ts';
import { pidOf } from '../infra/keeper/process-identity.mjs';
import type { WarmStatus } from '../infra/warm/status.ts';

const MINUTE_MS = 60_000;
const LABEL_WIDTH = 9;

/** @param status null: nothing runs */
export function describeStatus(status: WarmStatus | null, nowMs: number): string {
  if (status === null) return 'No servers are kept running. Start some: stalemate infra up';
  const { state } = status;
  const lines = serversOf(status).map(({ name, version, at }) => `${name} ${version} at ${at}`);
  const places = Object.entries(state.places).map(([name, place]) => `${name} ${place}`);
  return [
    ...lines,
    row('since', `${state.since} (${ago(nowMs - Date.parse(state.since))}), from ${state.provider}`),
    row('runs as', [...places, `holder pid ${pidOf(state.holder)}`].join(', ')),
    row('use', useOf(status, nowMs)),
    row('end', 'stalemate infra down'),
  ].join('\n');
}

export function statusDocument(status: WarmStatus | null, nowMs: number): object {
  if (status === null) return { running: false };
  const { state, connections, lastUsedMs } = status;
  return {
    running: true,
    since: state.since,
    provider: state.provider,
    holderPid: pidOf(state.holder),
    places: state.places,
    servers: serversOf(status),
    connections,
    idleMs: connections === 0 ? Math.max(0, Math.round(nowMs - (lastUsedMs ?? Date.parse(state.since)))) : null,
  };
}

interface Line {
  readonly name: string;
  readonly version: string;
  readonly at: string;
}

function serversOf({ state: { servers } }: WarmStatus): readonly Line[] {
  const { redis, mysql, replicas = [], kafka } = servers;
  return [
    { name: 'Redis', version: redis.version, at: placeOf(redis) },
    { name: 'MySQL', version: mysql.version, at: placeOf(mysql) },
    ...replicas.map((replica, n) => ({ name: `replica ${n + 1}`, version: replica.version, at: placeOf(replica) })),
    ...(kafka === undefined ? [] : [{ name: 'Kafka', version: kafka.version, at: kafka.brokers.join(',') }]),
  ];
}

function placeOf(address: ServerAddress): string {
  return 'socketPath' in address ? address.socketPath : `${address.host}:${address.port}`;
}

function useOf({ state, connections, lastUsedMs }: WarmStatus, nowMs: number): string {
  if (connections === null) return 'Redis does not answer';
  if (connections > 0) return `in use, ${connections} ${connections === 1 ? 'connection' : 'connections'} to Redis`;
  if (lastUsedMs === null) return `never used, idle since ${state.since}`;
  return `idle, last used ${ago(nowMs - lastUsedMs)}`;
}

function row(label: string, text: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${text}`;
}

function ago(elapsedMs: number): string {
  const minutes = Math.floor(Math.max(0, elapsedMs) / MINUTE_MS);
  if (minutes < 1) return 'less than a minute ago';
  if (minutes < 120) return `${minutes} min ago`;
  return `${Math.floor(minutes / 60)} h ago`;
}
