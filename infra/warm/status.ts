import { connectRedis } from '../probe.ts';
import { lastUsedMs, readWarmState, type WarmState } from './state.ts';

export interface WarmStatus {
  readonly state: WarmState;
  /** Connections to Redis besides ours: every Stalemate that uses the servers has some. Null: Redis does not answer. */
  readonly connections: number | null;
  readonly lastUsedMs: number | null;
}

/** What is kept warm now; null when nothing is. */
export async function warmStatus(): Promise<WarmStatus | null> {
  const state = await readWarmState();
  if (state === null) return null;
  const connections = await countConnections(state).catch(() => null);
  return { state, connections, lastUsedMs: await lastUsedMs() };
}

async function countConnections({ servers }: WarmState): Promise<number> {
  const redis = await connectRedis(servers.redis);
  try {
    const list = String(await redis.client('LIST'));
    return list.trim().split('\n').length - 1;
  } finally {
    redis.disconnect();
  }
}
