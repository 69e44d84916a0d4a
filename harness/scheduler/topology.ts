/**
 * What is there, and who knows: service instances and Redis servers that come, go, die and come back. A change is a step of a
 * fault. Where nodes are told one by one, each hears of it in a step of its own, and until then it goes on as before.
 */
import type { Intervention } from '../engines/engine.ts';
import type { FaultPlan, Scenario } from '../scenario.ts';
import { Actor } from './actor.ts';
import type { Choice } from './choice.ts';
import { LocalMemory } from './handles/local.ts';
import { isLate, memberOf, nodeName } from './redis-servers.ts';
import type { Run } from './run.ts';
import type { Phase } from './problems.ts';
import { type Operation, Step } from './step.ts';

/** Who is there, as a request is routed: it is sent to no node that has gone. */
export const THERE = 'there';

export class Topology {
  /** Where each node hears of changes; of use only where they are told one by one. */
  readonly lanes: readonly Actor[];
  readonly #run: Run;
  readonly #nodes: readonly string[];
  readonly #servers: readonly string[];
  /** Those of them that keys are spread over. */
  readonly #redisNodes: readonly string[];
  readonly #there: Set<string>;
  /** Redis servers that are there and do not answer. */
  readonly #silent = new Set<string>();
  /** Of each node, whom it knows. */
  readonly #known: ReadonlySet<string>[];
  /** Of each node, the steps that it has not heard of. */
  readonly #unheard: number[][];
  /** Of each member, the step that made it what it is. */
  readonly #madeBy = new Map<string, number>();
  /** By step. */
  readonly #changes = new Map<number, FaultPlan>();
  /** By step: what the code that led to it, or that it led to, has looked at. */
  readonly #looks = new Map<number, Set<string>>();

  /** @param actors gets its lanes at the end */
  constructor(run: Run, { nodes, faults }: Scenario, actors: Actor[]) {
    this.#run = run;
    this.#nodes = Array.from({ length: nodes }, (_, i) => nodeName(i + 1));
    const { names, nodes: redisNodes } = run.plan.redisServers ?? { names: [], nodes: 0 };
    this.#servers = names;
    this.#redisNodes = names.slice(0, redisNodes);
    this.#there = new Set([...this.#nodes, ...this.#servers].filter((name) => !isLate(faults, name)));
    this.#known = this.#nodes.map(() => new Set(this.#there));
    this.#unheard = this.#nodes.map(() => []);
    this.lanes = memberLanes(nodes, faults).map((name, i) => new Actor(actors.length + i, name));
    actors.push(...this.lanes);
  }

  /** From 1. That the operation's code has looked is noted, as below. */
  nodesKnownBy(node: number, operation: Operation): readonly number[] {
    this.#look(nodeName(node), operation.invokedAt);
    return numbersOf(this.#nodes, this.#known[node - 1]!);
  }

  /** From 1. */
  serversKnownBy(node: number, operation: Operation): readonly number[] {
    this.#look(nodeName(node), operation.invokedAt);
    return numbersOf(this.#redisNodes, this.#known[node - 1]!);
  }

  /**
   * The node that gets what is meant for this one: the next that is there.
   * @param at the step with which that begins
   */
  route(node: number, at: number): number {
    this.#look(THERE, at);
    for (let i = 0; i < this.#nodes.length; i++) {
      const number = ((node - 1 + i) % this.#nodes.length) + 1;
      if (this.#there.has(nodeName(number))) return number;
    }
    throw new Error('there is always a node');
  }

  /** Whether a node can be sent a request by another. */
  isThere(node: number, operation: Operation): boolean {
    this.#look(THERE, operation.invokedAt);
    return this.#there.has(nodeName(node));
  }

  /** What a step's code has looked at: `there`, or what a node knows, by the node's name. */
  looksOf(step: Step): ReadonlySet<string> {
    return this.#looks.get(step.index) ?? NOTHING;
  }

  /** Whether the fault can happen now. */
  allows(plan: FaultPlan): boolean {
    const name = memberOf(plan);
    const isThere = this.#there.has(name);
    switch (plan.kind) {
      case 'join':
        return !isThere;
      case 'leave':
        return isThere && this.#peersOf(name).some((other) => other !== name && this.#there.has(other));
      case 'kill':
      case 'isolate':
        return isThere && !this.#silent.has(name);
      default:
        return isThere && this.#silent.has(name);
    }
  }

  /** The step of the fault, with what it does to the stores. To be called right before it begins. */
  stepOf(plan: FaultPlan, lane: Actor): Step {
    const name = memberOf(plan);
    const step = new Step(lane, null, 'nodes', name);
    step.intervention = this.#effectOf(plan, name);
    const cause = this.#madeBy.get(name);
    if (cause !== undefined) step.causes = [cause];
    return step;
  }

  /** The step has begun: what it changes is so from now on. */
  began(plan: FaultPlan, { index }: Step): void {
    const name = memberOf(plan);
    this.#madeBy.set(name, index);
    this.#changes.set(index, plan);
    if (plan.kind === 'kill' || plan.kind === 'isolate') return void this.#silent.add(name);
    this.#silent.delete(name);
    if (plan.kind === 'recover') return;
    if (plan.kind === 'join') this.#there.add(name);
    else this.#there.delete(name);
    if (plan.node !== undefined) this.#renew(plan.node, plan.kind === 'join');
    for (const [i, node] of this.#nodes.entries()) {
      if (node === name || plan.told === 'at-once') this.#hear(i + 1);
      else if (this.#there.has(node)) this.#unheard[i]!.push(index);
    }
  }

  /** What came or went in a step; null: nothing did, and a node heard of it. */
  changeOf({ index }: Step): FaultPlan | null {
    return this.#changes.get(index) ?? null;
  }

  /** Some node has not heard of all that has changed. */
  get isBehind(): boolean {
    return this.lanes.some((_, i) => this.#isBehind(i + 1));
  }

  addRefreshes(list: Choice[]): void {
    for (const [i, actor] of this.lanes.entries()) if (this.#isBehind(i + 1)) list.push({ kind: 'refresh', actor });
  }

  /** A node hears who is there. */
  refresh(lane: Actor): Step {
    const node = this.lanes.indexOf(lane) + 1;
    const step = new Step(lane, null, 'nodes', 'refresh');
    step.subject = nodeName(node);
    step.causes = this.#unheard[node - 1]!.slice(0, 1);
    this.#hear(node);
    return step;
  }

  /**
   * The warm-up is no part of the history, and what was looked at then is none either. When all has ended, what was cut off is
   * mended: the observer finds every server that is there.
   */
  entered(phase: Phase): void {
    if (phase === 'main') this.#looks.clear();
    if (phase !== 'observe') return;
    for (const name of this.#silent)
      void this.#run.engine.intervene({ kind: 'resume', server: this.#servers.indexOf(name) });
    this.#silent.clear();
  }

  #isBehind(node: number): boolean {
    return this.#unheard[node - 1]!.length > 0 && this.#there.has(nodeName(node));
  }

  #hear(node: number): void {
    this.#known[node - 1] = new Set(this.#there);
    this.#unheard[node - 1] = [];
  }

  /** A node that leaves loses its memory, one that joins is a new process. What has begun there goes on with what it had. */
  #renew(node: number, isNew: boolean): void {
    const { instances, memories, plan, world } = this.#run;
    memories[node - 1] = new LocalMemory();
    if (isNew) instances[node - 1] = world?.instanceOf(node) ?? plan.create();
  }

  #effectOf({ kind }: FaultPlan, name: string): Intervention | null {
    const server = this.#servers.indexOf(name);
    if (server < 0) return null;
    return kind === 'join' || kind === 'recover'
      ? { kind: 'resume', server }
      : { kind: 'stop', server, forgets: kind !== 'isolate' };
  }

  #peersOf(name: string): readonly string[] {
    return this.#nodes.includes(name) ? this.#nodes : this.#redisNodes;
  }

  /** Code runs after a step; that of an operation which has only been invoked belongs to its first one. */
  #look(item: string, invokedAt: number): void {
    const at = Math.max(invokedAt, this.#run.steps.length - 1);
    const looks = this.#looks.get(at);
    if (looks === undefined) this.#looks.set(at, new Set([item]));
    else looks.add(item);
  }
}

const NOTHING: ReadonlySet<string> = new Set();

function numbersOf(names: readonly string[], known: ReadonlySet<string>): number[] {
  return names.flatMap((name, i) => (known.has(name) ? [i + 1] : []));
}

/** `members1`, `members2`: of each node, what it hears of others. None where nothing is told one by one. */
export function memberLanes(nodes: number, faults: readonly FaultPlan[]): readonly string[] {
  const isTold = faults.some(({ kind, told }) => (kind === 'join' || kind === 'leave') && told !== 'at-once');
  return isTold ? Array.from({ length: nodes }, (_, i) => `members${i + 1}`) : [];
}
