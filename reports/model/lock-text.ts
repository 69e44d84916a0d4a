/** What a step waits for: `the lock on item:1, held by writer1`. */
import type { TraceStep } from '../../harness/result.ts';

export function lockText({ lock = 'a lock', blockedBy }: Pick<TraceStep, 'lock' | 'blockedBy'>): string {
  return `${lock}, held by ${blockedBy}`;
}
