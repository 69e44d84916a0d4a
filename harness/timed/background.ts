/** What goes on besides operations: replicas apply what is committed, and instances do their rounds of background work. */
import type { Commit } from '../engines/engine.ts';
import { replicaNames } from '../scheduler/replicas.ts';
import { publisherNames } from '../scheduler/publishers.ts';
import type { Step } from '../scheduler/step.ts';
import { invokePoll } from './calls.ts';
import { Client } from './client.ts';
import { quantileFunction } from './distribution.ts';
import { interventionStep } from './interventions.ts';
import type { TimingPlan } from './plan.ts';
import type { Happening, Listener, News } from './happening.ts';
import type { Simulation } from './simulation.ts';
import { seedFor, seedOf, Stream } from './streams.ts';

/** Each replica applies transactions in the order of their commits, each some time after it. */
export class Replication implements Listener {
  readonly #replicas: readonly { readonly client: Client; readonly dice: Stream; lastMs: number }[];
  readonly #lagOf: (u: number) => number;

  constructor(simulation: Simulation, { replica }: TimingPlan, seed: number) {
    this.#lagOf = quantileFunction(replica);
    const own = seedFor(seed, 'replicas');
    this.#replicas = replicaNames(simulation.plan.scenario.replicas).map((name, i) => ({
      client: new Client(simulation.newIndex(), name, { idle: () => {} }),
      dice: new Stream(seedOf(own, i)),
      lastMs: 0,
    }));
  }

  committed({ time, queue }: Simulation, { commits }: News): void {
    for (const commit of commits) {
      for (const [i, replica] of this.#replicas.entries()) {
        replica.lastMs = Math.max(replica.lastMs, time.now + this.#lagOf(replica.dice.next()));
        queue.add(new Apply(replica.lastMs, replica.client, i + 1, commit));
      }
    }
  }
}

class Apply implements Happening {
  at: number;
  order = 0;
  readonly #client: Client;
  readonly #replica: number;
  readonly #commit: Commit;

  constructor(at: number, client: Client, replica: number, commit: Commit) {
    this.at = at;
    this.#client = client;
    this.#replica = replica;
    this.#commit = commit;
  }

  happen(): Step {
    const intervention = { kind: 'apply', replica: this.#replica, commit: this.#commit } as const;
    return interventionStep(this.#client, 'apply', intervention, 'replica');
  }
}

/**
 * Every `pollMs`, each instance looks for background work, unless it is still at it. Rounds of which it is known that they
 * would find nothing, because nothing was committed since the last one began, are left out.
 */
export class Rounds implements Listener {
  readonly #instances: readonly Instance[];

  constructor(simulation: Simulation, { pollMs }: TimingPlan, seed: number) {
    const own = seedFor(seed, 'actors');
    const names = publisherNames(simulation.plan.scenario.nodes);
    this.#instances = names.map((name, i) => new Instance(simulation, name, i + 1, pollMs, seedOf(own, i)));
  }

  committed(): void {
    for (const instance of this.#instances) instance.hasWork();
  }
}

class Instance implements Happening {
  at = 0;
  order = 0;
  readonly #simulation: Simulation;
  readonly #client: Client;
  readonly #node: number;
  readonly #everyMs: number;
  readonly #phaseMs: number;
  readonly #seed: number;
  #state: 'idle' | 'due' | 'at work' = 'idle';
  #isDueAgain = false;
  #rounds = 0;

  constructor(simulation: Simulation, name: string, node: number, everyMs: number, seed: number) {
    this.#simulation = simulation;
    this.#client = new Client(simulation.newIndex(), name, { idle: () => this.#ended() });
    this.#node = node;
    this.#everyMs = everyMs;
    this.#phaseMs = new Stream(seed).next() * everyMs;
    this.#seed = seed;
  }

  hasWork(): void {
    if (this.#state === 'at work') this.#isDueAgain = true;
    if (this.#state !== 'idle') return;
    this.#state = 'due';
    // At its next look at the clock.
    const { now } = this.#simulation.time;
    this.at = this.#phaseMs + Math.ceil((now - this.#phaseMs) / this.#everyMs) * this.#everyMs;
    this.#simulation.queue.add(this);
  }

  happen(simulation: Simulation): null {
    this.#state = 'at work';
    invokePoll(simulation, this.#client, this.#node, new Stream(seedOf(this.#seed, 1 + this.#rounds++)));
    return null;
  }

  #ended(): void {
    this.#state = 'idle';
    if (!this.#isDueAgain) return;
    this.#isDueAgain = false;
    this.hasWork();
  }
}
