/**
 * Several Redis servers in one run, on either engine: each with keys, scripts and watches of its own, and each may stop
 * answering. Everything else is another run's business, to which it is handed on.
 */
import { keysOf } from '../dependence/redis-accesses.ts';
import type {
  EngineRun,
  EngineStep,
  Expiry,
  Intervention,
  MaybePromise,
  RedisCommand,
  RedisReply,
  StoreError,
  StoreState,
} from './engine.ts';

/** One of them. */
export interface RedisServerRun {
  execute(session: number, command: RedisCommand): MaybePromise<RedisReply>;
  transaction(session: number, commands: readonly RedisCommand[]): MaybePromise<RedisReply>;
  remove(key: string): MaybePromise<void>;
  flush(): MaybePromise<void>;
  disconnect(session: number): MaybePromise<void>;
  nextExpiry(): Expiry | null;
  /** When the entry of a key expires. Infinity: never, or there is no entry. */
  deadlineOf(key: string): number;
  inspect(): MaybePromise<StoreState['redis']>;
  end(): MaybePromise<void>;
}

/** What a client hears of a server that does not answer: nothing, on a connection that ends. */
export const NO_CONNECTION: StoreError = { kind: 'error', code: 'ECONNREFUSED', message: 'Connection is closed.' };

const NONE: readonly EngineStep[] = [];

export class RunOnRedisServers implements EngineRun {
  readonly #run: EngineRun;
  readonly #servers: readonly RedisServerRun[];
  readonly #answers: boolean[];
  /** The last one that was asked was a Redis, which lets nobody go. */
  #wasRedis = false;

  /** @param run has a Redis that nobody uses */
  constructor(run: EngineRun, servers: readonly RedisServerRun[], answers: readonly boolean[]) {
    this.#run = run;
    this.#servers = servers;
    this.#answers = [...answers];
  }

  get granted(): readonly EngineStep[] {
    return this.#wasRedis ? NONE : this.#run.granted;
  }

  get commits(): EngineRun['commits'] {
    return this.#run.commits;
  }

  /** Who listens has one Redis, which is always there. */
  get messages(): null {
    return null;
  }

  get changes(): EngineRun['changes'] {
    return this.#run.changes;
  }

  execute(step: EngineStep): MaybePromise<void> {
    const { request, session } = step;
    this.#wasRedis = request.store === 'redis';
    if (request.store !== 'redis') return this.#run.execute(step);
    const { server: number = 0 } = request;
    if (!this.#answers[number]) return settle(step, NO_CONNECTION);
    const server = this.#servers[number]!;
    const commands = 'command' in request ? [request.command] : request.transaction;
    const finish = (reply: RedisReply): void => {
      settle(step, reply);
      step.livesUntil = lifeOf(server, commands, reply);
    };
    const reply =
      'command' in request ? server.execute(session, request.command) : server.transaction(session, commands);
    return reply instanceof Promise ? reply.then(finish) : finish(reply);
  }

  intervene(intervention: Intervention): MaybePromise<void> {
    this.#wasRedis = intervention.kind !== 'disconnect';
    switch (intervention.kind) {
      case 'evict':
      case 'expire':
        return this.#servers[intervention.server ?? 0]!.remove(intervention.key);
      case 'flush':
        return this.#servers[intervention.server ?? 0]!.flush();
      case 'stop':
        this.#answers[intervention.server] = false;
        return intervention.forgets ? this.#servers[intervention.server]!.flush() : undefined;
      case 'resume':
        this.#answers[intervention.server] = true;
        return;
      case 'disconnect':
        if (intervention.replica === undefined) return this.#disconnect(intervention);
        return this.#run.intervene(intervention);
      default:
        this.#wasRedis = false;
        return this.#run.intervene(intervention);
    }
  }

  nextExpiry(): Expiry | null {
    let next: Expiry | null = null;
    for (const [server, one] of this.#servers.entries()) {
      const expiry = one.nextExpiry();
      if (expiry !== null && (next === null || expiry.at < next.at)) next = { ...expiry, server };
    }
    return next;
  }

  inspect(): MaybePromise<StoreState> {
    const state = this.#run.inspect();
    const servers = this.#servers.map((server) => server.inspect());
    if (!(state instanceof Promise)) return { ...state, servers: servers as StoreState['redis'][] };
    return Promise.all([state, Promise.all(servers)]).then(([rest, all]) => ({ ...rest, servers: all }));
  }

  end(): MaybePromise<void> {
    const ends = [...this.#servers.map((server) => server.end()), this.#run.end()];
    if (ends.some((end) => end instanceof Promise)) return Promise.all(ends).then(() => undefined);
  }

  #disconnect(intervention: Extract<Intervention, { kind: 'disconnect' }>): MaybePromise<void> {
    const ends = this.#servers.map((server) => server.disconnect(intervention.session));
    const end = this.#run.intervene(intervention);
    if (end instanceof Promise) return Promise.all([...ends, end]).then(() => undefined);
  }
}

function settle(step: EngineStep, reply: RedisReply): void {
  step.reply = reply;
  step.state = typeof reply === 'object' && reply !== null && 'kind' in reply ? 'failed' : 'done';
}

function lifeOf(server: RedisServerRun, commands: readonly RedisCommand[], reply: RedisReply): number | null {
  const [command] = commands;
  const [key] = command === undefined ? [] : keysOf(command.name, command.args);
  return key === undefined || reply === null ? null : server.deadlineOf(key);
}
