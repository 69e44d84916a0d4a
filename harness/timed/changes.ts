/**
 * How committed row changes come to `onChange`: delayed by the binlog, and by Kafka where they go through it; in order within
 * each queue, one at a time for each consumer, which is busy as long as `onChange` takes.
 */
import { Backlog } from './backlog.ts';
import { partitionOf } from '../engines/embedded/kafka/partitioner.ts';
import type { RowChange } from '../engines/engine.ts';
import { Step } from '../scheduler/step.ts';
import { subjectOf } from '../scheduler/subject.ts';
import { invokeChange } from './calls.ts';
import { Client } from './client.ts';
import { quantileFunction } from './distribution.ts';
import type { DeliveryFaults } from './faults.ts';
import type { TimingPlan } from './plan.ts';
import type { Happening, Listener, News } from './happening.ts';
import type { Simulation } from './simulation.ts';
import { seedFor, seedOf, Stream } from './streams.ts';

export class Changes implements Listener {
  readonly #first: Hop;

  constructor(simulation: Simulation, timing: TimingPlan, seed: number, faults: DeliveryFaults | null) {
    const { pipeline } = simulation.plan.scenario;
    const own = seedFor(seed, 'pipeline');
    if (pipeline.kind === 'binlog') {
      const consumer = new Consumer(simulation, 'consumer', 'binlog', seedOf(own, 0));
      this.#first = new Hop(simulation, timing.binlog, seedOf(own, 1), 'binlog.deliver', faults, (change) =>
        consumer.take(change),
      );
      return;
    }
    const { consumers: count, partitions: partitionCount, key } = pipeline;
    const consumers = Array.from(
      { length: count },
      (_, i) => new Consumer(simulation, `consumer${i + 1}`, 'kafka', seedOf(own, 2 + i)),
    );
    const partitions = Array.from({ length: partitionCount }, (_, i) => {
      const consumer = consumers[i % count]!;
      const partitionSeed = seedOf(own, 2 + count + i);
      return new Hop(simulation, timing.kafka, partitionSeed, 'kafka.deliver', faults, (c) => consumer.take(c));
    });
    let turn = 0;
    const partitionFor = (change: RowChange): Hop => {
      const number =
        key === 'primary-key'
          ? partitionOf(subjectOf(change, simulation.plan.keyOf), partitionCount)
          : turn++ % partitionCount;
      return partitions[number]!;
    };
    this.#first = new Hop(simulation, timing.binlog, seedOf(own, 1), 'kafka.send', faults, (change) =>
      partitionFor(change).carry(change),
    );
  }

  committed(_: Simulation, { changes }: News): void {
    for (const change of changes) this.#first.carry(change);
  }
}

/** A part of the way, on which nothing overtakes. */
class Hop {
  readonly #simulation: Simulation;
  readonly #delayOf: (u: number) => number;
  readonly #dice: Stream;
  readonly #name: string;
  readonly #faults: DeliveryFaults | null;
  readonly #arrive: (change: RowChange) => void;
  #lastMs = 0;

  constructor(
    simulation: Simulation,
    delay: TimingPlan['binlog'],
    seed: number,
    name: string,
    faults: DeliveryFaults | null,
    arrive: (change: RowChange) => void,
  ) {
    this.#simulation = simulation;
    this.#delayOf = quantileFunction(delay);
    this.#dice = new Stream(seed);
    this.#name = name;
    this.#faults = faults;
    this.#arrive = arrive;
  }

  carry(change: RowChange): void {
    const at = Math.max(this.#lastMs, this.#simulation.time.now + this.#delayOf(this.#dice.next()));
    this.#lastMs = at;
    const changes = this.#faults?.deliver(this.#name, change) ?? [change];
    for (const one of changes) this.#simulation.queue.add(new Arrival(at, () => this.#arrive(one)));
  }
}

class Arrival implements Happening {
  at: number;
  order = 0;
  readonly #then: () => void;

  constructor(at: number, then: () => void) {
    this.at = at;
    this.#then = then;
  }

  happen(): null {
    this.#then();
    return null;
  }
}

class Consumer implements Happening {
  at = 0;
  order = 0;
  readonly #simulation: Simulation;
  readonly #client: Client;
  readonly #store: 'binlog' | 'kafka';
  readonly #seed: number;
  readonly #backlog = new Backlog<RowChange>();
  #handled = 0;
  #isBusy = false;

  constructor(simulation: Simulation, name: string, store: 'binlog' | 'kafka', seed: number) {
    this.#simulation = simulation;
    this.#client = new Client(simulation.newIndex(), name, { idle: () => this.#goOn() });
    this.#store = store;
    this.#seed = seed;
  }

  take(change: RowChange): void {
    this.#backlog.push(change);
    if (!this.#isBusy) this.#goOn();
  }

  #goOn(): void {
    this.#isBusy = this.#backlog.first !== undefined;
    if (!this.#isBusy) return;
    this.at = this.#simulation.time.now;
    this.#simulation.queue.add(this);
  }

  happen(): Step {
    const step = new Step(this.#client, null, this.#store, 'deliver');
    step.event = this.#backlog.first!;
    return step;
  }

  settled(simulation: Simulation, step: Step): void {
    this.#backlog.take();
    invokeChange(simulation, this.#client, step.event!, new Stream(seedOf(this.#seed, this.#handled++)));
  }
}
