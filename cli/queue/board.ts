/**
 * The publisher's side of a queue: hands units out, and takes what workers answer. It holds the truth: whatever becomes of the
 * queue's Redis, each unit whose answer is not here yet is there, or is put there again.
 *
 * Guarantees: each unit is answered once, by the first answer that came; a second one is never looked at. A unit that has
 * been answered in an earlier attempt at the same session is not executed again.
 */
import { Redis } from 'ioredis';
import type { JobsOptions, Queue, QueueEvents } from 'bullmq';
import { decode, encode } from './codec.ts';
import type { QueueRedis } from './connection.ts';
import { answersKey, jobId, KEPT_S, PREFIX, queueName, unitOf } from './keys.ts';
import { loadBullMq } from './load-bullmq.ts';
import type { Answer, Answers, Requirements, Unit, UnitData } from './unit.ts';

/** Executions of a unit that fail, or whose worker dies, before it is given up. */
export const ATTEMPTS = 3;
/** Jobs that are sent at once. */
const BULK = 100;
/** How often it is looked after what no event has told. */
const RECONCILE_MS = 2_000;
/** After an error of the Redis, and how many of them in a row are no passing trouble. */
const PAUSE_MS = 500;
const FAILURES_MAX = 20;

/** A unit was given up: it is among the dead letters. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

interface Job {
  readonly name: string;
  readonly data: UnitData;
  readonly opts: JobsOptions;
}

interface Pending {
  readonly unit: Unit;
  readonly name: string;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export class Board {
  /** For what is not BullMQ's business: answers and records. */
  readonly redis: Redis;
  readonly #session: string;
  readonly #requirements: Requirements;
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  readonly #pending = new Map<string, Pending>();
  /** Those of them that are to be put into the queue. */
  readonly #outbox = new Set<string>();
  readonly #announced = new Set<string>();
  /** Units that were given up, and why; an operator may have them tried again as long as others are under way. */
  #dead: ReadonlyMap<string, string> = new Map();
  #published = 0;
  #answered = 0;
  #reconcileAt = 0;
  #isClosed = false;
  #wake: () => void = () => {};
  #running: Promise<void> = Promise.resolve();

  private constructor(session: string, requirements: Requirements, redis: Redis, queue: Queue, events: QueueEvents) {
    this.#session = session;
    this.#requirements = requirements;
    this.redis = redis;
    this.#queue = queue;
    this.#events = events;
  }

  static async open({ options }: QueueRedis, session: string, requirements: Requirements): Promise<Board> {
    const { Queue: TheQueue, QueueEvents: TheEvents } = await loadBullMq();
    const settings = { connection: options, prefix: PREFIX };
    const name = queueName(requirements.mode);
    const board = new Board(
      session,
      requirements,
      new Redis(options),
      new TheQueue(name, settings),
      new TheEvents(name, settings),
    );
    board.#begin();
    await board.#forgetDead();
    board.#running = board.#run();
    return board;
  }

  /** How many units were handed out, and how many of them are answered or given up. */
  get counts(): { readonly published: number; readonly answered: number; readonly dead: number } {
    return { published: this.#published, answered: this.#answered, dead: this.#dead.size };
  }

  /** How many of all sessions wait, and how many are being executed. */
  async load(): Promise<{ readonly waiting: number; readonly active: number; readonly isPaused: boolean }> {
    const { wait = 0, active = 0 } = await this.#queue.getJobCounts('wait', 'active');
    return { waiting: wait, active, isPaused: await this.#queue.isPaused() };
  }

  /**
   * @param id of the unit in this session: the same for the same unit in each attempt
   * @param name for people
   * @throws GivenUp when it has failed too often, and nothing else is under way
   */
  execute<U extends Unit>(id: string, name: string, unit: U): Promise<Answers[U['kind']]> {
    this.#published++;
    return new Promise((resolve, reject) => {
      const settle = { resolve: resolve as (answer: Answer) => void, reject };
      this.#pending.set(id, { unit, name, ...settle });
      this.#outbox.add(id);
      this.#wake();
    });
  }

  /** Nobody waits for these units any more. @param isMeant by id */
  async withdraw(isMeant: (id: string) => boolean): Promise<void> {
    const ids = [...this.#pending.keys()].filter(isMeant);
    for (const id of ids) {
      this.#pending.delete(id);
      this.#outbox.delete(id);
    }
    this.#published -= ids.length;
    // Those in hand are locked by their workers, which will answer in vain.
    await Promise.all(ids.map((id) => this.#queue.remove(jobId(this.#session, id)).catch(() => 0)));
  }

  /** Keeps a value with the answers of the session, in the place of some of them. */
  async keep(id: string, value: unknown, inPlaceOf: readonly string[]): Promise<void> {
    const key = answersKey(this.#session);
    const change = this.redis.multi().hset(key, id, encode(value)).expire(key, KEPT_S);
    await (inPlaceOf.length === 0 ? change : change.hdel(key, ...inPlaceOf)).exec();
  }

  /** What was kept under this id, also by an earlier attempt; null when there is nothing. */
  async kept(id: string): Promise<unknown> {
    const text = await this.redis.hget(answersKey(this.#session), id);
    return text === null ? null : decode(text);
  }

  /** Leaves nothing in the queue that nobody would fetch. @param isDone whether the answers are of no use any more */
  async close(isDone: boolean): Promise<void> {
    this.#isClosed = true;
    this.#wake();
    await this.#running;
    await this.withdraw((id) => !this.#dead.has(id));
    if (isDone) await this.redis.del(answersKey(this.#session));
    await Promise.all([this.#queue.close(), this.#events.close()]);
    this.redis.disconnect();
  }

  #begin(): void {
    // Whatever fails is tried again, and clients say the same thing each time.
    this.redis.on('error', () => {});
    this.#queue.on('error', () => {});
    this.#events.on('error', () => {});
    const hear = ({ jobId: id }: { readonly jobId: string }): void => {
      const unit = unitOf(this.#session, id);
      if (unit === null) return;
      this.#announced.add(unit);
      this.#wake();
    };
    this.#events.on('completed', hear);
    this.#events.on('failed', () => {
      this.#reconcileAt = 0;
      this.#wake();
    });
  }

  /** What an earlier attempt has given up is tried again. */
  async #forgetDead(): Promise<void> {
    const failed = await this.#queue.getFailed();
    await Promise.all(failed.filter(({ id = '' }) => unitOf(this.#session, id) !== null).map((job) => job.remove()));
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#isClosed) {
      try {
        const isDue = performance.now() >= this.#reconcileAt;
        if (isDue) this.#reconcileAt = performance.now() + RECONCILE_MS;
        await this.#publish();
        const announced = [...this.#announced].filter((id) => this.#pending.has(id));
        this.#announced.clear();
        await this.#fetch(announced);
        if (isDue) await this.#reconcile();
        failures = 0;
        const isQuiet = this.#announced.size === 0 && this.#outbox.size === 0;
        if (isQuiet) await this.#pause(Math.max(0, this.#reconcileAt - performance.now()));
      } catch (error) {
        if (++failures >= FAILURES_MAX && this.redis.status === 'ready') return this.#fail(error);
        await this.#pause(PAUSE_MS);
      }
    }
  }

  /** The Redis is there, and refuses what we ask of it. */
  #fail(error: unknown): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  /** At most so long; less when there is something to do. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #publish(): Promise<void> {
    while (this.#outbox.size > 0) {
      const ids = [...this.#outbox].slice(0, BULK);
      await this.#fetch(ids);
      const jobs = ids.flatMap((id) => {
        const pending = this.#pending.get(id);
        return pending === undefined ? [] : [this.#jobOf(id, pending)];
      });
      await this.#queue.addBulk(jobs);
      for (const id of ids) this.#outbox.delete(id);
    }
  }

  #jobOf(id: string, { name, unit }: Pending): Job {
    const session = this.#session;
    const data = { session, unit: id, name, requirements: this.#requirements, work: encode(unit) };
    return { name: unit.kind, data, opts: { jobId: jobId(session, id), attempts: ATTEMPTS, removeOnComplete: true } };
  }

  async #fetch(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const answers = await this.redis.hmget(answersKey(this.#session), ...ids);
    ids.forEach((id, index) => {
      const pending = this.#pending.get(id);
      const text = answers[index];
      if (pending === undefined || typeof text !== 'string') return;
      this.#pending.delete(id);
      this.#answered++;
      pending.resolve(decode(text) as Answer);
    });
  }

  /** What an event did not tell: answers, dead units, and units that the Redis has lost. */
  async #reconcile(): Promise<void> {
    if (this.#pending.size === 0) return;
    await this.#findDead();
    const ids = [...this.#pending.keys()].filter((id) => !this.#outbox.has(id));
    const lookUp = this.redis.pipeline();
    for (const id of ids) lookUp.exists(this.#queue.toKey(jobId(this.#session, id)));
    const found = (await lookUp.exec()) ?? [];
    const missing = ids.filter((_, index) => found[index]?.[1] === 0);
    // Its answer is written before a job goes: whoever has neither was lost.
    await this.#fetch(ids);
    for (const id of missing) if (this.#pending.has(id)) this.#outbox.add(id);
  }

  async #findDead(): Promise<void> {
    const failed = await this.#queue.getFailed();
    const dead = failed.flatMap(({ id = '', failedReason }) => {
      const unit = unitOf(this.#session, id);
      return unit === null || !this.#pending.has(unit) ? [] : [[unit, failedReason ?? 'it failed'] as const];
    });
    this.#dead = new Map(dead);
    if (this.#dead.size < this.#pending.size) return;
    for (const [id, reason] of this.#dead) {
      this.#pending.get(id)!.reject(new GivenUp(reason));
      this.#pending.delete(id);
    }
  }
}
