/** Servers that speak another one's language, and that a variable puts in its place. */
import { InfraError } from './errors.ts';
import { NO_MARIADB } from './probe.ts';

/** Who can be the Redis: the name of its program, and of the package that has it. */
export const REDIS_FLAVORS = { redis: 'redis-server', valkey: 'valkey-server' } as const;

export type RedisFlavor = keyof typeof REDIS_FLAVORS;

/** @throws InfraError for a flavor that we do not have */
export function redisFlavorOf(env: NodeJS.ProcessEnv): RedisFlavor {
  refuseMysqlFlavor(env.STALEMATE_MYSQL_FLAVOR || 'mysql');
  const wanted = env.STALEMATE_REDIS_FLAVOR || 'redis';
  if (Object.hasOwn(REDIS_FLAVORS, wanted)) return wanted as RedisFlavor;
  const names = Object.keys(REDIS_FLAVORS).join(' or ');
  const message = `STALEMATE_REDIS_FLAVOR: found "${wanted}", expected ${names}.`;
  throw new InfraError('E_FLAVOR', message, 'For example STALEMATE_REDIS_FLAVOR=valkey.');
}

function refuseMysqlFlavor(wanted: string): void {
  if (wanted === 'mysql') return;
  const fix = 'Leave it out; MySQL 8.0 or newer is used.';
  const why = wanted === 'mariadb' ? `: ${NO_MARIADB}` : '';
  throw new InfraError('E_FLAVOR', `STALEMATE_MYSQL_FLAVOR: found "${wanted}", expected mysql${why}.`, fix);
}
