/**
 * The clustered index: the newest version of each row, with its older versions behind it (InnoDB's undo log).
 * The rows that a run begins with are shared by all runs and never copied; only changed rows get versions.
 */
import { append } from '../../../short-list.ts';
import type { Row } from '../../engine.ts';
import type { RowData } from './catalogue.ts';
import type { Transaction } from './transaction.ts';

export interface Version {
  /** Null: deleted. */
  readonly row: RowData | null;
  /** Null: there before the run. */
  readonly writer: Transaction | null;
  readonly older: Version | null;
}

/** A row that has changed in this run, with its newest version. */
interface Head {
  readonly id: number;
  version: Version;
}

interface Base {
  readonly ids: readonly number[];
  readonly rows: ReadonlyMap<number, RowData>;
}

/** Runs of one scenario begin with the same array, so that its index is built once. */
const bases = new WeakMap<readonly Row[], Base>();

/** Up to this many rows, looking through them is faster than a lookup of the index. */
const FEW = 8;
const NO_HEADS: Head[] = [];

function baseOf(rows: readonly Row[]): Base {
  let base = bases.get(rows);
  if (base === undefined) {
    const sorted = [...rows].sort((a, b) => a.id - b.id);
    base = {
      ids: sorted.map((row) => row.id),
      rows: new Map(sorted.map((row) => [row.id, row as unknown as RowData])),
    };
    bases.set(rows, base);
  }
  return base;
}

export class RowStore {
  readonly #initial: readonly Row[];
  /** In the order in which they first changed. Few rows change in a run, and for those a list is quicker than a map. */
  #heads: Head[] = NO_HEADS;
  /** Records whose deletion is committed and that purge has not taken away yet. */
  readonly unpurged: number[] = [];
  /** Every id that ever had a row, in order; null until it is needed, or when an id came or went. */
  #ids: readonly number[] | null = null;

  constructor(initial: readonly Row[]) {
    this.#initial = initial;
  }

  /** The newest version; undefined when the row is as it was before the run (or never was). */
  head(id: number): Version | undefined {
    return this.#headOf(id)?.version;
  }

  #headOf(id: number): Head | undefined {
    const heads = this.#heads;
    for (let index = 0; index < heads.length; index++) {
      const head = heads[index] as Head;
      if (head.id === id) return head;
    }
    return undefined;
  }

  initial(id: number): RowData | null {
    const rows = this.#initial;
    if (rows.length > FEW) return baseOf(rows).rows.get(id) ?? null;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] as Row;
      if (row.id === id) return row as unknown as RowData;
    }
    return null;
  }

  /** The newest row, committed or not. */
  newest(id: number): RowData | null {
    const head = this.head(id);
    return head === undefined ? this.initial(id) : head.row;
  }

  /** The row as of a snapshot: everything committed up to it, and the reader's own changes. */
  visible(id: number, snapshot: number, reader: Transaction | null): RowData | null {
    let version: Version | null | undefined = this.head(id);
    if (version === undefined) return this.initial(id);
    while (version !== null) {
      const writer: Transaction | null = version.writer;
      if (writer === null || writer === reader || writer.committedAt <= snapshot) return version.row;
      version = version.older;
    }
    return null;
  }

  /** Whether the index has a record: a row, or one that is deleted but not purged. */
  hasRecord(id: number): boolean {
    const head = this.head(id);
    if (head === undefined) return this.initial(id) !== null;
    return head.row !== null || head.writer?.isActive === true || this.unpurged.includes(id);
  }

  write(id: number, row: RowData | null, writer: Transaction): void {
    const head = this.#headOf(id);
    if (head !== undefined) {
      head.version = { row, writer, older: head.version };
      return;
    }
    const initial = this.initial(id);
    if (initial === null) this.#ids = null;
    const older = initial === null ? null : { row: initial, writer: null, older: null };
    this.#heads = append(this.#heads, { id, version: { row, writer, older } });
  }

  /** Takes the newest version away. */
  undo(id: number): void {
    const head = this.#headOf(id) as Head;
    const { older } = head.version;
    if (older !== null) head.version = older;
    else {
      this.#heads = this.#heads.filter((other) => other !== head);
      this.#ids = null;
    }
  }

  /** All ids that have, or had, a row, in order. */
  get ids(): readonly number[] {
    if (this.#ids === null) {
      const initial = baseOf(this.#initial).ids;
      const added = this.#heads.map(({ id }) => id).filter((id) => this.initial(id) === null);
      this.#ids = added.length === 0 ? initial : [...initial, ...added].sort((a, b) => a - b);
    }
    return this.#ids;
  }

  /** The first record after `id`; Infinity, the supremum, when there is none. */
  successor(id: number): number {
    for (const candidate of this.ids) if (candidate > id && this.hasRecord(candidate)) return candidate;
    return Number.POSITIVE_INFINITY;
  }
}
