import type { Redis } from 'ioredis';
import { OWNER, type ServerLock } from './owner.ts';

const KEY = 'stalemate:lock';

/** The value of the key. A holder is alive as long as its connection is in the list of this very server process. */
interface Holder {
  readonly owner: string;
  readonly client: number;
  readonly runId: string;
}

export interface RedisLock extends ServerLock {
  release(): Promise<void>;
}

/** A key of Redis that counts only while the connection lives which has set it, so that no one waits for the dead. */
export function redisLock(redis: Redis): RedisLock {
  let value: string | null = null;
  const take = async (): Promise<string | null> => {
    value ??= JSON.stringify(await ourselves(redis));
    if ((await redis.set(KEY, value, 'NX')) === 'OK') return null;
    await redis.watch(KEY);
    const found = await redis.get(KEY);
    const holder = found === null ? null : parse(found);
    if (holder !== null && (await isAlive(redis, holder))) {
      await redis.unwatch();
      return holder.owner;
    }
    // Nobody's: ours, unless somebody else is faster, who will be seen at the next attempt.
    return (await redis.multi().set(KEY, value).exec()) === null ? 'one that has just begun' : null;
  };
  return {
    attempt: () => take().catch(unlessForbidden),
    async release() {
      if (value !== null && (await redis.get(KEY)) === value) await redis.del(KEY);
    },
  };
}

/** A user who may not see connections cannot know who is alive. MySQL has a lock too. */
function unlessForbidden(error: Error): null {
  if (error.message.startsWith('NOPERM')) return null;
  throw error;
}

async function ourselves(redis: Redis): Promise<Holder> {
  return { owner: OWNER, client: await redis.client('ID'), runId: await runIdOf(redis) };
}

async function isAlive(redis: Redis, { client, runId }: Holder): Promise<boolean> {
  if (runId !== (await runIdOf(redis))) return false;
  const list = String(await redis.client('LIST', 'ID', client));
  return list.includes(`id=${client} `);
}

async function runIdOf(redis: Redis): Promise<string> {
  return /^run_id:(\S+)/m.exec(await redis.info('server'))?.[1] ?? '';
}

function parse(text: string): Holder | null {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return null;
  }
}
