/** Who takes part: records that go by themselves when nobody renews them. */
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import { listKey, recordKey } from './keys.ts';
import type { Identity } from './identity.ts';
import type { Mode } from './unit.ts';

/** Longer than any of our threads is busy without a pause. */
const LASTS_MS = 30_000;
const RENEW_MS = 3_000;

/** What each kind of record says. */
export interface Records {
  /** A publisher at work. */
  sessions: {
    readonly identity: Identity;
    readonly mode: Mode;
    readonly where: string;
    readonly command: string;
    /** Cells. */
    readonly done: number;
    readonly total: number;
    /** Units that are answered. */
    readonly units: number;
  };
  workers: { readonly version: string; readonly mode: Mode; readonly where: string; readonly units: readonly string[] };
}

export type Kind = keyof Records;

export class Presence<K extends Kind> {
  readonly #redis: Redis;
  readonly #kind: K;
  readonly #id: string;
  readonly #say: () => Records[K];
  #timer: NodeJS.Timeout | null = null;

  constructor(redis: Redis, kind: K, id: string, say: () => Records[K]) {
    this.#redis = redis;
    this.#kind = kind;
    this.#id = id;
    this.#say = say;
  }

  /** @returns false when somebody else has this name */
  async begin(): Promise<boolean> {
    const key = recordKey(this.#kind, this.#id);
    if ((await this.#redis.set(key, JSON.stringify(this.#say()), 'PX', LASTS_MS, 'NX')) === null) return false;
    await this.#redis.sadd(listKey(this.#kind), this.#id);
    this.#timer = setInterval(() => void this.renew().catch(() => {}), RENEW_MS).unref();
    return true;
  }

  /** Also in the place of a process of this machine that has gone without a word. */
  async beginOrTakeOver(): Promise<boolean> {
    if (await this.begin()) return true;
    const text = await this.#redis.get(recordKey(this.#kind, this.#id));
    const { where } = text === null ? { where: '' } : (JSON.parse(text) as Records[K]);
    if (text !== null && !hasGone(where)) return false;
    await this.#redis.del(recordKey(this.#kind, this.#id));
    return this.begin();
  }

  async renew(): Promise<void> {
    const key = recordKey(this.#kind, this.#id);
    await this.#redis
      .multi()
      .set(key, JSON.stringify(this.#say()), 'PX', LASTS_MS)
      .sadd(listKey(this.#kind), this.#id)
      .exec();
  }

  async end(): Promise<void> {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    await this.#redis.multi().del(recordKey(this.#kind, this.#id)).srem(listKey(this.#kind), this.#id).exec();
  }
}

/** Where this process is: the machine, and its number there, which the first one has in each container. */
export const HERE: string = `${hostname()}-${process.pid}`;

/** Certain for processes of this machine; of others nothing is known. */
function hasGone(where: string): boolean {
  const split = where.lastIndexOf('-');
  if (where.slice(0, split) !== hostname()) return false;
  try {
    process.kill(Number(where.slice(split + 1)), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Those that are there now, by id. */
export async function present<K extends Kind>(redis: Redis, kind: K): Promise<Map<string, Records[K]>> {
  const ids = (await redis.smembers(listKey(kind))).sort();
  if (ids.length === 0) return new Map();
  const records = await redis.mget(ids.map((id) => recordKey(kind, id)));
  const gone = ids.filter((_, index) => records[index] === null);
  if (gone.length > 0) await redis.srem(listKey(kind), gone);
  return new Map(
    ids.flatMap((id, index) => {
      const text = records[index];
      return typeof text === 'string' ? [[id, JSON.parse(text) as Records[K]] as const] : [];
    }),
  );
}
