/** What cannot be asked of a replica. Most of it, a replica refuses by itself. */
import { NotSupported } from './errors.ts';
import type { Statement } from './statement.ts';

/**
 * @throws NotSupported for a shared lock, which MySQL grants: the applier would wait for it, and with it all runs. And for a
 * named lock, because on replicas nobody looks who waits.
 */
export function refuseOnReplica({ kind }: Statement, sql: string): void {
  if (kind === 'named-lock')
    throw new NotSupported('a named lock on a replica', 'waits are observed on the primary. Fix: lock there');
  if (kind !== 'locking-read' || /\bfor\s+update\b/i.test(sql)) return;
  throw new NotSupported(
    'a shared lock on a replica',
    'what the replica applies would wait for it. Fix: lock on the primary',
  );
}
