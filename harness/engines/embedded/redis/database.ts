import { ShortMap } from '../../../short-map.ts';
import type { VirtualTime } from '../../engine.ts';
import { DeadlineQueue } from './deadline-queue.ts';
import type { Listeners } from './listening/listeners.ts';
import type { SortedSet } from './values/sorted-set.ts';
import type { UniqueSet } from './values/unique-set.ts';

export type Hash = Map<string, string>;
export type Value = string | Hash | UniqueSet | SortedSet;

/** The deadline of a key that has none. */
export const NEVER = -1;

export interface Entry {
  value: Value;
  /** Virtual milliseconds since the run began, or `NEVER`. Changed through `Database.setDeadline` only. */
  expiresAtMs: number;
}

/** What one session watches, from its first WATCH to its EXEC or UNWATCH. */
interface Watch {
  readonly keys: Set<string>;
  isBroken: boolean;
}

/** From this many deadlines on, the earliest is kept in a queue rather than searched for. */
const MANY = 32;

export interface Deadline {
  readonly key: string;
  readonly at: number;
}

/**
 * What Redis holds in one run: the keys with their deadlines and watchers, and which scripts it has seen.
 *
 * A run makes one of these and a few commands use it, hundreds of thousands of times a second: whatever only some runs
 * need is null until then, and `nextDeadline`, which is asked at every choice point, is kept rather than searched for.
 */
export class Database {
  readonly time: VirtualTime;
  readonly entries = new ShortMap<string, Entry>();
  /** The scripts that EVALSHA finds, by SHA-1. */
  scripts: Map<string, string> | null = null;
  /** Null: nobody has subscribed to anything. */
  listeners: Listeners | null = null;
  private watches: Map<number, Watch> | null = null;
  private deadlineCount = 0;
  private next: Deadline | null = null;
  private nextIsKnown = true;
  /** Null while there are few. */
  private queue: DeadlineQueue | null = null;

  constructor(time: VirtualTime) {
    this.time = time;
  }

  get(key: string): Entry | undefined {
    return this.entries.get(key);
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  /** Stores a value under a key, whatever was there: SET without KEEPTTL. Returns what is there now. */
  put(key: string, value: Value): Entry {
    let entry = this.entries.get(key);
    if (entry === undefined) {
      entry = { value, expiresAtMs: NEVER };
      this.entries.set(key, entry);
    } else {
      entry.value = value;
      if (entry.expiresAtMs !== NEVER) this.forgetDeadline(key, entry);
    }
    this.touch(key);
    return entry;
  }

  /** Stores a value and leaves the key's deadline, if it has one. */
  putKeepingDeadline(key: string, value: Value): void {
    const entry = this.entries.get(key);
    if (entry === undefined) this.entries.set(key, { value, expiresAtMs: NEVER });
    else entry.value = value;
    this.touch(key);
  }

  remove(key: string): boolean {
    const entry = this.entries.get(key);
    if (entry === undefined) return false;
    if (entry.expiresAtMs !== NEVER) this.forgetDeadline(key, entry);
    this.entries.delete(key);
    this.touch(key);
    return true;
  }

  /** Removes every key. A watch breaks only when its key was there, as with FLUSHALL. */
  clear(): void {
    for (const [key] of this.entries) this.breakWatches(key);
    this.entries.clear();
    this.listeners?.flushed();
    this.deadlineCount = 0;
    this.next = null;
    this.nextIsKnown = true;
    this.queue = null;
  }

  setDeadline(key: string, entry: Entry, atMs: number): void {
    if (entry.expiresAtMs !== NEVER) this.forgetDeadline(key, entry);
    entry.expiresAtMs = atMs;
    this.deadlineCount += 1;
    if (this.queue !== null) this.enqueue(key, atMs);
    if (this.deadlineCount === 1) {
      this.next = { key, at: atMs };
      this.nextIsKnown = true;
    } else if (this.nextIsKnown && isEarlier(key, atMs, this.next)) {
      this.next = { key, at: atMs };
    }
  }

  forgetDeadline(key: string, entry: Entry): void {
    entry.expiresAtMs = NEVER;
    this.deadlineCount -= 1;
    if (this.deadlineCount === 0) {
      this.next = null;
      this.nextIsKnown = true;
    } else if (this.nextIsKnown && this.next?.key === key) {
      this.nextIsKnown = false;
    }
  }

  /** Takes a key's deadline away; false when it had none. */
  persist(key: string): boolean {
    const entry = this.entries.get(key);
    if (entry === undefined || entry.expiresAtMs === NEVER) return false;
    this.forgetDeadline(key, entry);
    this.touch(key);
    return true;
  }

  /** The earliest deadline, ties by key. */
  nextDeadline(): Deadline | null {
    if (this.nextIsKnown) return this.next;
    this.next = null;
    if (this.deadlineCount >= MANY) {
      this.queue ??= new DeadlineQueue(this.entries);
      this.next = this.queue.first(this.entries);
      this.nextIsKnown = true;
      return this.next;
    }
    this.queue = null;
    for (const [key, { expiresAtMs }] of this.entries) {
      if (expiresAtMs !== NEVER && isEarlier(key, expiresAtMs, this.next)) this.next = { key, at: expiresAtMs };
    }
    this.nextIsKnown = true;
    return this.next;
  }

  /** What has been overwritten must not pile up; without a queue, the next who asks makes one. */
  private enqueue(key: string, atMs: number): void {
    if (this.queue!.isStale(this.deadlineCount)) this.queue = null;
    else this.queue!.add(key, atMs);
  }

  /** Breaks the watches on a key, and tells who tracks it. Every change of a key comes through here. */
  touch(key: string): void {
    if (this.listeners !== null) this.listeners.changed(key);
    if (this.watches !== null) this.breakWatches(key);
  }

  private breakWatches(key: string): void {
    if (this.watches === null) return;
    for (const watch of this.watches.values()) {
      if (watch.keys.has(key)) watch.isBroken = true;
    }
  }

  watch(session: number, keys: readonly string[]): void {
    this.watches ??= new Map();
    const watch = this.watches.get(session);
    if (watch === undefined) this.watches.set(session, { keys: new Set(keys), isBroken: false });
    else for (const key of keys) watch.keys.add(key);
  }

  /** Ends a session's watches and says whether one of them was broken. */
  unwatch(session: number): boolean {
    if (this.watches === null) return false;
    const isBroken = this.watches.get(session)?.isBroken ?? false;
    this.watches.delete(session);
    if (this.watches.size === 0) this.watches = null;
    return isBroken;
  }
}

function isEarlier(key: string, atMs: number, than: Deadline | null): boolean {
  return than === null || atMs < than.at || (atMs === than.at && key < than.key);
}
