/** The footprint of each step of a run, in the order of execution: what it touched, as far as order can matter. */
import type { Commit, Intervention, MysqlReply, RedisReply, RowId, StoreError } from '../engines/engine.ts';
import type { Actor } from '../scheduler/actor.ts';
import type { Choice } from '../scheduler/choice.ts';
import type { Delivery } from '../scheduler/pipeline/pipeline.ts';
import { nodeName } from '../scheduler/redis-servers.ts';
import type { Run } from '../scheduler/run.ts';
import type { Step } from '../scheduler/step.ts';
import type { Access, Footprint } from './access.ts';
import { access, ANY, conflicts, EVERYTHING, isAboutLocks } from './access.ts';
import type { Catalogue } from '../engines/embedded/mysql/catalogue.ts';
import { knownTables } from '../engines/embedded/mysql/own-tables.ts';
import { GtidWaits, isGtidWait } from './gtid-waits.ts';
import { committing, endOfWait, mysqlAccesses, SqlSession } from './mysql-accesses.ts';
import { localAccess } from './local-accesses.ts';
import { answersBehind, hearingMessage, messageAccesses } from './message-accesses.ts';
import { applying, onReplica } from './replica-accesses.ts';
import type { RedisRequest, Watches } from './redis-accesses.ts';
import { deliveryAccesses, queueAccesses, supplyAccess } from './queue-accesses.ts';
import { keyAccess, redisAccesses } from './redis-accesses.ts';
import { asking, changeAccesses, hearing, looking, nodesAccesses, onServer, switching } from './topology-accesses.ts';

const DEADLOCK = 1213;
const NAMED_LOCK_DEADLOCK = 3058;

type SqlRequest = Parameters<typeof mysqlAccesses>[0];

/** Follows one run. */
export class Footprints {
  readonly #run: Run;
  /** By server (0 is the primary), then by client. */
  readonly #sessions: SqlSession[][] = [];
  readonly #catalogue: Catalogue;
  /** By Redis server, then by client. */
  readonly #watches: Watches[][] = [];
  /** Steps that wait for a lock, as far as the run has been followed. */
  #waiting: Step[] = [];
  readonly #gtidWaits: GtidWaits | null;
  #now = 0;

  constructor(run: Run) {
    this.#run = run;
    this.#catalogue = knownTables(run.plan);
    this.#gtidWaits = run.replicas === null ? null : new GtidWaits();
  }

  /** To be called once for each step of the main phase, in order, when it has settled. */
  next(step: Step): Footprint {
    const accesses: Access[] = [];
    this.#addEffect(step, accesses);
    const { subscribers } = this.#run;
    if (subscribers !== null) accesses.push(...messageAccesses(accesses, subscribers, step, false));
    this.#addGrants(step, accesses);
    this.#addBoundaries(step, accesses);
    this.#addAmbience(step, accesses);
    if (this.#gtidWaits?.concerns(step) === true) return EVERYTHING;
    return accesses.some(({ space }) => space === '*') ? EVERYTHING : accesses;
  }

  /** What a choice would touch at least if it were taken now; the first step of an operation is not known before. */
  pending(choice: Choice): Footprint {
    switch (choice.kind) {
      case 'step':
        return this.#pendingStep(choice);
      case 'expire':
        return [...keyAccess(choice.key, choice.server), access('write', 'clock')];
      case 'refresh':
        return hearing(nodeName(this.#run.topology!.lanes.indexOf(choice.actor) + 1));
      case 'apply':
        return this.#applying(choice.commit, this.#run.replicas!.lanes.indexOf(choice.actor) + 1);
      case 'fault': {
        const { hit } = choice;
        const counted = access('write', 'fault', choice.fault.plan.kind);
        if (hit.kind === 'stores') return [counted, ...this.#interventionAccesses(hit.intervention)];
        if (hit.kind === 'lock-timeout') return [counted, ...this.#lockTimeoutAccesses(hit.victim.index)];
        if (hit.kind === 'topology') return [counted, ...changeAccesses(choice.fault.plan, this.#run.plan)];
        if (hit.kind === 'crash') return [counted, ...this.#crashAccesses(hit.victim)];
        if (hit.kind === 'delivery') return [counted, ...this.#deliveryAccesses(hit.delivery)];
        if (hit.kind === 'rebalance') return [counted, access('write', 'queue', ANY, 'reader')];
        return [counted, ...this.#pendingStep(hit.step)];
      }
      case 'deliver':
        return this.#deliveryAccesses(choice);
      case 'end':
        return [];
      case 'start':
        return EVERYTHING;
    }
  }

  #deliveryAccesses(choice: Delivery): Footprint {
    return choice.name === 'redis.deliver'
      ? hearingMessage(choice.actor, this.#run.subscribers!)
      : deliveryAccesses(choice);
  }

  #pendingStep(step: Step): Footprint {
    const { request } = step;
    if (step.store === 'clock') return [access('write', 'clock')];
    const { subscribers } = this.#run;
    if (step.store === 'local')
      return [localAccess(step), ...(subscribers === null ? [] : messageAccesses([], subscribers, step, true))];
    if (step.store === 'kafka') return queueAccesses(step);
    if (step.execution !== 'request') return [];
    if (request.store === 'redis') {
      const accesses = this.#redisAccesses(request, undefined, step.session);
      return subscribers === null ? accesses : [...accesses, ...messageAccesses(accesses, subscribers, step, true)];
    }
    const { replica = 0 } = request as SqlRequest;
    const accesses = mysqlAccesses(request as SqlRequest, null, this.#sessionOf(step.session, replica), [], false);
    if (replica === 0) return accesses;
    return isGtidWait(step) ? EVERYTHING : onReplica(accesses, replica);
  }

  #addEffect(step: Step, accesses: Access[]): void {
    if (step.intervention !== null) {
      accesses.push(...this.#interventionAccesses(step.intervention));
      if (step.intervention.kind === 'disconnect') this.#endSessions(step.intervention);
    }
    if (step.store === 'local') accesses.push(localAccess(step));
    if (step.store === 'nodes') accesses.push(...nodesAccesses(step, this.#run.topology!));
    if (step.queues.length > 0) accesses.push(...queueAccesses(step));
    // An actor that waits for another one: what for, nobody knows.
    if (step.store === 'actor' && step.fault === null) accesses.push(...EVERYTHING);
    const { request } = step;
    if (step.execution !== 'request' || request.store === 'kafka') return;
    if (request.store === 'redis') {
      accesses.push(...this.#redisAccesses(request, step.reply as RedisReply, step.session));
      return;
    }
    const { replica = 0 } = request;
    if (replica > 0) {
      const session = this.#sessionOf(step.session, replica);
      accesses.push(...onReplica(mysqlAccesses(request, step.reply as MysqlReply, session, [], true), replica));
      if (step.fault === 'lost-reply') session.end();
      return;
    }
    const isWaiting = step.state === 'blocked' || step.grantedAt >= 0 || step.waitedFor !== null;
    const session = this.#sessionOf(step.session);
    const reply = isWaiting ? null : (step.reply as MysqlReply | StoreError);
    accesses.push(
      ...mysqlAccesses(request as SqlRequest, reply, session, isWaiting ? [] : this.#committed(step), true),
    );
    if (isWaiting) {
      this.#waiting.push(step);
      accesses.push(access('write', 'waits'));
    } else this.#addOutcome(step, session, accesses);
    // The reply was lost with the connection, and the transaction with it.
    if (step.fault === 'lost-reply') {
      accesses.push(...this.#disconnectAccesses(step.session));
      session.end();
    }
  }

  /** What others had waited for, and did in this step; or some of it, where a statement takes several locks one by one. */
  #addGrants(step: Step, accesses: Access[]): void {
    if (this.#waiting.length === 0) return;
    for (const waiting of this.#waiting) {
      const session = this.#sessionOf(waiting.session);
      const request = waiting.request as SqlRequest;
      if (waiting.grantedAt !== step.index) {
        const wanted = mysqlAccesses(request, null, session, [], false).filter(isAboutLocks);
        if (waiting !== step && conflicts(wanted, accesses)) accesses.push(access('write', 'waits'), ...wanted);
        continue;
      }
      // It goes on; not if it had crashed before.
      accesses.push(access('write', 'waits'), access('read', 'actor', waiting.actor.name));
      accesses.push(...mysqlAccesses(request, waiting.reply as MysqlReply, session, [], false));
      accesses.push(...committing(this.#committed(waiting)));
      this.#addOutcome(waiting, session, accesses);
    }
    this.#waiting = this.#waiting.filter((waiting) => waiting.grantedAt !== step.index);
  }

  /** A deadlock's victim gives everything back; not that of a circle of named locks. */
  #addOutcome(step: Step, session: SqlSession, accesses: Access[]): void {
    const errno = step.state === 'failed' ? (step.reply as StoreError).errno : null;
    if (errno === DEADLOCK || errno === NAMED_LOCK_DEADLOCK) accesses.push(access('write', 'waits'));
    if (errno !== DEADLOCK) return;
    accesses.push(...session.held);
    session.end();
  }

  /** Where operations begin and end: a read must see what was acknowledged before it began. */
  #addBoundaries(step: Step, accesses: Access[]): void {
    const { operation } = step;
    // Whether another round follows depends on which commits this one has come after.
    if (operation?.kind === 'poll' && operation.invokedAt === step.index) accesses.push(access('read', 'binlog'));
    if (this.#run.subscribers?.hasWithheld === true) accesses.push(...answersBehind(step, this.#run.operations));
    if (operation === null || operation.key === null) return;
    if (operation.kind === 'read') {
      if (operation.invokedAt === step.index) accesses.push(access('read', 'acknowledged', operation.key));
    } else if (operation.kind !== 'change' && operation.respondedAt === step.index && operation.succeeded) {
      accesses.push(access('add', 'acknowledged', operation.key));
    }
  }

  #addAmbience(step: Step, accesses: Access[]): void {
    if (step.at > this.#now || step.store === 'clock') accesses.push(access('write', 'clock'));
    else if (step.touchesClock) accesses.push(access('read', 'clock'));
    if (step.touchesRandom) accesses.push(access('write', 'random'));
    // Of copies in several caches, it is judged when they were read.
    if (this.#run.plan.redisServers !== null) accesses.push(access('read', 'clock'));
    if (this.#run.topology !== null) accesses.push(...looking(this.#run.topology.looksOf(step)));
    this.#now = step.at;
    const { faults } = this.#run.plan.scenario;
    if (faults.length === 0) return;
    // What is handed over before the next commit can no longer change places with it.
    if (step.event !== null && faults.some(({ kind }) => kind === 'reorder')) accesses.push(supplyAccess(step));
    if (step.fault !== null) accesses.push(access('write', 'fault', step.fault));
    const isCrash = step.store === 'actor' && step.fault === 'crash';
    accesses.push(isCrash ? access('write', 'actor', step.command) : access('read', 'actor', step.actor.name));
    // The same of those whose work it may have to do again.
    const { publishers } = this.#run;
    if (publishers !== null && step.operation?.kind === 'poll' && step.operation.invokedAt === step.index)
      for (const { name } of publishers.lanes) accesses.push(access('read', 'actor', name));
  }

  #crashAccesses(victim: Actor): Footprint {
    const queues = this.#run.pipeline?.queuesOf(victim) ?? [];
    return [
      access('write', 'actor', victim.name),
      ...queues.map((queue) => access('write', 'queue', String(queue), 'reader')),
      ...this.#disconnectAccesses(victim.index),
    ];
  }

  #interventionAccesses(intervention: Intervention): Footprint {
    switch (intervention.kind) {
      case 'evict':
        return keyAccess(intervention.key, intervention.server);
      case 'expire':
        return [...keyAccess(intervention.key, intervention.server), access('write', 'clock')];
      case 'flush':
      case 'failover':
        return keyAccess(null, intervention.server);
      case 'stop':
      case 'resume':
        return switching(intervention.server);
      case 'disconnect':
        return intervention.replica === undefined ? this.#disconnectAccesses(intervention.session) : [];
      case 'apply':
        return this.#applying(intervention.commit, intervention.replica);
      case 'lock-timeout':
        return this.#lockTimeoutAccesses(intervention.session);
      case 'rebalance':
        // What moves is told by the step's queues.
        return [];
    }
  }

  /** A rollback, and the end of a wait. */
  #disconnectAccesses(number: number): Footprint {
    const session = this.#sessionOf(number);
    const waits = this.#waiting.some((step) => step.session === number) ? [access('write', 'waits')] : [];
    return [...session.held, ...session.named, ...waits];
  }

  #lockTimeoutAccesses(number: number): Footprint {
    const request = this.#waiting.find((step) => step.session === number)?.request as SqlRequest | undefined;
    return endOfWait(request, this.#sessionOf(number));
  }

  #committed(step: Step): readonly RowId[] {
    const ids: RowId[] = [];
    for (const commit of this.#run.engine.commits) {
      if (commit.step === step) for (const { id } of commit.changes) ids.push(id);
    }
    return ids;
  }

  #applying(commit: Commit, replica: number): Footprint {
    return applying(commit, replica, replica === this.#run.plan.changesFrom);
  }

  #sessionOf(number: number, replica = 0): SqlSession {
    const sessions = (this.#sessions[replica] ??= []);
    return (sessions[number] ??= new SqlSession(this.#catalogue));
  }

  #endSessions({ session, replica }: Extract<Intervention, { kind: 'disconnect' }>): void {
    for (const [server, sessions] of this.#sessions.entries())
      if (replica === undefined || replica === server) sessions?.[session]?.end();
  }

  #redisAccesses(request: RedisRequest, reply: RedisReply | undefined, session: number): Footprint {
    const { server } = request;
    const accesses = redisAccesses(request, reply, this.#watchesOf(session, server));
    // Where a failover may take the last changes back, which are the last is a question of the order of all.
    if (this.#run.plan.keepsPast) return [...accesses, ...keyAccess(null)];
    return server === undefined ? accesses : [...onServer(accesses, server), ...asking(server)];
  }

  #watchesOf(session: number, server = 0): Watches {
    const watches = (this.#watches[server] ??= []);
    return (watches[session] ??= new Set());
  }
}
