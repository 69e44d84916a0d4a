/** The worker's side of a queue: takes one unit after the other, and answers. */
import type { Job, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { version } from '../package-root.ts';
import { CliError } from '../errors.ts';
import { ATTEMPTS } from './board.ts';
import type { QueueRedis } from './connection.ts';
import type { Hands } from './hands.ts';
import { UnitFailed } from './hands.ts';
import { whyUnfit } from './identity.ts';
import { answersKey, KEPT_S, PREFIX, queueName, REFUSALS_KEY } from './keys.ts';
import { loadBullMq } from './load-bullmq.ts';
import { HERE, Presence, present } from './presence.ts';
import type { Mode, UnitData } from './unit.ts';

export interface LabourOptions {
  readonly redis: QueueRedis;
  readonly mode: Mode;
  /** How long a unit stays with a worker that gives no sign of life. */
  readonly leaseMs: number;
  readonly hands: Hands;
  /** Units at once. */
  readonly concurrency: number;
  readonly say: (line: string) => void;
}

/** How many refusals are kept for whoever asks. */
const REFUSALS_MAX = 20;

export class Labourer {
  readonly #options: LabourOptions;
  readonly #id = HERE;
  readonly #redis: Redis;
  readonly #presence: Presence<'workers'>;
  #worker: Worker<UnitData> | null = null;
  readonly #inHand = new Set<string>();
  #done = 0;
  #isLeaving = false;
  #lastAt = performance.now();
  #end: (outcome: Error | null) => void = () => {};

  /** Resolves when it has left; with what made it leave, or null. */
  readonly ended: Promise<Error | null>;

  constructor(options: LabourOptions) {
    this.#options = options;
    this.#redis = new Redis(options.redis.options);
    this.#redis.on('error', () => {});
    const { mode } = options;
    this.#presence = new Presence(this.#redis, 'workers', this.#id, () => ({
      version,
      mode,
      where: this.#id,
      units: [...this.#inHand],
    }));
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  /** How many units it has executed. */
  get done(): number {
    return this.#done;
  }

  /** Since when it has had nothing to do; 0 while it has. */
  get idleMs(): number {
    return this.#inHand.size === 0 ? performance.now() - this.#lastAt : 0;
  }

  /** @throws CliError when work waits that it is not fit for */
  async begin(): Promise<void> {
    const { redis, mode, leaseMs, concurrency, say } = this.#options;
    for (const { identity, mode: theirs, where } of (await present(this.#redis, 'sessions')).values()) {
      const reason = theirs === mode ? whyUnfit(identity) : null;
      if (reason !== null) throw await this.#refuse(`${where}: ${reason}`);
    }
    const { Worker: TheWorker } = await loadBullMq();
    await this.#presence.begin();
    this.#lastAt = performance.now();
    this.#worker = new TheWorker<UnitData>(queueName(mode), (job, token) => this.#process(job, token!), {
      connection: redis.options,
      prefix: PREFIX,
      concurrency,
      lockDuration: leaseMs,
      stalledInterval: leaseMs,
      maxStalledCount: ATTEMPTS - 1,
      name: this.#id,
    });
    let isCutOff = false;
    this.#worker.on('error', ({ message }) => {
      if (!isCutOff) say(`Trouble with the queue: ${message}. Going on when it is over.`);
      isCutOff = true;
    });
    this.#worker.on('active', () => (isCutOff = false));
  }

  /** Ends what is in hand, and leaves. */
  async leave(because: Error | null = null): Promise<void> {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    await this.#worker?.close();
    await this.#presence.end().catch(() => {});
    this.#redis.disconnect();
    this.#end(because);
  }

  async #process(job: Job<UnitData>, token: string): Promise<void> {
    const { session, unit, requirements, work } = job.data;
    const reason = whyUnfit(requirements.identity);
    if (reason !== null) return this.#giveBack(job, token, () => this.#refuse(reason));
    this.#inHand.add(job.id!);
    try {
      if ((await this.#redis.hexists(answersKey(session), unit)) === 1) return;
      const answer = await this.#options.hands.execute(work, requirements);
      await this.#redis.multi().hsetnx(answersKey(session), unit, answer).expire(answersKey(session), KEPT_S).exec();
      this.#done++;
    } catch (error) {
      // Without servers, this worker would fail all units.
      if (!(error instanceof UnitFailed)) return await this.#giveBack(job, token, async () => error as Error);
      throw await this.#failure(job.data, error);
    } finally {
      this.#inHand.delete(job.id!);
      this.#lastAt = performance.now();
    }
  }

  /** For another worker, without counting as an attempt; this one leaves. */
  async #giveBack(job: Job<UnitData>, token: string, because: () => Promise<Error>): Promise<never> {
    const { WaitingError } = await loadBullMq();
    await this.#worker!.pause(true);
    await job.moveToWait(token);
    void because().then((reason) => this.leave(reason));
    throw new WaitingError();
  }

  async #refuse(reason: string): Promise<CliError> {
    const note = `worker ${this.#id} refused: ${reason}`;
    await this.#redis
      .multi()
      .lpush(REFUSALS_KEY, note)
      .ltrim(REFUSALS_KEY, 0, REFUSALS_MAX - 1)
      .exec();
    return new CliError(`This worker refuses: ${reason}`);
  }

  /** What would happen on any machine is not tried again. */
  async #failure({ name }: UnitData, error: UnitFailed): Promise<Error> {
    this.#options.say(`${name}: ${error.message}`);
    const { UnrecoverableError } = await loadBullMq();
    return error.isForGood ? new UnrecoverableError(error.message) : error;
  }
}
