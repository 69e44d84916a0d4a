/** What goes wrong, by chance: so often in a second, or in such a share of the steps that it can hit. */
import type { RowChange } from '../engines/engine.ts';
import type { FaultPlan } from '../scenario.ts';
import { Actor } from '../scheduler/actor.ts';
import type { Step } from '../scheduler/step.ts';
import { isSubscriberName } from '../scheduler/subscribers.ts';
import type { Call } from './client.ts';
import { interventionStep } from './interventions.ts';
import type { Happening, StepFaults } from './happening.ts';
import type { Simulation } from './simulation.ts';
import { seedFor, seedOf, Stream } from './streams.ts';

/** What happens to messages on their way. */
export interface DeliveryFaults {
  /** What arrives in place of the change. */
  deliver(step: string, change: RowChange): readonly RowChange[];
}

interface ChancyFault {
  readonly plan: FaultPlan;
  readonly dice: Stream;
}

/** Nobody's lane: the world's. */
const WORLD = new Actor(-1, 'world');

export class Faults implements StepFaults, DeliveryFaults {
  readonly #hits: readonly ChancyFault[];
  /** Of each crash: how many are due, and strike the next that they can. */
  readonly #crashes: { readonly plan: FaultPlan; due: number }[] = [];
  /** A change that was held back, to come after the next one. */
  readonly #heldBack = new Map<string, RowChange>();

  /** @param chooseKey a key by its popularity */
  constructor(
    simulation: Simulation,
    plans: readonly FaultPlan[],
    seed: number,
    endMs: number,
    chooseKey: (u: number) => string,
  ) {
    const own = seedFor(seed, 'faults');
    const chancy = plans.map((plan, i) => ({ plan, dice: new Stream(seedOf(own, i)) }));
    this.#hits = chancy.filter(({ plan }) => plan.chance !== undefined);
    for (const fault of chancy) {
      const { plan } = fault;
      if (plan.perSecond === undefined) continue;
      const crash = { plan, due: 0 };
      if (plan.kind === 'crash') this.#crashes.push(crash);
      const strike = plan.kind === 'crash' ? () => (crash.due++, null) : storeFault(fault, chooseKey);
      new Strikes(simulation, fault, endMs, strike).schedule();
    }
  }

  strike(step: Step): void {
    for (const { plan, dice } of this.#hits) {
      const { kind } = plan;
      if ((kind !== 'drop' && kind !== 'lost-reply') || !fits(plan, step)) continue;
      if (dice.next() < plan.chance! && step.fault === null) step.fault = kind;
    }
  }

  kills(step: Step): boolean {
    for (const crash of this.#crashes) {
      if (crash.due === 0 || !fits(crash.plan, step)) continue;
      crash.due--;
      return true;
    }
    return false;
  }

  loses({ actor, store, command }: Step): boolean {
    const isMeant = ({ actor: name }: FaultPlan): boolean => name === undefined || isInGroup(actor.name, name);
    return this.#hits.some(
      ({ plan, dice }) => plan.step === `${store}.${command}` && isMeant(plan) && dice.next() < plan.chance!,
    );
  }

  deliver(name: string, change: RowChange): readonly RowChange[] {
    let changes: readonly RowChange[] = [change];
    const before = this.#heldBack.get(name);
    if (before !== undefined) {
      this.#heldBack.delete(name);
      changes = [change, before];
    }
    for (const { plan, dice } of this.#hits) {
      if (plan.step !== name || dice.next() >= plan.chance!) continue;
      if (plan.kind === 'drop') changes = changes.slice(1);
      else if (plan.kind === 'duplicate') changes = [...changes, ...changes.slice(-1)];
      else if (plan.kind === 'reorder' && before === undefined && changes.length > 0) {
        this.#heldBack.set(name, change);
        changes = [];
      }
    }
    return changes;
  }
}

/** `actor: writer` are the writes of the load, and what the actor of this name does. */
function fits({ actor, step: wanted }: FaultPlan, step: Step): boolean {
  if (step.operation === null || (wanted !== undefined && wanted !== `${step.store}.${step.command}`)) return false;
  const call = step.operation as Call;
  if (call.id === 0) return false;
  return actor === undefined || actor === ROLES[call.kind] || actor === call.actor.name || actor === call.actor.group;
}

/** `subscriber2` is one of those called `subscriber`. */
function isInGroup(name: string, group: string): boolean {
  return name === group || (isSubscriberName(name) && group === 'subscriber');
}

const ROLES: Readonly<Record<string, string>> = { read: 'reader', write: 'writer' };

function storeFault({ plan, dice }: ChancyFault, chooseKey: (u: number) => string): () => Step {
  const { kind, key } = plan;
  if (kind === 'flush') return () => interventionStep(WORLD, 'flush', { kind: 'flush' }, 'redis');
  return () => interventionStep(WORLD, 'evict', { kind: 'evict', key: key ?? chooseKey(dice.next()) }, 'redis');
}

/** As events of a Poisson process. */
class Strikes implements Happening {
  at = 0;
  order = 0;
  readonly #simulation: Simulation;
  readonly #fault: ChancyFault;
  readonly #endMs: number;
  readonly #strike: () => Step | null;

  constructor(simulation: Simulation, fault: ChancyFault, endMs: number, strike: () => Step | null) {
    this.#simulation = simulation;
    this.#fault = fault;
    this.#endMs = endMs;
    this.#strike = strike;
  }

  schedule(): void {
    const { plan, dice } = this.#fault;
    this.at += (1000 * dice.exponential()) / plan.perSecond!;
    if (this.at < this.#endMs) this.#simulation.queue.add(this);
  }

  happen(): Step | null {
    const step = this.#strike();
    this.schedule();
    return step;
  }
}
