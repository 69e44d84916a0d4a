/**
 * InnoDB's record locks. A record's queue holds granted and waiting locks; the rules of who waits for whom are those of
 * `lock_rec_has_to_wait`. The record `Infinity` is the supremum: only the gap before it can be locked.
 */
import type { Execution } from './execution.ts';
import type { Transaction } from './transaction.ts';

export type LockMode = 'shared' | 'exclusive';

/**
 * `record`: the record alone. `gap`: the gap before it. `next-key`: both. `insert`: the intention to insert into the
 * gap, which waits for gap locks and which nobody waits for.
 */
export type LockKind = 'record' | 'gap' | 'next-key' | 'insert';

export interface Lock {
  readonly transaction: Transaction;
  readonly id: number;
  readonly mode: LockMode;
  readonly kind: LockKind;
  /** The statement that waits for it; null once granted. */
  waiting: Execution | null;
  /** An inserted row is locked by its mere being there. InnoDB makes a lock of it when somebody asks. */
  isImplicit: boolean;
  /** What InnoDB keeps it in, with the other locks of its transaction and type. */
  structure: LockStructure;
}

export interface LockStructure {
  /** Transactions let go of what was made last first. */
  readonly made: number;
  /** Of those granted, what came last stands first in each queue; after a wait that is later than it was made. */
  age: number;
}

const NO_STRUCTURE: LockStructure = { made: 0, age: 0 };

const NOBODY: readonly Execution[] = [];

export const SUPREMUM = Number.POSITIVE_INFINITY;

function hasToWait(requester: Transaction, id: number, mode: LockMode, kind: LockKind, held: Lock): boolean {
  if (held.transaction === requester || (mode === 'shared' && held.mode === 'shared')) return false;
  if (kind !== 'insert' && (kind === 'gap' || id === SUPREMUM)) return false;
  if (kind !== 'insert' && held.kind === 'gap') return false;
  if (kind === 'insert' && held.kind === 'record') return false;
  return held.kind !== 'insert';
}

/** Whether a lock makes another one superfluous. An implicit lock does not: InnoDB does not look at its own. */
function covers(held: Lock, mode: LockMode, kind: LockKind): boolean {
  if (held.waiting !== null || held.isImplicit || held.kind === 'insert') return false;
  if (held.mode === 'shared' && mode === 'exclusive') return false;
  return held.kind === kind || held.kind === 'next-key' || held.id === SUPREMUM;
}

/** What the transaction does not hold yet. Who holds the record needs only the gap before it, which never waits. */
function missingKind(
  queue: readonly Lock[],
  transaction: Transaction,
  id: number,
  mode: LockMode,
  kind: LockKind,
): LockKind | null {
  if (kind === 'insert') return kind;
  let hasRecord = false;
  let hasGap = false;
  for (const held of queue) {
    if (held.transaction !== transaction) continue;
    if (covers(held, mode, kind)) return null;
    hasRecord ||= covers(held, mode, 'record');
    hasGap ||= covers(held, mode, 'gap');
  }
  if (kind !== 'next-key' || id === SUPREMUM || !hasRecord) return kind;
  return hasGap ? null : 'gap';
}

/**
 * The lock that stands in the way, in the order in which InnoDB looks: the newest structure first, waiting ones last.
 * Somebody who waits for the requester does not count: making the requester wait, too, could only be a deadlock.
 * (An intention to insert waits all the same.)
 */
function conflictIn(
  queue: readonly Lock[],
  transaction: Transaction,
  id: number,
  mode: LockMode,
  kind: LockKind,
): Lock | null {
  for (const held of queue) {
    if (!hasToWait(transaction, id, mode, kind, held)) continue;
    if (kind === 'insert' || !waitsFor(held, transaction, queue)) return held;
  }
  return null;
}

function waitsFor(lock: Lock, holder: Transaction, queue: readonly Lock[]): boolean {
  if (lock.waiting === null) return false;
  return queue.some(
    (held) =>
      held.transaction === holder &&
      held.waiting === null &&
      hasToWait(lock.transaction, lock.id, lock.mode, lock.kind, held),
  );
}

export class LockTable {
  readonly #queues = new Map<number, Lock[]>();
  /** Structures made so far. */
  #age = 0;

  /**
   * Locks, or queues up.
   * Returns the new lock (which waits, if `waiting` is set), or null when the transaction has what it needs already.
   */
  acquire(execution: Execution, transaction: Transaction, id: number, mode: LockMode, kind: LockKind): Lock | null {
    const queue = this.#queues.get(id);
    if (queue !== undefined && kind !== 'insert') this.#makeOwnExplicit(queue, transaction);
    const missing = queue === undefined ? kind : missingKind(queue, transaction, id, mode, kind);
    if (missing === null) return null;
    const blocker = queue === undefined ? null : conflictIn(queue, transaction, id, mode, missing);
    if (queue !== undefined && blocker !== null) {
      const structure = { made: ++this.#age, age: 0 };
      const lock: Lock = { transaction, id, mode, kind: missing, waiting: execution, isImplicit: false, structure };
      this.#waitFor(lock, blocker);
      queue.push(lock);
      transaction.addLock(lock);
      transaction.lockStructures++;
      return lock;
    }
    // An intention that nothing stands against leaves no trace.
    if (missing === 'insert') return null;
    return this.#grantNew({
      transaction,
      id,
      mode,
      kind: missing,
      waiting: null,
      isImplicit: false,
      structure: NO_STRUCTURE,
    });
  }

  /** Whether `acquire` would have to wait. */
  isInTheWay(transaction: Transaction, id: number, mode: LockMode, kind: LockKind): boolean {
    const queue = this.#queues.get(id);
    const missing = queue === undefined ? null : missingKind(queue, transaction, id, mode, kind);
    return queue !== undefined && missing !== null && conflictIn(queue, transaction, id, mode, missing) !== null;
  }

  /** The lock that an inserted row is. */
  addImplicit(transaction: Transaction, id: number): void {
    const queue = this.#queues.get(id);
    if (queue?.some((held) => held.transaction === transaction && covers(held, 'exclusive', 'record'))) return;
    this.#grantNew({
      transaction,
      id,
      mode: 'exclusive',
      kind: 'record',
      waiting: null,
      isImplicit: true,
      structure: NO_STRUCTURE,
    });
  }

  #grantNew(lock: Lock): Lock {
    const queue = this.#queues.get(lock.id);
    lock.transaction.addLock(lock);
    if (lock.isImplicit) lock.structure = this.#newStructure();
    else this.#count(lock);
    if (queue === undefined) this.#queues.set(lock.id, [lock]);
    else insertByAge(queue, lock);
    return lock;
  }

  /** Takes a lock out of its queue. Returns the statements that this lets go, in order. */
  release(lock: Lock): readonly Execution[] {
    const queue = this.#queues.get(lock.id);
    const index = queue?.indexOf(lock) ?? -1;
    if (queue === undefined || index < 0) return NOBODY;
    queue.splice(index, 1);
    if (queue.length > 0) return this.#grant(queue, lock.transaction);
    this.#queues.delete(lock.id);
    return NOBODY;
  }

  /** A record that changes its size moves within its page, and InnoDB makes the locks of those who wait for it anew. */
  move(id: number): void {
    for (const { waiting, transaction } of this.#queues.get(id) ?? []) {
      // Onto the infimum and back; the old structures stay until the transaction ends.
      if (waiting !== null) transaction.lockStructures += 2;
    }
  }

  /** A new record splits a gap: whoever locked the whole gap has now locked both parts. */
  split(id: number, successor: number): void {
    for (const lock of [...(this.#queues.get(successor) ?? [])]) {
      if (lock.kind === 'insert' || (lock.kind === 'record' && successor !== SUPREMUM)) continue;
      this.#inherit(lock, id);
    }
  }

  /** A record goes: its locks become locks of the gap that it leaves. Returns the statements that waited for it. */
  merge(id: number, successor: number): readonly Execution[] {
    const queue = this.#queues.get(id);
    if (queue === undefined) return NOBODY;
    this.#queues.delete(id);
    const released: Execution[] = [];
    for (const lock of queue) {
      lock.transaction.removeLock(lock);
      if (outlivesRecord(lock)) {
        this.#makeExplicit(lock);
        this.#inherit(lock, successor);
      }
      if (lock.waiting !== null) released.push(lock.waiting);
      lock.waiting = null;
    }
    return released;
  }

  /**
   * First come, first served; but a waiting lock stands in no other's way when locks are let go (InnoDB since 8.0.20), and
   * only those are looked at who wait for the transaction that lets go.
   */
  #grant(queue: Lock[], releasing: Transaction): readonly Execution[] {
    const granted: Execution[] = [];
    for (const lock of [...queue]) {
      if (lock.waiting === null || lock.transaction.blockedBy !== releasing) continue;
      const blocker = queue.find(
        (held) => held.waiting === null && hasToWait(lock.transaction, lock.id, lock.mode, lock.kind, held),
      );
      if (blocker !== undefined) {
        this.#waitFor(lock, blocker);
        continue;
      }
      granted.push(lock.waiting);
      lock.waiting = null;
      lock.structure.age = ++this.#age;
      lock.transaction.shareStructure(lock.mode, kindOf(lock), lock.structure);
      queue.splice(queue.indexOf(lock), 1);
      queue.unshift(lock);
    }
    return granted;
  }

  #waitFor(lock: Lock, blocker: Lock): void {
    lock.transaction.blockedBy = blocker.transaction;
    this.#makeExplicit(blocker);
  }

  /** Who locks a row that it has inserted itself first gets the lock that it had implicitly. */
  #makeOwnExplicit(queue: readonly Lock[], transaction: Transaction): void {
    for (const held of queue) if (held.transaction === transaction) this.#makeExplicit(held);
  }

  #makeExplicit(lock: Lock): void {
    if (!lock.isImplicit) return;
    lock.isImplicit = false;
    this.#count(lock);
  }

  #count(lock: Lock): void {
    lock.structure = lock.transaction.countLock(lock.mode, kindOf(lock), () => this.#newStructure());
  }

  #newStructure(): LockStructure {
    const made = ++this.#age;
    return { made, age: made };
  }

  #inherit(lock: Lock, id: number): void {
    const { transaction, mode } = lock;
    const queue = this.#queues.get(id);
    if (queue?.some((held) => held.transaction === transaction && covers(held, mode, 'gap'))) return;
    this.#grantNew({ transaction, id, mode, kind: 'gap', waiting: null, isImplicit: false, structure: NO_STRUCTURE });
  }
}

/** Among those granted, the newest first; before those who wait. */
function insertByAge(queue: Lock[], lock: Lock): void {
  const position = queue.findIndex(({ waiting, structure }) => waiting !== null || structure.age <= lock.structure.age);
  if (position < 0) queue.push(lock);
  else queue.splice(position, 0, lock);
}

/** On the supremum there is no record to lock, so InnoDB does not tell gap from next-key there. */
function kindOf({ id, kind }: Lock): LockKind {
  return id === SUPREMUM ? 'next-key' : kind;
}

/** READ COMMITTED keeps exclusive locks off gaps. */
function outlivesRecord({ kind, mode, transaction }: Lock): boolean {
  if (kind === 'insert' || !transaction.isActive) return false;
  return transaction.isolation !== 'READ COMMITTED' || mode !== 'exclusive';
}
