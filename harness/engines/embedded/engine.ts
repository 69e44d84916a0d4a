/** Redis, MySQL, the binlog and Kafka in this process: answers at once, and behaves as the real servers do. */
import { append } from '../../short-list.ts';
import type {
  Commit,
  Engine,
  EngineRun,
  EngineStep,
  Intervention,
  Request,
  RowChange,
  RunSetup,
  StoreState,
} from '../engine.ts';
import { tellGtids } from '../gtids.ts';
import type { JudgedTable } from '../../../strategies/adapt.ts';
import { judgedChange, nameJudged } from '../judged.ts';
import { EmbeddedKafka } from './kafka/kafka.ts';
import type { CommitLog } from './mysql/database.ts';
import { JudgedMysql } from './mysql/judged-mysql.ts';
import { EmbeddedMysql } from './mysql/mysql.ts';
import { catalogueOf } from './mysql/own-tables.ts';
import { onRedisServers } from './redis-servers.ts';
import { EmbeddedReplicas } from './replicas.ts';
import { EmbeddedRedis } from './redis/redis.ts';

class EmbeddedRun implements EngineRun, CommitLog {
  commits: Commit[] = [];
  readonly changes: RowChange[] = [];
  /** The binlog whose changes are wanted is the primary's. */
  readonly #logsChanges: boolean;
  /** Of the strategy's own. */
  readonly #hasTables: boolean;
  readonly #follows: string | undefined;
  readonly #judged: JudgedTable | undefined;
  protected readonly redis: EmbeddedRedis;
  readonly #mysql: EmbeddedMysql;
  readonly #kafka: EmbeddedKafka | null;
  readonly #replicas: EmbeddedReplicas | null;

  constructor(setup: RunSetup) {
    const {
      rows,
      time,
      wantsChanges,
      replicas = 0,
      changesFrom = 0,
      kafka = null,
      tables,
      follows,
      judged,
      subscribers,
    } = setup;
    this.#hasTables = tables !== undefined && tables.length > 0;
    this.#follows = follows;
    this.#judged = judged;
    this.#logsChanges = wantsChanges && changesFrom === 0;
    this.#replicas = replicas > 0 ? new EmbeddedReplicas(setup, this.changes) : null;
    this.redis = new EmbeddedRedis(time, subscribers);
    this.#mysql =
      judged === undefined
        ? new EmbeddedMysql(rows, time, this, false, catalogueOf(tables))
        : new JudgedMysql(rows, time, this, catalogueOf(tables, false), judged);
    this.#kafka = kafka === null ? null : new EmbeddedKafka(kafka);
  }

  committed(step: EngineStep, changes: readonly RowChange[]): void {
    if (this.#hasTables) return this.#committedToSeveral(step, changes);
    this.commits = append(this.commits, { step, changes });
    if (this.#logsChanges) this.changes.push(...changes);
  }

  #committedToSeveral(step: EngineStep, changes: readonly RowChange[]): void {
    const judged = this.#judged;
    const ofItems =
      judged === undefined
        ? changes.filter(({ table }) => table === undefined)
        : changes.flatMap((change) => (change.table === judged.table ? (judgedChange(judged, change) ?? []) : []));
    const wanted = this.#logsChanges ? changes.filter(({ table }) => table === this.#follows) : [];
    this.changes.push(...(judged === undefined ? wanted : wanted.map((change) => nameJudged(judged, change))));
    if (ofItems.length === 0 && wanted.length === 0) return;
    const followed = this.#follows === undefined ? {} : { followed: wanted.length };
    this.commits = append(this.commits, { step, changes: ofItems, ...followed });
  }

  get granted(): readonly EngineStep[] {
    return this.#mysql.granted;
  }

  execute(step: EngineStep): void {
    const { request } = step;
    if (request.store === 'mysql') {
      if (this.#replicas === null) this.#mysql.execute(step);
      else if (request.replica === undefined) this.#executeOnPrimary(step);
      else this.#executeOnReplica(step, this.#replicas, request.replica);
      return;
    }
    this.#forgetGrants();
    const reply = this.#replyTo(step.session, request);
    step.reply = reply;
    step.state = typeof reply === 'object' && reply !== null && 'kind' in reply ? 'failed' : 'done';
  }

  #replyTo(session: number, request: Exclude<Request, { store: 'mysql' }>) {
    if (request.store === 'kafka') return this.#kafka!.execute(session, request);
    if (request.node !== undefined) return this.redis.executeFor(request.node, session, request);
    if ('command' in request) return this.redis.execute(session, request.command);
    return this.redis.transaction(session, request.transaction);
  }

  intervene(intervention: Intervention): void {
    this.#forgetGrants();
    this.#happen(intervention);
    this.redis.listeners?.end();
  }

  #happen(intervention: Intervention): void {
    switch (intervention.kind) {
      case 'evict':
        return this.redis.evict(intervention.key);
      case 'expire':
        return this.redis.expire(intervention.key);
      case 'flush':
        return this.redis.flush();
      case 'failover':
        return this.redis.failOver(intervention.lost);
      case 'disconnect':
        if (intervention.replica !== undefined) return this.#replicas!.disconnect(intervention);
        this.redis.disconnect(intervention.session);
        this.#mysql.disconnect(intervention.session);
        this.#kafka?.leave(intervention.session);
        this.#replicas?.disconnect(intervention);
        return;
      case 'apply':
        this.#mysql.granted.push(...this.#replicas!.apply(intervention.replica, intervention.commit));
        return;
      case 'lock-timeout':
        this.#mysql.timeOut(intervention.session);
        if (this.#replicas !== null) this.#mysql.granted.push(...this.#replicas.timeOut(intervention.session));
        return;
      case 'rebalance':
        for (const session of intervention.sessions) this.#kafka!.leave(session);
        return;
      case 'stop':
      case 'resume':
        throw new Error('only a run on several Redis servers can do without one');
    }
  }

  #executeOnPrimary(step: EngineStep): void {
    const { length } = this.commits;
    this.#mysql.execute(step);
    tellGtids(this.commits, length);
  }

  #executeOnReplica(step: EngineStep, replicas: EmbeddedReplicas, replica: number): void {
    this.#forgetGrants();
    replicas.execute(step, replica);
  }

  #forgetGrants(): void {
    if (this.#mysql.granted.length > 0) this.#mysql.granted.length = 0;
  }

  forget(): void {
    const ids = new Set(this.commits.flatMap(({ changes }) => changes.map(({ id }) => id as number)));
    this.#mysql.forget(ids);
    this.#replicas?.forget(ids);
    this.commits = [];
    this.changes.length = 0;
    this.redis.listeners?.forget();
  }

  get messages(): EngineRun['messages'] {
    return this.redis.listeners?.messages ?? null;
  }

  nextExpiry(): { readonly key: string; readonly at: number } | null {
    return this.redis.nextExpiry();
  }

  inspect(): StoreState {
    const state = { redis: this.redis.inspect(), mysql: this.#mysql.inspect() };
    return this.#replicas === null ? state : { ...state, replicas: this.#replicas.inspect() };
  }

  end(): void {}
}

/** Its Redis may be taken back to what it held before. A class of its own, because others are to pay nothing for it. */
class EmbeddedRunWithPast extends EmbeddedRun {
  constructor(setup: RunSetup) {
    super(setup);
    this.redis.keepPast();
  }

  override execute(step: EngineStep): void {
    if (step.request.store === 'redis') this.redis.changing(() => super.execute(step));
    else super.execute(step);
  }

  override intervene(intervention: Intervention): void {
    const { kind } = intervention;
    if (kind === 'evict' || kind === 'expire' || kind === 'flush')
      this.redis.changing(() => super.intervene(intervention));
    else super.intervene(intervention);
  }
}

export const embeddedEngine: Engine = {
  kind: 'embedded',
  concurrency: 1,
  begin: (setup) =>
    setup.redisServers === undefined
      ? setup.keepsPast === true
        ? new EmbeddedRunWithPast(setup)
        : new EmbeddedRun(setup)
      : onRedisServers(new EmbeddedRun(setup), setup, setup.redisServers),
  close: () => {},
};
