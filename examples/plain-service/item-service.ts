/** A service as many are: one Redis connection and one MySQL pool for all requests, and one load for all who miss at once. */
import type { Redis } from 'ioredis';
import type { Pool, RowDataPacket } from 'mysql2/promise';

const TTL_SECONDS = 60;

export class ItemService {
  readonly #redis: Redis;
  readonly #mysql: Pool;
  readonly #loading = new Map<string, Promise<string | null>>();

  constructor(redis: Redis, mysql: Pool) {
    this.#redis = redis;
    this.#mysql = mysql;
  }

  async get(key: string): Promise<string | null> {
    const cached = await this.#redis.get(key);
    if (cached !== null) return cached;
    let loading = this.#loading.get(key);
    if (loading === undefined) {
      loading = this.#load(key).finally(() => this.#loading.delete(key));
      this.#loading.set(key, loading);
    }
    return loading;
  }

  async update(key: string, value: string): Promise<void> {
    await this.#mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, idOf(key)]);
    await this.#redis.del(key);
  }

  async #load(key: string): Promise<string | null> {
    const [rows] = await this.#mysql.execute<RowDataPacket[]>('SELECT value FROM items WHERE id = ?', [idOf(key)]);
    const value = (rows[0]?.['value'] as string | undefined) ?? null;
    if (value !== null) await this.#redis.set(key, value, 'EX', TTL_SECONDS);
    return value;
  }
}

function idOf(key: string): number {
  return Number(key.split(':')[1]);
}
