/** Redis, MySQL and the binlog in this process: answers at once, and behaves as the real servers do. */
import { append } from '../../short-list.ts';
import type {
  Commit,
  Engine,
  EngineRun,
  EngineStep,
  Intervention,
  RowChange,
  RunSetup,
  StoreState,
} from '../engine.ts';
import type { CommitLog } from './mysql/database.ts';
import { EmbeddedMysql } from './mysql/mysql.ts';
import { EmbeddedRedis } from './redis/redis.ts';

class EmbeddedRun implements EngineRun, CommitLog {
  commits: Commit[] = [];
  readonly changes: RowChange[] = [];
  readonly #wantsChanges: boolean;
  readonly #redis: EmbeddedRedis;
  readonly #mysql: EmbeddedMysql;

  constructor({ rows, time, wantsChanges }: RunSetup) {
    this.#wantsChanges = wantsChanges;
    this.#redis = new EmbeddedRedis(time);
    this.#mysql = new EmbeddedMysql(rows, time, this);
  }

  committed(step: EngineStep, changes: readonly RowChange[]): void {
    this.commits = append(this.commits, { step, changes });
    if (this.#wantsChanges) this.changes.push(...changes);
  }

  get granted(): readonly EngineStep[] {
    return this.#mysql.granted;
  }

  execute(step: EngineStep): void {
    const { request } = step;
    if (request.store === 'mysql') {
      this.#mysql.execute(step);
      return;
    }
    this.#forgetGrants();
    const reply =
      'command' in request
        ? this.#redis.execute(step.session, request.command)
        : this.#redis.transaction(step.session, request.transaction);
    step.reply = reply;
    step.state = typeof reply === 'object' && reply !== null && 'kind' in reply ? 'failed' : 'done';
  }

  intervene(intervention: Intervention): void {
    this.#forgetGrants();
    switch (intervention.kind) {
      case 'evict':
        return this.#redis.evict(intervention.key);
      case 'expire':
        return this.#redis.expire(intervention.key);
      case 'flush':
        return this.#redis.flush();
      case 'disconnect':
        this.#redis.disconnect(intervention.session);
        this.#mysql.disconnect(intervention.session);
        return;
      case 'lock-timeout':
        this.#mysql.timeOut(intervention.session);
    }
  }

  #forgetGrants(): void {
    if (this.#mysql.granted.length > 0) this.#mysql.granted.length = 0;
  }

  nextExpiry(): { readonly key: string; readonly at: number } | null {
    return this.#redis.nextExpiry();
  }

  inspect(): StoreState {
    return { redis: this.#redis.inspect(), mysql: this.#mysql.inspect() };
  }

  end(): void {}
}

export const embeddedEngine: Engine = {
  kind: 'embedded',
  concurrency: 1,
  begin: (setup) => new EmbeddedRun(setup),
  close: () => {},
};
