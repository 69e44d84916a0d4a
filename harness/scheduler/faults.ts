/** Faults are actors of their own: each thing that can go wrong right now is one more choice. */
import type { FaultPlan } from '../scenario.ts';
import { Actor, NO_STEPS } from './actor.ts';
import type { Choice, FaultChoice, FaultState } from './choice.ts';
import { hasEnded } from './lane-choices.ts';
import { moveOn } from './move-on.ts';
import type { Run } from './run.ts';
import { Step } from './step.ts';

export class Faults {
  readonly #run: Run;
  readonly #states: FaultState[] = [];

  constructor(run: Run, plans: readonly FaultPlan[], firstIndex: number) {
    this.#run = run;
    const names = faultNames(plans);
    plans.forEach((plan, i) => this.#states.push({ plan, actor: new Actor(firstIndex + i, names[i]!), count: 0 }));
  }

  /** Adds every fault that can happen now; where nothing else can, and no other must, also to end here. */
  addTo(list: Choice[], clockLane: () => Actor): void {
    const isOver = list.length === 0 && hasEnded(this.#run);
    let mayEnd = true;
    for (const fault of this.#states) {
      if (fault.count >= fault.plan.atMost) continue;
      const before = list.length;
      this.#addChoicesOf(fault, list);
      if (fault.count < fault.plan.atLeast && list.length > before) mayEnd = false;
    }
    if (isOver && mayEnd && list.length > 0) list.unshift({ kind: 'end', actor: clockLane() });
  }

  /** Whether a step that is about to be executed could be hit instead. */
  mayHit(step: Step): boolean {
    return this.#states.some((fault) => fault.count < fault.plan.atMost && matches(fault.plan, step));
  }

  /** Adds the faults that can hit these steps. */
  addHits(steps: readonly Step[], list: Choice[]): void {
    for (const fault of this.#states) {
      if (fault.count >= fault.plan.atMost) continue;
      for (const step of steps) {
        if (matches(fault.plan, step))
          list.push({ kind: 'fault', actor: fault.actor, fault, hit: { kind: 'step', step } });
      }
    }
  }

  /** A fault that had to happen `times: n` did not get its chance in this schedule. */
  get isIncomplete(): boolean {
    return this.#states.some((fault) => fault.count < fault.plan.atLeast);
  }

  take({ fault, hit }: FaultChoice): Step | null {
    const run = this.#run;
    fault.count++;
    switch (hit.kind) {
      case 'stores': {
        const step = new Step(fault.actor, null, 'redis', hit.intervention.kind);
        step.intervention = hit.intervention;
        if (hit.intervention.server !== undefined) step.server = hit.place;
        step.subject = 'key' in hit.intervention ? hit.intervention.key : '';
        step.deadline = hit.at ?? 0;
        return this.#begin(step, fault);
      }
      case 'crash': {
        const { victim } = hit;
        victim.crashed = true;
        victim.pending = NO_STEPS;
        victim.blocked = null;
        const step = new Step(fault.actor, null, 'actor', victim.name);
        step.intervention = { kind: 'disconnect', session: run.world?.crashed(victim) ?? victim.index };
        this.#begin(step, fault);
        run.pipeline?.crashed(victim, step);
        return step;
      }
      case 'lock-timeout': {
        const step = new Step(fault.actor, null, 'actor', hit.victim.name);
        step.intervention = { kind: 'lock-timeout', session: hit.victim.blocked!.session };
        // Who has no named lock in the end is told by an answer, not by an error.
        const { operation } = hit.victim.blocked!;
        if (operation !== null) operation.disturbed = true;
        return this.#begin(step, fault);
      }
      case 'step': {
        const { step } = hit;
        // A dropped statement takes the connection with it, and so the transaction; the command itself is never sent.
        if (fault.plan.kind === 'drop') step.intervention = step.lostConnection;
        return this.#begin(step, fault);
      }
      case 'topology': {
        const topology = run.topology!;
        const step = this.#begin(topology.stepOf(fault.plan, fault.actor), fault);
        topology.began(fault.plan, step);
        return step;
      }
      case 'delivery':
        return this.#begin(moveOn(run, hit.delivery, fault.plan.kind), fault);
      case 'rebalance': {
        const step = new Step(fault.actor, null, 'kafka', 'rebalance');
        step.intervention = { kind: 'rebalance', sessions: hit.late.map(({ index }) => index) };
        this.#begin(step, fault);
        run.pipeline!.rebalanced(step);
        return step;
      }
    }
  }

  #begin(step: Step, fault: FaultState): Step {
    step.fault = fault.plan.kind;
    return this.#run.begin(step);
  }

  #addChoicesOf(fault: FaultState, list: Choice[]): void {
    const { plan, actor } = fault;
    const add = (hit: FaultChoice['hit']): void => void list.push({ kind: 'fault', actor, fault, hit });
    const run = this.#run;
    switch (plan.kind) {
      case 'flush':
      case 'failover':
      case 'evict':
      case 'expire':
        for (const hit of storeHits(run, plan)) add(hit);
        break;
      case 'join':
      case 'leave':
      case 'kill':
      case 'isolate':
      case 'recover':
        if (run.topology!.allows(plan)) add({ kind: 'topology' });
        break;
      case 'crash':
        for (const victim of run.actors) {
          if (victim.taken > 0 && !victim.ended && isMeant(plan, victim)) add({ kind: 'crash', victim });
        }
        break;
      case 'lock-timeout':
        for (const victim of run.actors) {
          if (victim.blocked !== null && isMeant(plan, victim)) add({ kind: 'lock-timeout', victim });
        }
        break;
      case 'drop':
      case 'lost-reply':
        if (isAboutDelivery(plan)) this.#addDeliveries(plan, add);
        for (const choice of list.slice())
          if (choice.kind === 'step' && matches(plan, choice)) add({ kind: 'step', step: choice });
        break;
      case 'duplicate':
      case 'reorder':
        this.#addDeliveries(plan, add);
        break;
      case 'rebalance': {
        const late = run.pipeline?.late ?? [];
        if (late.length > 0) add({ kind: 'rebalance', late });
      }
    }
  }

  #addDeliveries(plan: FaultPlan, add: (hit: FaultChoice['hit']) => void): void {
    const { pipeline, subscribers } = this.#run;
    const lanes = plan.step === 'redis.deliver' ? subscribers : pipeline;
    for (const delivery of lanes?.hitsOf(plan) ?? []) add({ kind: 'delivery', delivery });
  }
}

/** The lanes of faults: `evict`, or `evict1` and `evict2` where there are several of a kind. */
export function faultNames(plans: readonly FaultPlan[]): string[] {
  return plans.map((plan) => {
    const same = plans.filter((other) => other.kind === plan.kind);
    return same.length === 1 ? plan.kind : `${plan.kind}${same.indexOf(plan) + 1}`;
  });
}

type StoreHit = Extract<FaultChoice['hit'], { kind: 'stores' }>;

/** What can happen to the Redis that is meant; where there are several and none is named, to any of them. */
function storeHits({ plan: { redisServers }, engine }: Run, { kind, key, store, lost = 1 }: FaultPlan): StoreHit[] {
  if (kind === 'failover') return [{ kind: 'stores', place: 'redis', intervention: { kind, lost } }];
  const hitOn = (place: string, at: { readonly server?: number }): StoreHit[] => {
    if (kind === 'flush') return [{ kind: 'stores', place, intervention: { kind, ...at } }];
    if (kind === 'evict') return [{ kind: 'stores', place, intervention: { kind, key: key!, ...at } }];
    const expiry = engine.nextExpiry();
    if (expiry?.key !== key || expiry?.server !== at.server) return [];
    return [{ kind: 'stores', place, intervention: { kind: 'expire', key: key!, ...at }, at: expiry!.at }];
  };
  if (redisServers === null) return hitOn('redis', {});
  return redisServers.names.flatMap((name, server) =>
    store === undefined || store === name ? hitOn(name, { server }) : [],
  );
}

/** It strikes an event on its way, not what code asks for. */
function isAboutDelivery({ step }: FaultPlan): boolean {
  return step === 'kafka.send' || step === 'kafka.deliver' || step === 'redis.deliver';
}

function matches(plan: FaultPlan, step: Step): boolean {
  return (plan.kind === 'drop' || plan.kind === 'lost-reply') && isNamed(step, plan.step!) && isMeant(plan, step.actor);
}

/** `redis.get` is that on any of several servers, `redis2.get` that on the second. */
function isNamed({ store, server, command }: Step, name: string): boolean {
  return name === `${store}.${command}` || (server !== null && name === `${server}.${command}`);
}

function isMeant(plan: FaultPlan, actor: Actor): boolean {
  return plan.actor === undefined || plan.actor === actor.name || plan.actor === actor.group;
}
