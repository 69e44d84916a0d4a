/** The clients that a service is given: real ones, whose connections stay in memory. */
import { createRequire } from 'node:module';
import type { Redis, RedisOptions } from 'ioredis';
import type { Pool as CallbackPool } from 'mysql2';
import type { PoolOptions } from 'mysql2/promise';
import type { Addresses, ServiceClients, ServicePool, ServiceSetup } from '../../strategies/adapt.ts';
import { nodeName } from '../scheduler/redis-servers.ts';

/** Reserved for the future (RFC 1112), so nobody has them; and they are no names, which would have to be looked up. */
const REDIS_HOST = '240.0.0.1';
const MYSQL_HOST = '240.0.0.2';

export const ADDRESSES: Addresses = {
  redis: { host: REDIS_HOST, port: 6379 },
  mysql: { host: MYSQL_HOST, port: 3306, user: 'stalemate', password: '', database: 'stalemate' },
};

/** Which store answers there; null: none of the run's. */
export function storeAt(host: string): 'redis' | 'mysql' | null {
  if (host === REDIS_HOST) return 'redis';
  return host === MYSQL_HOST ? 'mysql' : null;
}

const require = createRequire(import.meta.url);

/** Made when they are first asked for: who has clients of its own needs none. */
export function clientsOf(setup: ServiceSetup, node: number): ServiceClients {
  let redis: Redis | null = null;
  let mysql: ServicePool | null = null;
  return {
    get redis() {
      return (redis ??= redisClient(setup.redis));
    },
    get mysql() {
      return (mysql ??= mysqlPool(setup.mysql));
    },
    node: { name: nodeName(node), number: node },
    addresses: ADDRESSES,
  };
}

function redisClient(options: RedisOptions): Redis {
  const { Redis: Client } = require('ioredis') as { readonly Redis: new (options: RedisOptions) => Redis };
  // What is asked about the server before the first command is always the same here.
  return new Client({ enableReadyCheck: false, disableClientInfo: true, ...options, ...ADDRESSES.redis });
}

type Method = (...args: unknown[]) => unknown;

/** A pool of mysql2/promise whose methods also take a callback, as those of the pool beneath it do. */
function mysqlPool(options: PoolOptions): ServicePool {
  const { createPool } = require('mysql2/promise') as typeof import('mysql2/promise');
  // Room for them is made when a connection is, and each run has connections of its own.
  const pool = createPool({ maxPreparedStatements: 64, ...options, ...ADDRESSES.mysql }) as ServicePool & {
    readonly pool: CallbackPool;
  };
  const { pool: core } = pool;
  for (const name of ['query', 'execute', 'getConnection', 'end'] as const) {
    const promised = pool[name].bind(pool) as Method;
    const calling = core[name].bind(core) as Method;
    Object.assign(pool, {
      [name]: (...args: unknown[]) => (typeof args.at(-1) === 'function' ? calling(...args) : promised(...args)),
    });
  }
  return Object.assign(pool, { promise: () => pool });
}
