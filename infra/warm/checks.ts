import type { Check } from '../doctor.ts';
import { warmStatus } from './status.ts';

export const WARM_CHECKS = { 'infra up': checkWarm } satisfies Record<string, Check>;

async function checkWarm(): ReturnType<Check> {
  const status = await warmStatus();
  if (status === null) {
    const fix = 'Run `stalemate infra up` when commands shall begin at once.';
    return { status: 'missing', detail: 'no servers are kept running', fix };
  }
  const { redis, mysql, replicas = [], kafka } = status.state.servers;
  const all = [
    `Redis ${redis.version}`,
    `MySQL ${mysql.version}`,
    `${replicas.length} ${replicas.length === 1 ? 'replica' : 'replicas'}`,
  ];
  const detail = `${[...all, ...(kafka === undefined ? [] : ['Kafka'])].join(', ')}, since ${status.state.since}`;
  if (status.connections !== null) return { status: 'ok', detail };
  return { status: 'warning', detail: `${detail}, but Redis does not answer`, fix: 'Run `stalemate infra down`.' };
}
