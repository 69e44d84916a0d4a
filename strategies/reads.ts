/** Where a strategy reads a row after a miss: an option of several. */
import type { Context, MysqlConnection } from './strategy.ts';
import { z } from './strategy.ts';

/** `replica` may be behind; where the topology has none, it is the primary. */
export const readsOption = z.enum(['primary', 'replica']).prefault('primary');

export type Reads = z.output<typeof readsOption>;

export function sourceOf({ mysql }: Pick<Context, 'mysql'>, reads: Reads): MysqlConnection {
  return reads === 'replica' ? mysql.replica : mysql;
}
