/** What executed a schedule, as a reader knows it. */
import type { TraceFile } from '../../harness/exploration/replay/trace-file.ts';

/** `embedded 0.1.0`, `Redis 8.0.6 and MySQL 9.7.4` */
export function engineName({ kind, redis, mysql }: TraceFile['engine'], stalemate: string): string {
  return kind === 'embedded' ? `embedded ${stalemate}` : `Redis ${redis} and MySQL ${mysql}`;
}
