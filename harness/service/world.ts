/** The processes of a service in one run, and the stores that their connections lead to. */
import type { Duplex } from 'node:stream';
import type { ServiceSetup } from '../../strategies/adapt.ts';
import type { StrategyInstance } from '../../strategies/strategy.ts';
import type { MysqlReply, RedisReply, Request, StoreError } from '../engines/engine.ts';
import type { Actor } from '../scheduler/actor.ts';
import { Background } from '../scheduler/background.ts';
import { runActorCode } from '../scheduler/ambient.ts';
import { verbOf } from '../scheduler/handles/mysql.ts';
import type { Run } from '../scheduler/run.ts';
import { Step } from '../scheduler/step.ts';
import { provideWorlds, type World } from '../scheduler/world.ts';
import { ADDRESSES, storeAt } from './clients.ts';
import { MemorySocket } from './memory-socket.ts';
import { SqlConnection } from './mysql/connection.ts';
import { ServiceProcess } from './process.ts';
import { RedisConnection } from './redis/connection.ts';
import { answersArriveAt, patchIoredis } from './redis/ioredis-order.ts';
import { NotText } from './redis/resp.ts';
import type { Connection, RedisAct, Statement, Store } from './store.ts';
import { currentTask, runTask, Task } from './task.ts';
import { ServiceTimer } from './timer.ts';

/** Connections are sessions of the engine beside those of actors, which come first. */
const FIRST_CONNECTION = 100;
/** Rounds of timers after the end of a run. */
const TURNS_MAX = 100;

export class ServiceWorld implements World, Store {
  readonly background: Background;
  readonly #run: Run;
  readonly #setup: ServiceSetup;
  readonly #options: unknown;
  readonly #connections: (RedisConnection | SqlConnection)[] = [];
  /** By connection: the actor on whose behalf it was last used. */
  readonly #users = new Map<number, Actor>();
  readonly #timers = new Set<ServiceTimer>();
  #isOver = false;
  /** Intervals that have nothing to look at. */
  #resting: ServiceTimer[] = [];
  #connectionCount = 0;

  constructor(run: Run, setup: ServiceSetup, options: unknown) {
    this.#run = run;
    this.#setup = setup;
    this.#options = options;
    this.background = new Background(run.plan.scenario.nodes, run.actors);
  }

  instanceOf(node: number): StrategyInstance {
    return new ServiceProcess({
      ...{ run: this.#run, node, setup: this.#setup, options: this.#options },
      listensToChanges: this.#run.plan.consumes,
      onMessage: (channel, message) => this.#tell(node, channel, message),
    });
  }

  setTimer(callback: () => void, ms: number, repeats: boolean): object {
    const rest = (timer: ServiceTimer): void => void this.#resting.push(timer);
    return new ServiceTimer({ task: this.#task(), callback, ms, repeats, rest, running: this.#timers });
  }

  rearm(): void {
    if (this.#resting.length > 0) this.#resting = this.#resting.filter((timer) => !timer.rearm());
  }

  bind(callback: () => void): () => void {
    const task = currentTask();
    return task === null ? callback : () => runTask(task, callback);
  }

  connect(host: string, port: number): Duplex | null {
    const store = storeAt(host);
    if (store === null) return null;
    const number = FIRST_CONNECTION + this.#connectionCount++;
    const { node } = this.#task();
    const socket = new MemorySocket(host, port, (one) => {
      const connection =
        store === 'redis'
          ? new RedisConnection(this, one, number, node)
          : new SqlConnection(this, one, number, node, ADDRESSES.mysql.database);
      this.#connections.push(connection);
      if (this.#isOver) one.destroy(new Error(`connect ECONNREFUSED ${host}:${port}`));
      if (connection instanceof RedisConnection) answersArriveAt(one, connection);
      return connection;
    });
    return socket;
  }

  submitRedis(connection: Connection, act: RedisAct, onReply: (reply: RedisReply) => void): void {
    const name = 'command' in act ? act.command.name : 'exec';
    this.#submit(connection, name, { store: 'redis', ...act, node: connection.node }, (reply) =>
      onReply(reply as RedisReply),
    );
  }

  submitSql(connection: Connection, statement: Statement, onReply: (reply: MysqlReply | StoreError) => void): void {
    this.#submit(connection, verbOf(statement.sql), { store: 'mysql', ...statement }, (reply) =>
      onReply(reply as MysqlReply | StoreError),
    );
  }

  left(connection: Connection): void {
    const position = this.#connections.findIndex(({ number }) => number === connection.number);
    if (position >= 0) this.#connections.splice(position, 1);
  }

  refuse(error: unknown): void {
    if (!(error instanceof NotText)) throw error;
    this.#run.fail({
      kind: 'engine',
      message: `${error.message}: histories hold texts. Fix: let the service store text, such as JSON, where it is tested`,
    });
  }

  end(): void {
    const run = this.#run;
    if (run.operations.every(({ respondedAt }) => respondedAt >= 0)) return;
    const { problem } = run;
    this.#isOver = true;
    runActorCode(run, () => this.#cutAll(), null);
    // Clients try again, until they give up.
    for (let turn = 0; turn < TURNS_MAX && this.#timers.size > 0; turn++)
      runActorCode(run, () => [...this.#timers].forEach((timer) => timer.hurry()), null);
    run.problem = problem;
  }

  #cutAll(): void {
    for (const connection of this.#connections.slice())
      runTask(Task.ofNode(this.#run, connection.node), () => connection.cut());
  }

  noteWait(step: Step): void {
    if (step.connection < 0) return this.#run.replicas?.noteWait(step);
    const holder = step.blockedBy === null ? undefined : this.#users.get(step.blockedBy);
    step.waitedFor = holder?.index ?? null;
  }

  crashed(actor: Actor): number | null {
    const own = this.#connections.filter(({ number }) => this.#users.get(number) === actor);
    return own.find((connection) => connection.isInTransaction)?.number ?? null;
  }

  #submit(connection: Connection, command: string, request: Request, onReply: (reply: Step['reply']) => void): void {
    const task = this.#task();
    const { operation } = task;
    const { actor } = operation;
    const step = new Step(actor, operation, request.store as 'redis' | 'mysql', command, request);
    step.connection = connection.number;
    this.#users.set(connection.number, actor);
    const answer = (reply: Step['reply']): void => runTask(task, () => onReply(reply));
    // An error of the store is an answer like others; anything else is the connection's end.
    this.#run.submit(step).then(
      (reply) => answer(reply as Step['reply']),
      () =>
        step.state === 'failed' && isAnswer(step.reply) ? answer(step.reply) : runTask(task, () => connection.cut()),
    );
  }

  #tell(node: number, channel: string, message: string): void {
    for (const connection of this.#connections)
      if (connection instanceof RedisConnection && connection.node === node) connection.tell(channel, message);
  }

  /** Where a library has lost the context of its caller, the first node's process acts on nobody's behalf. */
  #task(): Task {
    const task = currentTask();
    return task !== null && task.run === this.#run ? task : Task.ofNode(this.#run, 1);
  }
}

function isAnswer(reply: Step['reply']): reply is StoreError {
  return typeof reply === 'object' && reply !== null && 'kind' in reply && reply.kind === 'error' && 'code' in reply;
}

provideWorlds((setup, options) => {
  patchIoredis();
  return (run) => new ServiceWorld(run, setup, options);
});
