/**
 * The order of locks on a record. It is not printed, but looks are taken whenever a statement was sent while others
 * wait: what was there at an earlier look stands before what came later. Of what came between two looks, that is
 * granted which stands first, and those who wait came in the order of their earlier waits, or else of their statements.
 */
import type { RecordLock, Transaction } from './innodb-status.ts';

export interface QueuedLock {
  readonly transaction: Transaction;
  readonly lock: RecordLock;
  /** Of two locks on a record, the one with the lower number stands before the other. */
  readonly place: number;
}

interface Seen {
  readonly place: number;
  readonly query: number;
}

interface Entry {
  readonly transaction: Transaction;
  readonly lock: RecordLock;
  /** The same lock in another look has the same name. */
  readonly name: string;
}

export class LockQueues {
  #seen: ReadonlyMap<string, Seen> = new Map();
  /** The places of those who waited at the last look, by transaction. */
  #waits: ReadonlyMap<string, number> = new Map();
  #places = 0;

  /** By record, all locks of a look that comes after those before. */
  update(transactions: readonly Transaction[]): ReadonlyMap<string, readonly QueuedLock[]> {
    const entries = transactions.flatMap((transaction) =>
      transaction.locks.map((lock) => ({ transaction, lock, name: nameOf(transaction, lock) })),
    );
    const seen = new Map<string, Seen>();
    for (const entry of entries) if (this.#isKnown(entry)) seen.set(entry.name, this.#seen.get(entry.name)!);
    for (const { name, transaction } of this.#inOrder(entries.filter((entry) => !this.#isKnown(entry)))) {
      seen.set(name, { place: (this.#places += 1), query: transaction.query });
    }
    this.#seen = seen;
    this.#waits = new Map(
      entries.flatMap(({ lock, transaction, name }) =>
        lock.isWaiting ? [[ownerOf(transaction), seen.get(name)!.place] as const] : [],
      ),
    );
    return byRecord(
      entries.map(({ transaction, lock, name }) => ({ transaction, lock, place: seen.get(name)!.place })),
    );
  }

  /** Who waited for it, went away, and waits for it again, stands at the end. */
  #isKnown({ transaction, lock, name }: Entry): boolean {
    const seen = this.#seen.get(name);
    return seen !== undefined && (!lock.isWaiting || seen.query === transaction.query);
  }

  #inOrder(entries: readonly Entry[]): readonly Entry[] {
    const rank = ({ lock, transaction }: Entry): readonly [number, number, number] => [
      lock.isWaiting ? 1 : 0,
      this.#waits.get(ownerOf(transaction)) ?? Infinity,
      transaction.query,
    ];
    return entries
      .map((entry) => ({ entry, rank: rank(entry) }))
      .sort(({ rank: [a, b, c] }, { rank: [d, e, f] }) => a - d || (b === e ? 0 : b - e) || c - f)
      .map(({ entry }) => entry);
  }
}

function nameOf(
  transaction: Transaction,
  { record, mode, isGap, isRecordOnly, isInsertIntention }: RecordLock,
): string {
  return [ownerOf(transaction), record, mode, isGap, isRecordOnly, isInsertIntention].join(' ');
}

/** A place in memory is used again, by another connection too. */
function ownerOf({ id, thread }: Transaction): string {
  return `${id} ${thread}`;
}

function byRecord(locks: readonly QueuedLock[]): ReadonlyMap<string, readonly QueuedLock[]> {
  const queues = new Map<string, QueuedLock[]>();
  for (const one of locks) {
    const queue = queues.get(one.lock.record);
    if (queue === undefined) queues.set(one.lock.record, [one]);
    else queue.push(one);
  }
  return queues;
}
