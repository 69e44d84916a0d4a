/** What a strategy's code is given: handles that have the shape of the real clients. */
import type { Context, Node, Peer, RedisServer, StrategyInstance } from '../../strategies/strategy.ts';
import { clockHandle } from './handles/clock.ts';
import type { LocalMemory } from './handles/local.ts';
import { localHandle } from './handles/local.ts';
import { mysqlHandle } from './handles/mysql.ts';
import { redisHandle, redisServer } from './handles/redis.ts';
import type { Submitter } from './handles/submitter.ts';
import type { RunPlan } from './plan.ts';
import { nodeName } from './redis-servers.ts';
import type { Operation, Step } from './step.ts';
import type { Topology } from './topology.ts';

/** What handles need of the run whose actors use them. */
export interface Host {
  readonly time: { readonly now: number };
  /** Set when actor code looks at the clock. */
  readsClock: boolean;
  readonly plan: Pick<RunPlan, 'scenario' | 'redisServers'>;
  /** Null: nobody listens to Redis. */
  readonly subscribers: object | null;
  /** Null: nobody comes or goes. */
  readonly topology: Topology | null;
  /** One for each node. */
  readonly memories: readonly LocalMemory[];
  readonly instances: readonly StrategyInstance[];
  submit(step: Step): Promise<unknown>;
}

/** Handles are made when the strategy first asks for them. */
export class ActorContext implements Context, Submitter {
  operation: Operation;
  readonly #run: Host;

  constructor(run: Host, operation: Operation) {
    this.#run = run;
    this.operation = operation;
  }

  get time(): { readonly now: number } {
    this.#run.readsClock = true;
    return this.#run.time;
  }

  get replicas(): number {
    return this.#run.plan.scenario.replicas;
  }

  get listeningNode(): number {
    return this.#run.subscribers === null ? 0 : this.node.number;
  }

  submit(step: Step): Promise<unknown> {
    return this.#run.submit(step);
  }

  get redis(): Context['redis'] {
    const { redisServers } = this.#run.plan;
    return redisServers === null ? redisHandle(this) : redisServer(this, redisServers, 0).redis;
  }

  get redisNodes(): readonly RedisServer[] {
    const { redisServers } = this.#run.plan;
    if (redisServers === null) return [{ name: 'redis', redis: this.redis }];
    const known = this.#run.topology?.serversKnownBy(this.node.number, this.operation) ?? numbers(redisServers.nodes);
    return known.map((n) => redisServer(this, redisServers, n - 1));
  }

  get levels(): readonly RedisServer[] {
    const { redisServers } = this.#run.plan;
    if (redisServers === null) return NONE;
    const { names, nodes } = redisServers;
    return numbers(names.length - nodes).map((n) => redisServer(this, redisServers, nodes + n - 1));
  }

  get mysql(): Context['mysql'] {
    return mysqlHandle(this);
  }

  get local(): Context['local'] {
    return localHandle(this, this.#run.memories[this.operation.node - 1]!);
  }

  get clock(): Context['clock'] {
    return clockHandle(this, this.#run.plan.scenario.clocksAheadMs?.[this.node.number - 1] ?? 0);
  }

  get node(): Node {
    return nodeOf(this.operation.node);
  }

  get nodes(): readonly Peer[] {
    const known = this.#run.topology?.nodesKnownBy(this.node.number, this.operation);
    return (known ?? numbers(this.#run.instances.length)).map((n) => peerOf(this.#run, this.operation, n));
  }

  get isForwarded(): boolean {
    return false;
  }
}

/** Of a request that another node has sent here: the same actor, this node's memory. */
class ForwardedContext extends ActorContext {
  readonly #number: number;
  readonly #memory: LocalMemory;

  constructor(run: Host, operation: Operation, number: number) {
    super(run, operation);
    this.#number = number;
    this.#memory = run.memories[number - 1]!;
  }

  override get local(): Context['local'] {
    return localHandle(this, this.#memory);
  }

  override get node(): Node {
    return nodeOf(this.#number);
  }

  override submit(step: Step): Promise<unknown> {
    step.forwardedTo = this.#number;
    return super.submit(step);
  }

  override get isForwarded(): boolean {
    return true;
  }
}

function peerOf(run: Host, operation: Operation, number: number): Peer {
  const there = (): ForwardedContext => new ForwardedContext(run, operation, number);
  return {
    ...nodeOf(number),
    read: (key) => refusal(run, operation, number) ?? run.instances[number - 1]!.read(there(), key),
    write: (key, value) => refusal(run, operation, number) ?? run.instances[number - 1]!.write(there(), key, value),
  };
}

/** What has left is not sent anything any more, though others may still take it for a peer. */
function refusal(run: Host, operation: Operation, number: number): Promise<never> | null {
  if (run.topology === null || run.topology.isThere(number, operation)) return null;
  operation.disturbed = true;
  const error = new Error(`connect ECONNREFUSED ${nodeName(number)}`);
  return Promise.reject(Object.assign(error, { code: 'ECONNREFUSED' }));
}

function nodeOf(number: number): Node {
  return { name: nodeName(number), number };
}

const NONE: readonly RedisServer[] = [];

/** From 1. */
function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
