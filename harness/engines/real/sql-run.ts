/**
 * The MySQL half of one run: sends a step's statement, finds out whether it waits for a lock, and records what it
 * committed. Statements of several sessions are under way together only while all but one of them wait.
 */
import type { JudgedTable } from '../../../strategies/adapt.ts';
import type { Commit, EngineStep, RowChange, StoreState, VirtualTime } from '../engine.ts';
import { CONNECTION_LOST } from '../connection-lost.ts';
import { LOCK_WAIT_TIMEOUT } from '../lock-wait-timeout.ts';
import type { LockCall } from '../named-locks.ts';
import type { LockObserver } from './lock-observer.ts';
import type { WaitGraph, Waits } from './lock-waits.ts';
import { isInCycle } from './lock-waits.ts';
import type { MysqlConnection } from './mysql-connection.ts';
import { lockPrefix, timedOut } from './named-lock.ts';
import type { Performed, Session, SqlStep } from './session.ts';
import type { Slot } from './slot.ts';
import { classify } from './statement.ts';
import type { Statement } from './statement.ts';
import type { Truth } from './truth.ts';

export interface SqlServices {
  readonly control: MysqlConnection;
  readonly truth: Truth;
  readonly lockWaits: LockObserver;
}

export interface SqlRunOptions {
  readonly slot: Slot;
  readonly time: VirtualTime;
  /** Called when something is committed, before anything else can be; the step settles when it has resolved. */
  readonly onCommit: OnCommit | null;
  /** The server lets us keep out of its binlog. */
  readonly mayBeUnlogged: boolean;
  /** The changes so far of the table that is followed; null: that is `items`, or none. */
  readonly followed: readonly RowChange[] | null;
  /** The table in the place of `items`. */
  readonly judged: JudgedTable | undefined;
}

/** A statement that may have to wait for a lock. */
interface Flight {
  readonly step: SqlStep;
  readonly session: Session;
  /** Its commit is ours to send: see `Session.perform`. */
  readonly isHeld: boolean;
  /** It asks for a named lock. */
  readonly lockCall: LockCall | null;
  /** Never rejects: what came is in `landed`. */
  readonly settled: Promise<void>;
  landed: Performed | { readonly error: unknown } | null;
}

/** @param commits how many there are now */
export type OnCommit = (commits: number) => Promise<unknown>;

export class SqlRun {
  readonly commits: Commit[] = [];
  /** The steps that the last call has let go. Whoever calls empties it first. */
  granted: readonly EngineStep[] = [];
  readonly #services: SqlServices;
  readonly #slot: Slot;
  readonly #time: VirtualTime;
  readonly #isLogged: boolean;
  readonly #onCommit: OnCommit | null;
  readonly #followed: readonly RowChange[] | null;
  readonly #judged: JudgedTable | undefined;
  /** How many of them belong to commits that are known. */
  #counted = 0;
  /** The sessions that this run has used. */
  readonly #sessions = new Map<number, Session>();
  /** By session, in the order of sessions. */
  #flights: readonly Flight[] = [];

  constructor(services: SqlServices, { slot, time, onCommit, mayBeUnlogged, followed, judged }: SqlRunOptions) {
    this.#services = services;
    this.#slot = slot;
    this.#time = time;
    // What nobody reads is kept out of the binlog also for the sake of those who replicate the server.
    this.#isLogged = onCommit !== null || !mayBeUnlogged;
    this.#onCommit = onCommit;
    this.#followed = followed;
    this.#judged = judged;
  }

  /** Executes the step; the blocked steps that it let go stand in `granted`. */
  execute(step: SqlStep): Promise<void> {
    const statement = classify(step.request.sql);
    const session = this.#sessions.get(step.session);
    return session === undefined
      ? this.#join(step.session).then((joined) => this.#perform(step, joined, statement))
      : this.#perform(step, session, statement);
  }

  #perform(step: SqlStep, session: Session, statement: Statement): Promise<void> {
    if (this.#mayWait(session, statement)) {
      this.#launch(step, session, statement);
      return this.#settleFlights(step);
    }
    const performing = session.perform(step.request, statement, this.#time.now, false);
    if (this.#flights.length === 0) return performing.then((performed) => this.#finish(step, performed));
    return performing.then((performed) => this.#finish(step, performed)).then(() => this.#settleFlights(step));
  }

  /** Rolls back what the session has open, as MySQL does when a client goes away. The steps let go stand in `granted`. */
  async disconnect(number: number): Promise<void> {
    const session = this.#sessions.get(number);
    if (session === undefined) return;
    const flight = this.#flights.find((one) => one.session === session);
    if (flight !== undefined) {
      this.#flights = this.#flights.filter((one) => one !== flight);
      await this.#services.control.query(`KILL QUERY ${session.connectionId}`);
      await flight.settled;
      await this.#finish(flight.step, { reply: CONNECTION_LOST, committed: false });
    }
    await this.#leave(session);
    this.#sessions.delete(number);
    await this.#settleFlights(null);
  }

  /**
   * Ends the wait of the session's statement, as a lock wait timeout would. It stands first in `granted`.
   * InnoDB treats a killed wait as one that timed out: the statement is undone, its transaction stays open. A GET_LOCK that is
   * killed has no lock.
   */
  async timeOut(number: number): Promise<void> {
    const flight = this.#flights.find(({ session }) => session.number === number);
    if (flight === undefined) return;
    this.#flights = this.#flights.filter((one) => one !== flight);
    await this.#services.control.query(`KILL QUERY ${flight.session.connectionId}`);
    await flight.settled;
    const { landed, lockCall, step } = flight;
    if (landed !== null && 'reply' in landed)
      flight.landed = { ...landed, reply: lockCall === null ? LOCK_WAIT_TIMEOUT : timedOut(lockCall, step.request) };
    await this.#land(flight);
    await this.#settleFlights(null);
    this.granted = [flight.step, ...this.granted];
  }

  /** Leaves the slot as the next run may find it. */
  async end(): Promise<void> {
    const waiting = this.#flights;
    // What waits for rows and for named locks in a circle would wait for ever.
    const forNames = waiting.filter(({ lockCall }) => lockCall !== null);
    for (const { session } of forNames) await this.#services.control.query(`KILL QUERY ${session.connectionId}`);
    // In parallel: a rollback behind a waiting statement is reached when another session's rollback lets that one go.
    const leaving = Array.from(this.#sessions.values()).filter((session) => this.#mustLeave(session));
    if (leaving.length > 0) await Promise.all(leaving.map((session) => this.#leave(session)));
    if (waiting.length > 0) this.#slot.observe(await this.#services.truth.read(this.#slot.database, this.#judged));
  }

  inspect(): StoreState['mysql'] {
    return Object.fromEntries(this.#slot.rows);
  }

  async #join(number: number): Promise<Session> {
    const session = await this.#slot.session(number);
    await session.setLogged(this.#isLogged);
    this.#sessions.set(number, session);
    return session;
  }

  #mustLeave(session: Session): boolean {
    return session.isAltered || session.hasNamedLocks || this.#isBusy(session);
  }

  async #leave(session: Session): Promise<void> {
    if (this.#isBusy(session)) await session.rollback();
    if (session.hasNamedLocks) await session.releaseNamedLocks();
    if (session.isAltered) this.#slot.drop(session);
  }

  #isBusy(session: Session): boolean {
    return session.inTransaction || this.#flights.some((flight) => flight.session === session);
  }

  /** Whether the statement asks for locks while another session may hold some. */
  #mayWait(session: Session, { kind, lockCall }: Statement): boolean {
    if (lockCall !== undefined) return lockCall.function === 'get_lock' && this.#holdsNamedLocks(session);
    if (kind === 'begin' || kind === 'commit' || kind === 'rollback' || kind === 'settings') return false;
    // After a SET the isolation level may be SERIALIZABLE, under which every SELECT locks.
    if (kind === 'read' && !session.isAltered) return false;
    if (this.#flights.length > 0) return true;
    for (const other of this.#sessions.values()) if (other !== session && other.inTransaction) return true;
    return false;
  }

  /** Whether anybody but this session has named locks, or is about to be given one. */
  #holdsNamedLocks(except: Session): boolean {
    if (this.#flights.some(({ lockCall }) => lockCall !== null)) return true;
    for (const other of this.#sessions.values()) if (other !== except && other.hasNamedLocks) return true;
    return false;
  }

  #launch(step: SqlStep, session: Session, statement: Statement): void {
    const isHeld = statement.kind === 'write' && session.commitsByItself && !step.request.begin;
    const settled = session.perform(step.request, statement, this.#time.now, isHeld).then(
      (performed) => void (flight.landed = performed),
      (error) => void (flight.landed = { error }),
    );
    const { lockCall = null } = statement;
    const flight: Flight = { step, session, isHeld, lockCall, settled, landed: null };
    this.#flights = [...this.#flights, flight].sort((a, b) => a.session.number - b.session.number);
  }

  /** Lets every flight land that can, round by round; the rest is blocked. Those that were blocked before are granted. */
  async #settleFlights(own: EngineStep | null): Promise<void> {
    const granted: EngineStep[] = [];
    while (this.#flights.length > 0) {
      const graph = await this.#landedOrWaiting();
      const landed = this.#flights.filter((flight) => flight.landed !== null);
      if (landed.length === 0) {
        for (const flight of this.#flights) this.#markBlocked(flight, graph as WaitGraph);
        break;
      }
      this.#flights = this.#flights.filter((flight) => flight.landed === null);
      for (const flight of landed) {
        await this.#land(flight);
        if (flight.step !== own) granted.push(flight.step);
      }
    }
    this.granted = granted;
  }

  /**
   * Resolves when every flight has landed or waits for a lock, with the graph that says so. That is observed, not timed:
   * a flight that has neither landed nor waits is still running, and one in a cycle is about to be decided by InnoDB,
   * unless InnoDB has looked at it and let it be: of two rounds that it counts, one has begun after we saw the cycle.
   * A cycle through rows and named locks is nobody's business, and stays.
   */
  async #landedOrWaiting(): Promise<WaitGraph | null> {
    const { lockWaits } = this.#services;
    let roundsAtFirst: number | null = null;
    let rounds = 0;
    for (;;) {
      const flying = this.#flights.filter((flight) => flight.landed === null);
      if (flying.length === 0) return null;
      const hasNames = flying.some(({ lockCall }) => lockCall !== null);
      const observed: Promise<Waits> = lockWaits.observe(this.#slot.database, hasNames);
      const waits = await Promise.race([observed, ...flying.map(({ settled }) => settled)]);
      if (waits === undefined || flying.some((flight) => flight.landed !== null)) continue;
      const { all: graph, rows, names } = waits;
      const threads = flying.map(({ session }) => session.thread);
      if (!threads.every((thread) => graph.has(thread))) continue;
      // MySQL ends a circle of named locks before anybody waits in it.
      if (threads.some((thread) => isInCycle(names, thread))) continue;
      if (!threads.some((thread) => isInCycle(rows, thread))) return graph;
      if (roundsAtFirst !== null && rounds >= roundsAtFirst + 2) return graph;
      rounds = await lockWaits.deadlockRounds();
      roundsAtFirst ??= rounds;
    }
  }

  async #land({ step, session, isHeld, landed }: Flight): Promise<void> {
    if (landed === null) return;
    if ('error' in landed) throw landed.error;
    if (!isHeld) return this.#finish(step, landed);
    if (landed.reply.kind !== 'error') return this.#finish(step, { ...landed, committed: await session.commit() });
    await session.rollback();
    return this.#finish(step, landed);
  }

  #finish(step: SqlStep, { reply, committed }: Performed): Promise<void> | undefined {
    step.blockedBy = null;
    step.reply = reply.kind === 'error' ? { ...reply, message: this.#anonymous(reply.message) } : reply;
    step.state = reply.kind === 'error' ? 'failed' : 'done';
    return committed ? this.#noteCommit(step) : undefined;
  }

  async #noteCommit(step: SqlStep): Promise<void> {
    const changes = this.#slot.observe(await this.#services.truth.read(this.#slot.database, this.#judged));
    if (this.#followed !== null) return this.#follow(step, changes, this.#followed);
    if (changes.length > 0) this.commits.push({ step, changes });
    await this.#onCommit?.(this.commits.length);
  }

  async #follow(step: SqlStep, changes: readonly RowChange[], followed: readonly RowChange[]): Promise<void> {
    await this.#onCommit?.(this.commits.length);
    const brought = followed.length - this.#counted;
    this.#counted = followed.length;
    if (changes.length > 0 || brought > 0) this.commits.push({ step, changes, followed: brought });
  }

  #markBlocked({ step, session }: Flight, graph: WaitGraph): void {
    const blockers = Array.from(this.#sessions.values())
      .filter(({ thread }) => graph.get(session.thread)?.has(thread))
      .sort((a, b) => a.number - b.number);
    step.state = 'blocked';
    // Those who stand in the same queue block as well; the holder is the one who does not wait himself.
    step.blockedBy = (blockers.find(({ thread }) => !graph.has(thread)) ?? blockers[0])?.number ?? null;
  }

  /** The same run gives the same message in every slot. */
  #anonymous(message: string): string {
    const { database } = this.#slot;
    return message.replaceAll(lockPrefix(database), '').replaceAll(database, 'stalemate');
  }
}
