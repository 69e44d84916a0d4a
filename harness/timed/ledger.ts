/**
 * Which versions each key has had, as far as somebody may still return them: what the reads of a run are judged by while it
 * goes on. The definitions are those of the checkers (DESIGN §5); only what is remembered is bounded.
 */
import type { RowChange } from '../engines/engine.ts';

export interface Version {
  /** 0 for the row before the run; each commit counts one up. */
  readonly order: number;
  /** Null: the row was deleted. */
  readonly value: string | null;
  readonly committedMs: number;
  /** When its write was acknowledged; Infinity: not yet, or never. */
  acknowledgedMs: number;
  /** When the last read was invoked that should have seen it and did not; -1: none so far. */
  missedMs: number;
}

/** A value that was written and not committed yet, or committed and not acknowledged yet. */
interface Pending {
  version: Version | null;
  readonly id: number;
  acknowledgedMs: number;
  /** Reads that have returned it before it was committed. */
  reads: number;
}

/** Of one key, not more: what is older is known by its age alone. */
export const VERSIONS_MAX = 256;

export class KeyRecord {
  readonly id: number;
  /** In commit order; the first is the oldest that is remembered. */
  versions: Version[];
  /** The newest that is acknowledged. */
  acknowledged = 0;
  /** When the last read was invoked that returned what it had to; and what each session has seen and written. */
  freshMs = -1;
  seen: Map<number, number> | null = null;
  own: Map<number, number> | null = null;
  /** The newest commit has raised the row's `version`. */
  isRaised = false;

  constructor(id: number, value: string | null) {
    this.id = id;
    this.versions = [{ order: 0, value, committedMs: -Infinity, acknowledgedMs: -Infinity, missedMs: -1 }];
  }

  get committed(): number {
    return this.versions.at(-1)!.order;
  }

  /** The version of this order, or the oldest that is remembered. */
  at(order: number): Version {
    return this.versions[Math.max(0, order - this.versions[0]!.order)]!;
  }
}

/** Never committed. */
export const UNKNOWN = -1;
/** Not committed yet, but known as the value of a write. */
export const UNCOMMITTED = Number.POSITIVE_INFINITY;

export interface LedgerEvents {
  /** No read will be held against this version any more. */
  forgotten(version: Version, record: KeyRecord): void;
  /** A commit did not build on the one before it, or a write was acknowledged that MySQL never got. */
  lost(): void;
  /** So many reads have returned a value that is not committed, and never will be. */
  dirty(reads: number): void;
}

export class Ledger {
  readonly records = new Map<number, KeyRecord>();
  readonly #pending = new Map<string, Pending>();
  readonly #valueOf: (id: number) => string | null;
  readonly #events: LedgerEvents;

  /** @param valueOf the rows before the run, by id */
  constructor(valueOf: (id: number) => string | null, events: LedgerEvents) {
    this.#valueOf = valueOf;
    this.#events = events;
  }

  /** A write begins. Its value is like no other's. */
  wrote(id: number, value: string): void {
    this.#pending.set(value, { version: null, id, acknowledgedMs: Infinity, reads: 0 });
  }

  committed({ type, id, before, after }: RowChange, nowMs: number): void {
    const record = this.#recordOf(id as number);
    const value = after?.value ?? null;
    const version: Version = {
      order: record.committed + 1,
      value,
      committedMs: nowMs,
      acknowledgedMs: Infinity,
      missedMs: -1,
    };
    record.versions.push(version);
    const raises = type === 'update' && after!.version > before!.version;
    if (type === 'update' && !raises && record.isRaised) this.#events.lost();
    record.isRaised = raises;
    const pending = value === null ? undefined : this.#pending.get(value);
    if (pending !== undefined && pending.acknowledgedMs < Infinity) {
      this.#pending.delete(value!);
      this.#acknowledge(record, version, pending.acknowledgedMs);
    } else if (pending !== undefined) pending.version = version;
    if (record.versions.length > VERSIONS_MAX) this.#forgetOldest(record);
  }

  /** The write of this value has ended well. */
  acknowledged(value: string, nowMs: number): Version | null {
    const pending = this.#pending.get(value);
    if (pending === undefined) return null;
    pending.acknowledgedMs = nowMs;
    const { version } = pending;
    if (version === null) return null;
    this.#pending.delete(value);
    this.#acknowledge(this.records.get(pending.id)!, version, nowMs);
    return version;
  }

  /** The write of this value has failed. If it was committed all the same, nobody was told of it. */
  failed(value: string): void {
    const pending = this.#pending.get(value);
    if (pending === undefined) return;
    if (pending.version === null && pending.reads > 0) this.#events.dirty(pending.reads);
    this.#pending.delete(value);
  }

  /** The order of the version that a read has returned; `UNKNOWN`, or `UNCOMMITTED`. */
  orderOf(id: number, value: string | null): number {
    const record = this.records.get(id);
    if (record === undefined) {
      if (value === this.#valueOf(id)) return 0;
    } else {
      const { versions } = record;
      for (let i = versions.length - 1; i >= 0; i--) if (versions[i]!.value === value) return versions[i]!.order;
    }
    const pending = value === null ? undefined : this.#pending.get(value);
    if (pending !== undefined) {
      pending.reads++;
      return UNCOMMITTED;
    }
    const oldest = record?.versions[0]!.order ?? 0;
    return oldest > 0 ? oldest - 1 : UNKNOWN;
  }

  /** When all has ended. */
  close(): void {
    for (const { version, acknowledgedMs, reads } of this.#pending.values()) {
      if (version !== null) continue;
      if (reads > 0) this.#events.dirty(reads);
      if (acknowledgedMs < Infinity) this.#events.lost();
    }
    for (const record of this.records.values()) {
      for (const version of record.versions) if (version.order > 0) this.#events.forgotten(version, record);
    }
  }

  /** How much is remembered. */
  get size(): { readonly versions: number; readonly pending: number } {
    let versions = 0;
    for (const record of this.records.values()) versions += record.versions.length;
    return { versions, pending: this.#pending.size };
  }

  #acknowledge(record: KeyRecord, version: Version, atMs: number): void {
    version.acknowledgedMs = atMs;
    if (version.order > record.acknowledged) record.acknowledged = version.order;
  }

  #forgetOldest(record: KeyRecord): void {
    const { versions } = record;
    const forgotten = versions.splice(0, VERSIONS_MAX / 4);
    for (const version of forgotten) if (version.order > 0) this.#events.forgotten(version, record);
  }

  #recordOf(id: number): KeyRecord {
    let record = this.records.get(id);
    if (record === undefined) this.records.set(id, (record = new KeyRecord(id, this.#valueOf(id))));
    return record;
  }
}
