/** Faults are actors of their own: each thing that can go wrong right now is one more choice. */
import type { FaultPlan } from '../scenario.ts';
import { Actor, NO_STEPS } from './actor.ts';
import type { Choice, FaultChoice, FaultState } from './choice.ts';
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

  /**
   * Adds every fault that can happen now.
   * @returns whether the run may end without another fault.
   */
  addChoices(list: Choice[]): boolean {
    let mayEnd = true;
    for (const fault of this.#states) {
      if (fault.count >= fault.plan.atMost) continue;
      const before = list.length;
      this.#addChoicesOf(fault, list);
      if (fault.count < fault.plan.atLeast && list.length > before) mayEnd = false;
    }
    return mayEnd;
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
        step.intervention = { kind: 'disconnect', session: victim.index };
        this.#begin(step, fault);
        run.pipeline?.crashed(victim, step);
        return step;
      }
      case 'lock-timeout': {
        const step = new Step(fault.actor, null, 'actor', hit.victim.name);
        step.intervention = { kind: 'lock-timeout', session: hit.victim.index };
        return this.#begin(step, fault);
      }
      case 'step': {
        const { step } = hit;
        // A dropped statement takes the connection with it, and so the transaction; the command itself is never sent.
        if (fault.plan.kind === 'drop') step.intervention = step.lostConnection;
        return this.#begin(step, fault);
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
        add({ kind: 'stores', intervention: { kind: 'flush' } });
        break;
      case 'evict':
        add({ kind: 'stores', intervention: { kind: 'evict', key: plan.key! } });
        break;
      case 'expire': {
        const expiry = run.engine.nextExpiry();
        if (expiry?.key === plan.key)
          add({ kind: 'stores', intervention: { kind: 'expire', key: plan.key! }, at: expiry!.at });
        break;
      }
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

/** It strikes an event on its way, not what code asks for. */
function isAboutDelivery({ step }: FaultPlan): boolean {
  return step === 'kafka.send' || step === 'kafka.deliver' || step === 'redis.deliver';
}

function matches(plan: FaultPlan, step: Step): boolean {
  return (
    (plan.kind === 'drop' || plan.kind === 'lost-reply') &&
    plan.step === `${step.store}.${step.command}` &&
    isMeant(plan, step.actor)
  );
}

function isMeant(plan: FaultPlan, actor: Actor): boolean {
  return plan.actor === undefined || plan.actor === actor.name || plan.actor === actor.group;
}
