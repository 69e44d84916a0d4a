/** Who waits for whom, worked out by InnoDB's rules from the locks of all transactions. Pure. */
import type { WaitGraph } from '../lock-waits.ts';
import type { RecordLock, Transaction } from './innodb-status.ts';
import type { QueuedLock } from './lock-queues.ts';

/** In the place of a holder that is not seen: no thread has this number. */
const UNSEEN = 0;

/**
 * Who waits stands in the graph. Where a holder is not seen, because of a transaction with more locks than are printed
 * or because a table is waited for, the holder seems to wait as well: so it counts as a circle, which is believed
 * only when InnoDB has looked for deadlocks.
 */
export function waitGraphOf(
  transactions: readonly Transaction[],
  queues: ReadonlyMap<string, readonly QueuedLock[]>,
): WaitGraph {
  const graph = new Map<number, Set<number>>();
  const isCutOff = transactions.some((transaction) => transaction.isCutOff);
  for (const transaction of transactions) {
    const { thread, isWaiting, locks } = transaction;
    if (!isWaiting || thread === null) continue;
    const wanted = locks.find((lock) => lock.isWaiting);
    const holders = wanted === undefined ? [] : holdersOf(transaction, wanted, queues.get(wanted.record) ?? []);
    const isUnseen = isCutOff || holders.length === 0;
    graph.set(thread, new Set(isUnseen ? [...holders, UNSEEN] : holders));
    if (isUnseen) graph.set(UNSEEN, new Set([...(graph.get(UNSEEN) ?? []), thread]));
  }
  return graph;
}

function holdersOf(transaction: Transaction, wanted: RecordLock, queue: readonly QueuedLock[]): readonly number[] {
  const own = queue.find(({ lock }) => lock === wanted);
  return queue
    .filter((other) => other.transaction !== transaction && other.place < own!.place && isInTheWay(other.lock, wanted))
    .flatMap((other) => other.transaction.thread ?? []);
}

/** Whether somebody who has this lock, or waits for it, keeps others from what they want. */
function isInTheWay(lock: RecordLock, wanted: RecordLock): boolean {
  if (lock.mode === 'S' && wanted.mode === 'S') return false;
  // Nobody waits for those who want to insert.
  if (lock.isInsertIntention) return false;
  if (wanted.isInsertIntention) return !lock.isRecordOnly;
  // A gap can be locked by many.
  const wantsGapAlone = wanted.isGap || wanted.isAtEnd;
  return !wantsGapAlone && !lock.isGap;
}
