/** A service as many are: one Redis connection and one MySQL pool for all requests, and one load for all who miss at once. */
import type { Redis } from 'ioredis';
import type { Pool, RowDataPacket } from 'mysql2/promise';

const TTL_SECONDS = 60;

/** As the migrations of the service make it. */
export const PRODUCTS = `CREATE TABLE products (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  price DECIMAL(10,2) NOT NULL,
  tags JSON,
  updatedAt DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP
)`;

export interface Product {
  readonly id: number;
  readonly name: string;
  /** MySQL's decimals are texts. */
  readonly price: string;
  readonly tags: readonly string[] | null;
  /** A text once it has come out of the cache. */
  readonly updatedAt: Date | string;
}

export class ProductService {
  readonly #redis: Redis;
  readonly #mysql: Pool;
  readonly #loading = new Map<string, Promise<Product | null>>();

  constructor(redis: Redis, mysql: Pool) {
    this.#redis = redis;
    this.#mysql = mysql;
  }

  /** @param key such as `product:1`: that of the cache, with the product's id in it */
  async get(key: string): Promise<Product | null> {
    const cached = await this.#redis.get(key);
    if (cached !== null) return JSON.parse(cached) as Product;
    let loading = this.#loading.get(key);
    if (loading === undefined) {
      loading = this.#load(key).finally(() => this.#loading.delete(key));
      this.#loading.set(key, loading);
    }
    return loading;
  }

  async rename(key: string, name: string): Promise<void> {
    await this.#mysql.execute('UPDATE products SET name = ? WHERE id = ?', [name, idOf(key)]);
    await this.#redis.del(key);
  }

  async #load(key: string): Promise<Product | null> {
    const [rows] = await this.#mysql.execute<RowDataPacket[]>('SELECT * FROM products WHERE id = ?', [idOf(key)]);
    const product = (rows[0] as Product | undefined) ?? null;
    if (product !== null) await this.#redis.set(key, JSON.stringify(product), 'EX', TTL_SECONDS);
    return product;
  }
}

function idOf(key: string): number {
  return Number(key.split(':')[1]);
}
