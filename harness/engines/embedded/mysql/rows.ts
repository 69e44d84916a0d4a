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
  older: Version | null;
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

/** A row of `items`: the rows of other tables do not begin with a run. */
type Item = Row & { readonly id: number };

/** Runs of one scenario begin with the same array, so that its index is built once. */
const bases = new WeakMap<readonly Item[], Base>();

/** Up to this many rows, looking through them is faster than a lookup of the index. */
const FEW = 8;
/** From this many changed rows on, they have an index: only runs that go on for long come so far. */
const MANY = 32;
const NO_HEADS: Head[] = [];

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
  /** In the order in which they first changed. Few rows change in a run, and for those a list is quicker than a map. */
  #heads: Head[] = NO_HEADS;
  /** Null while there are few. */
  #index: Map<number, Head> | null = null;
  /** Records whose deletion is committed and that purge has not taken away yet. */
  readonly unpurged: number[] = [];
  /** Every id that ever had a row, in order; null until it is needed, or when an id came or went. */
  #ids: readonly number[] | null = null;

  constructor(initial: readonly Row[]) {
    this.#initial = initial as readonly Item[];
  }

  /** The newest version; undefined when the row is as it was before the run (or never was). */
  head(id: number): Version | undefined {
    return this.#headOf(id)?.version;
  }

  #headOf(id: number): Head | undefined {
    const heads = this.#heads;
    if (heads.length >= MANY) return this.#indexed.get(id);
    for (let index = 0; index < heads.length; index++) {
      const head = heads[index] as Head;
      if (head.id === id) return head;
    }
    return undefined;
  }

  get #indexed(): Map<number, Head> {
    this.#index ??= new Map(this.#heads.map((head) => [head.id, head]));
    return this.#index;
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
    const head = this.#headOf(id);
    if (head !== undefined) {
      head.version = { row, writer, older: head.version };
      return;
    }
    const initial = this.initial(id);
    if (initial === null) this.#ids = null;
    const older = initial === null ? null : { row: initial, writer: null, older: null };
    const added = { id, version: { row, writer, older } };
    this.#heads = append(this.#heads, added);
    this.#index?.set(id, added);
  }

  /** Takes the newest version away. */
  undo(id: number): void {
    const head = this.#headOf(id) as Head;
    const { older } = head.version;
    if (older !== null) head.version = older;
    else {
      this.#forget(head);
    }
  }

  #forget(head: Head): void {
    this.#heads = this.#heads.filter((other) => other !== head);
    this.#index?.delete(head.id);
    this.#ids = null;
  }

  /** Forgets what no snapshot from `oldest` on can see of a row: InnoDB's purge. */
  prune(id: number, oldest: number): void {
    const head = this.#headOf(id);
    if (head === undefined) return;
    for (let version: Version | null = head.version; version !== null; version = version.older) {
      const { writer } = version;
      if (writer !== null && writer.committedAt > oldest) continue;
      version.older = null;
      break;
    }
    // A row that has come and gone.
    const { row, older, writer } = head.version;
    if (row === null && older === null && writer?.isActive === false && this.initial(id) === null) this.#forget(head);
  }

  /** The ids of the rows that are not as they were before the run. */
  get changed(): Iterable<number> {
    return this.#heads.map(({ id }) => id);
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
