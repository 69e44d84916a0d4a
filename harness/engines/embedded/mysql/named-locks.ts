/**
 * Named locks, as MySQL's metadata locks grant them: exclusive, first come first served, and counted for who has one already.
 * They belong to the session, so no COMMIT and no error ends them. A deadlock among them ends the wait that would close
 * the circle; one that leads through row locks as well is seen by neither MySQL nor InnoDB, and stays.
 */
import { userLockDeadlock } from './errors.ts';
import type { Execution } from './execution.ts';

interface NamedLock {
  /** The session that has it. */
  holder: number;
  /** How often it was given: it must be released as often. */
  count: number;
  /** Who waits, the first to come first. */
  readonly queue: Execution[];
}

export class NamedLocks {
  readonly #locks = new Map<string, NamedLock>();
  readonly #waiting = new Map<Execution, NamedLock>();
  /** Statements that got their lock while they waited, and have not gone on yet. */
  readonly #granted = new Set<Execution>();
  readonly #runnable: Execution[];

  /** @param runnable is told of the statements whose wait is over */
  constructor(runnable: Execution[]) {
    this.#runnable = runnable;
  }

  /**
   * @returns 1 for the session that has the lock now, 0 when somebody else does, null when the statement has to wait.
   * @throws SqlError when waiting would be a deadlock
   */
  acquire(execution: Execution, name: string, mayWait: boolean): 1 | 0 | null {
    if (this.#granted.delete(execution)) return 1;
    const session = execution.session.number;
    const lock = this.#locks.get(name);
    if (lock === undefined) {
      this.#locks.set(name, { holder: session, count: 1, queue: [] });
      return 1;
    }
    if (lock.holder === session) {
      lock.count++;
      return 1;
    }
    if (!mayWait) return 0;
    if (this.#leadsTo(lock, session)) throw userLockDeadlock();
    lock.queue.push(execution);
    this.#waiting.set(execution, lock);
    return null;
  }

  isFree(name: string): 1 | 0 {
    return this.#locks.has(name) ? 0 : 1;
  }

  /** @returns 1 when the session had it, 0 when somebody else has it, null when nobody has. */
  release(session: number, name: string): 1 | 0 | null {
    const lock = this.#locks.get(name);
    if (lock === undefined) return null;
    if (lock.holder !== session) return 0;
    lock.count--;
    if (lock.count === 0) this.#handOver([[name, lock]]);
    return 1;
  }

  /** @returns how many it gave back, each as often as it had it. */
  releaseAll(session: number): number {
    const own = [...this.#locks].filter(([, { holder }]) => holder === session);
    const count = own.reduce((sum, [, lock]) => sum + lock.count, 0);
    this.#handOver(own);
    return count;
  }

  /** The session that a statement waits for; null when it waits for none. */
  blockerOf(execution: Execution): number | null {
    return this.#waiting.get(execution)?.holder ?? null;
  }

  stopWaiting(execution: Execution): void {
    const queue = this.#waiting.get(execution)?.queue ?? [];
    const place = queue.indexOf(execution);
    if (place >= 0) queue.splice(place, 1);
    this.#waiting.delete(execution);
  }

  #handOver(released: readonly (readonly [name: string, lock: NamedLock])[]): void {
    const next: Execution[] = [];
    for (const [name, lock] of released) {
      const first = lock.queue.shift();
      if (first === undefined) {
        this.#locks.delete(name);
        continue;
      }
      lock.holder = first.session.number;
      lock.count = 1;
      this.#waiting.delete(first);
      this.#granted.add(first);
      next.push(first);
    }
    // Those who waited for different locks go on at once in MySQL. The order of sessions is that of the real engine.
    this.#runnable.push(...next.sort((one, other) => one.session.number - other.session.number));
  }

  /** Whether the lock's holder waits, directly or through others, for this session. */
  #leadsTo(lock: NamedLock, session: number): boolean {
    for (let next: NamedLock | undefined = lock; next !== undefined; next = this.#waitOf(next.holder))
      if (next.holder === session) return true;
    return false;
  }

  #waitOf(session: number): NamedLock | undefined {
    for (const [execution, lock] of this.#waiting) if (execution.session.number === session) return lock;
    return undefined;
  }
}
