/** One run on the real servers: hands each step to the store that it is for. */
import type { EngineRun, EngineStep, Intervention, Request, RowChange, StoreState } from '../engine.ts';
import { tellGtids } from '../gtids.ts';
import type { KafkaRun } from './kafka/kafka-run.ts';
import type { ReplicaRun } from './replica-run.ts';
import type { RedisRun } from './redis-run.ts';
import type { SqlStep } from './session.ts';
import type { SqlRun } from './sql-run.ts';

export interface RealRunParts {
  readonly redis: RedisRun;
  readonly sql: SqlRun;
  readonly replicas: ReplicaRun | null;
  /** Null where no change goes through Kafka. */
  readonly kafka: KafkaRun | null;
  /** Called when a replica has applied something. */
  readonly onApplied: (replica: number) => Promise<unknown>;
  /** Filled by the binlog stream. */
  readonly changes: readonly RowChange[];
  /** Gives the run's place back. */
  readonly release: () => void;
}

export class RealRun implements EngineRun {
  readonly changes: readonly RowChange[];
  readonly #redis: RedisRun;
  readonly #sql: SqlRun;
  readonly #replicas: ReplicaRun | null;
  readonly #kafka: KafkaRun | null;
  readonly #onApplied: RealRunParts['onApplied'];
  readonly #release: () => void;

  constructor({ redis, sql, replicas, kafka, onApplied, changes, release }: RealRunParts) {
    this.#redis = redis;
    this.#sql = sql;
    this.#replicas = replicas;
    this.#kafka = kafka;
    this.#onApplied = onApplied;
    this.changes = changes;
    this.#release = release;
  }

  get granted() {
    return this.#sql.granted;
  }

  get commits() {
    return this.#sql.commits;
  }

  get messages() {
    return this.#redis.messages;
  }

  execute(step: EngineStep): Promise<void> {
    this.#sql.granted = NONE;
    const { request } = step;
    try {
      if (request.store === 'mysql') {
        if (request.replica !== undefined) return this.#replicas!.execute(step as SqlStep, request.replica);
        return this.#replicas === null ? this.#sql.execute(step as SqlStep) : this.#executeOnPrimary(step as SqlStep);
      }
      const replying =
        this.#redis.keepsPast && request.store === 'redis'
          ? this.#redis.changing(() => this.#replyTo(step.session, request))
          : this.#replyTo(step.session, request);
      return replying.then((reply) => {
        step.reply = reply;
        step.state = isError(reply) ? 'failed' : 'done';
      });
    } catch (error) {
      // What cannot run is refused before anything is sent.
      return Promise.reject(error);
    }
  }

  async #executeOnPrimary(step: SqlStep): Promise<void> {
    const { length } = this.commits;
    await this.#sql.execute(step);
    tellGtids(this.commits, length);
  }

  #replyTo(session: number, request: Exclude<Request, { store: 'mysql' }>): Promise<EngineStep['reply']> {
    if (request.store === 'kafka') return this.#kafka!.execute(session, request);
    if (request.node !== undefined) return this.#redis.executeFor(request.node, session, request);
    if ('command' in request) return this.#redis.execute(session, request.command);
    return this.#redis.transaction(session, request.transaction);
  }

  async intervene(intervention: Intervention): Promise<void> {
    this.#sql.granted = NONE;
    switch (intervention.kind) {
      case 'evict':
      case 'expire':
        return this.#redis.changing(() => this.#redis.remove(intervention.key));
      case 'flush':
        return this.#redis.changing(() => this.#redis.flush());
      case 'failover':
        return this.#redis.failOver(intervention.lost);
      case 'disconnect':
        await this.#replicas?.disconnect(intervention);
        if (intervention.replica !== undefined) return;
        await this.#redis.disconnect(intervention.session);
        await this.#sql.disconnect(intervention.session);
        return this.#kafka?.leave([intervention.session]);
      case 'apply':
        this.#sql.granted = await this.#replicas!.apply(intervention.replica, intervention.commit, this.commits);
        await this.#onApplied(intervention.replica);
        return;
      case 'lock-timeout':
        await this.#sql.timeOut(intervention.session);
        if (this.#replicas !== null)
          this.#sql.granted = [...this.#sql.granted, ...(await this.#replicas.timeOut(intervention.session))];
        return;
      case 'rebalance':
        return this.#kafka!.leave(intervention.sessions);
      case 'stop':
      case 'resume':
        throw new Error('only a run on several Redis servers can do without one');
    }
  }

  nextExpiry(): { readonly key: string; readonly at: number } | null {
    return this.#redis.nextExpiry();
  }

  async inspect(): Promise<StoreState> {
    const state = { redis: await this.#redis.inspect(), mysql: this.#sql.inspect() };
    return this.#replicas === null ? state : { ...state, replicas: await this.#replicas.inspect() };
  }

  async end(): Promise<void> {
    await Promise.all([this.#redis.end(), this.#sql.end(), this.#replicas?.end()]);
    this.#release();
  }
}

const NONE: readonly EngineStep[] = [];

function isError(reply: EngineStep['reply']): boolean {
  return typeof reply === 'object' && reply !== null && 'kind' in reply;
}
