/** What is going on in a queue's Redis, and what an operator can do about it. */
import type { Job, Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { QueueRedis } from './connection.ts';
import { PREFIX, queueName, REFUSALS_KEY } from './keys.ts';
import { loadBullMq } from './load-bullmq.ts';
import type { Records } from './presence.ts';
import { present } from './presence.ts';
import type { Mode, UnitData } from './unit.ts';
import { MODES } from './unit.ts';

/** A unit that was given up. */
export interface DeadUnit {
  readonly mode: Mode;
  /** The name of its job. */
  readonly id: string;
  readonly name: string;
  readonly attempts: number;
  readonly reason: string;
}

export interface QueueState {
  readonly mode: Mode;
  readonly waiting: number;
  readonly active: number;
  readonly dead: number;
  readonly isPaused: boolean;
}

export interface Overview {
  readonly queues: readonly QueueState[];
  readonly sessions: readonly Records['sessions'][];
  readonly workers: readonly Records['workers'][];
  /** The latest first. */
  readonly refusals: readonly string[];
}

type UnitQueue = Queue<UnitData, unknown, string>;

export class Queues {
  readonly #redis: Redis;
  readonly #queues: ReadonlyMap<Mode, UnitQueue>;

  private constructor(redis: Redis, queues: ReadonlyMap<Mode, UnitQueue>) {
    this.#redis = redis;
    this.#queues = queues;
  }

  static async open({ options }: QueueRedis): Promise<Queues> {
    const { Queue: TheQueue } = await loadBullMq();
    const settings = { connection: options, prefix: PREFIX };
    const queues = MODES.map(
      (mode) => [mode, new TheQueue<UnitData, unknown, string>(queueName(mode), settings)] as const,
    );
    return new Queues(new Redis(options), new Map(queues));
  }

  async overview(): Promise<Overview> {
    const queues = [...this.#queues].map(async ([mode, queue]): Promise<QueueState> => {
      const { wait = 0, active = 0, failed = 0 } = await queue.getJobCounts('wait', 'active', 'failed');
      return { mode, waiting: wait, active, dead: failed, isPaused: await queue.isPaused() };
    });
    return {
      queues: await Promise.all(queues),
      sessions: [...(await present(this.#redis, 'sessions')).values()],
      workers: [...(await present(this.#redis, 'workers')).values()],
      refusals: await this.#redis.lrange(REFUSALS_KEY, 0, -1),
    };
  }

  async dead(): Promise<readonly DeadUnit[]> {
    const jobs = await this.#failed();
    return jobs.map(([mode, { id = '', data, attemptsMade, stalledCounter, failedReason }]) => ({
      mode,
      id,
      name: data.name,
      attempts: attemptsMade + (stalledCounter ?? 0),
      reason: failedReason ?? 'it failed',
    }));
  }

  /** Has all dead units tried again. @returns how many */
  async retry(): Promise<number> {
    const jobs = await this.#failed();
    for (const [, job] of jobs) await job.retry('failed', { resetAttemptsMade: true });
    return jobs.length;
  }

  /** Workers end what they have in hand, and take nothing more. */
  async pause(): Promise<void> {
    for (const queue of this.#queues.values()) await queue.pause();
  }

  async resume(): Promise<void> {
    for (const queue of this.#queues.values()) await queue.resume();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
    this.#redis.disconnect();
  }

  async #failed(): Promise<[Mode, Job<UnitData>][]> {
    const all: [Mode, Job<UnitData>][] = [];
    for (const [mode, queue] of this.#queues) {
      for (const job of (await queue.getFailed()) as Job<UnitData>[]) all.push([mode, job]);
    }
    return all;
  }
}
