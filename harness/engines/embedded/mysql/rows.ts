/**
 * The clustered index: the newest version of each row, with its older versions behind it (InnoDB's undo log).
 * The rows that a run begins with are shared by all runs and never copied; only changed rows get versions.
 */
import { ShortMap } from '../../../short-map.ts';
import type { Row } from '../../engine.ts';
import type { RowData } from './catalogue.ts';
import type { Transaction } from './transaction.ts';

export interface Version {
  /** Null: deleted. */
  readonly row: RowData | null;
  /** Null: there before the run. */
  readonly writer: Transaction | null;
  older: Version | null;
}

interface Base {
  readonly ids: readonly number[];
  readonly rows: ReadonlyMap<number, RowData>;
}

/** A row of `items`: the rows of other tables do not begin with a run. */
type Item = Row & { readonly id: number };

/** Runs of one scenario begin with the same array, so that its index is built once. */
const bases = new WeakMap<readonly Item[], Base>();

/** Up to this many rows, looking through them is faster than a lookup of the index. */
const FEW = 8;

function baseOf(rows: readonly Item[]): Base {
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
  readonly #initial: readonly Item[];
  /** The newest version of each row that has changed in this run, by id, in the order in which they first changed. */
  readonly #heads = new ShortMap<number, Version>();
  /** Records whose deletion is committed and that purge has not taken away yet. */
  readonly unpurged: number[] = [];
  /** Every id that ever had a row, in order; null until it is needed, or when an id came or went. */
  #ids: readonly number[] | null = null;

  constructor(initial: readonly Row[]) {
    this.#initial = initial as readonly Item[];
  }

  /** The newest version; undefined when the row is as it was before the run (or never was). */
  head(id: number): Version | undefined {
    return this.#heads.get(id);
  }

  initial(id: number): RowData | null {
    const rows = this.#initial;
    if (rows.length > FEW) return baseOf(rows).rows.get(id) ?? null;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] as Item;
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
    const older = this.head(id) ?? this.#initialVersion(id);
    if (older === null) this.#ids = null;
    this.#heads.set(id, { row, writer, older });
  }

  #initialVersion(id: number): Version | null {
    const row = this.initial(id);
    return row === null ? null : { row, writer: null, older: null };
  }

  /** Takes the newest version away. */
  undo(id: number): void {
    const { older } = this.head(id) as Version;
    if (older === null) this.#forget(id);
    else this.#heads.set(id, older);
  }

  #forget(id: number): void {
    this.#heads.delete(id);
    this.#ids = null;
  }

  /** Forgets what no snapshot from `oldest` on can see of a row: InnoDB's purge. */
  prune(id: number, oldest: number): void {
    const head = this.head(id);
    if (head === undefined) return;
    for (let version: Version | null = head; version !== null; version = version.older) {
      const { writer } = version;
      if (writer !== null && writer.committedAt > oldest) continue;
      version.older = null;
      break;
    }
    // A row that has come and gone.
    const { row, older, writer } = head;
    if (row === null && older === null && writer?.isActive === false && this.initial(id) === null) this.#forget(id);
  }

  /** The ids of the rows that are not as they were before the run. */
  get changed(): readonly number[] {
    return Array.from(this.#heads, ([id]) => id);
  }

  /** All ids that have, or had, a row, in order. */
  get ids(): readonly number[] {
    if (this.#ids === null) {
      const initial = baseOf(this.#initial).ids;
      const added = this.changed.filter((id) => this.initial(id) === null);
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
