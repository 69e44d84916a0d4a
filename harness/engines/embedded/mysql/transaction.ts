/** One transaction: what it has changed, what it has locked, and what it sees. */
import type { RowChange } from '../../engine.ts';
import type { Database } from './database.ts';
import type { Lock, LockKind, LockMode, LockStructure } from './locks.ts';

export const ISOLATION_LEVELS = ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const;
export type IsolationLevel = (typeof ISOLATION_LEVELS)[number];
/** The levels that are embedded. */
export type Isolation = 'READ COMMITTED' | 'REPEATABLE READ';

interface Savepoint {
  readonly name: string;
  readonly mark: Mark;
}

/** How far a transaction had come. */
export interface Mark {
  readonly changes: number;
  readonly written: number;
  readonly elsewhere: number;
}

const NONE: readonly Savepoint[] = [];
/** What every transaction begins with: `append` makes a new list for the first element. */
const NO_CHANGES: RowChange[] = [];
const NO_IDS: number[] = [];
const NOWHERE: { readonly table: Database; readonly id: number }[] = [];

const STRUCTURE_BITS: Readonly<Record<LockKind, number>> = { record: 1, gap: 2, 'next-key': 4, insert: 8 };

export class Transaction {
  readonly session: number;
  readonly isolation: Isolation;
  readonly isReadOnly: boolean;
  /** Ends with its statement. */
  readonly isAutocommit: boolean;
  /** The number of its commit; Infinity while it is active, or rolled back. */
  committedAt = Number.POSITIVE_INFINITY;
  isActive = true;
  /** The last commit that its consistent reads see; null until the first of them. REPEATABLE READ only. */
  snapshot: number | null = null;
  /** In statement order, as the binlog will have them. */
  changes: RowChange[] = NO_CHANGES;
  /** The id of each row version written, in order: the undo log. */
  written: number[] = NO_IDS;
  /** The same of tables other than `items`. */
  elsewhere = NOWHERE;
  savepoints: readonly Savepoint[] = NONE;
  /** While it waits. InnoDB remembers one blocker, even when there are several. */
  blockedBy: Transaction | null = null;
  /** Which of the waiting ones began to wait last. */
  waitNumber = 0;
  /** How many lock structures it holds: half of what it weighs when a deadlock's victim is chosen. */
  lockStructures = 0;
  #locks: Lock[] | null = null;
  #structures = 0;
  /** The structure of each type that further locks go into. */
  #shared: Map<number, LockStructure> | null = null;

  constructor(session: number, isolation: Isolation, isReadOnly: boolean, isAutocommit: boolean) {
    this.session = session;
    this.isolation = isolation;
    this.isReadOnly = isReadOnly;
    this.isAutocommit = isAutocommit;
  }

  /** InnoDB rolls the lightest transaction of a deadlock back: rows changed + lock structures held. */
  get weight(): number {
    return this.written.length + this.elsewhere.length + this.lockStructures;
  }

  get mark(): Mark {
    const { changes, written, elsewhere } = this;
    return { changes: changes.length, written: written.length, elsewhere: elsewhere.length };
  }

  addLock(lock: Lock): void {
    if (this.#locks === null) this.#locks = [lock];
    else this.#locks.push(lock);
  }

  removeLock(lock: Lock): void {
    const index = this.#locks?.indexOf(lock) ?? -1;
    if (index >= 0) this.#locks?.splice(index, 1);
  }

  /** As InnoDB releases them: structure by structure, the newest first. */
  takeLocks(): readonly Lock[] {
    if (this.#locks === null) return [];
    const locks = this.#locks.reverse();
    this.#locks = null;
    return locks.length === 1 ? locks : locks.sort((one, other) => other.structure.made - one.structure.made);
  }

  /** All our rows fit in one page, and InnoDB has one structure per page and type of lock. Returns it. */
  countLock(mode: LockMode, kind: LockKind, make: () => LockStructure): LockStructure {
    const bit = structureBit(mode, kind);
    const known = this.#shared?.get(bit);
    if (known !== undefined) return known;
    this.#countStructure(bit);
    const structure = make();
    this.shareStructure(mode, kind, structure);
    return structure;
  }

  /** A lock that was waited for has a structure of its own, which those that follow then share. */
  shareStructure(mode: LockMode, kind: LockKind, structure: LockStructure): void {
    this.#shared ??= new Map();
    this.#shared.set(structureBit(mode, kind), structure);
  }

  /** The intention lock on the table: a structure of its own, and IX makes IS superfluous. */
  countTableLock(mode: LockMode): void {
    if (mode === 'exclusive') this.#countStructure(1 << 9);
    else if ((this.#structures & (1 << 9)) === 0) this.#countStructure(1 << 8);
  }

  #countStructure(bit: number): void {
    if ((this.#structures & bit) !== 0) return;
    this.#structures |= bit;
    this.lockStructures++;
  }
}

function structureBit(mode: LockMode, kind: LockKind): number {
  return STRUCTURE_BITS[kind] << (mode === 'exclusive' ? 4 : 0);
}
