/** One run of policy `timed`, from the first arrival to the observer's look when all has ended. */
import type { EngineRun, RunSetup } from '../engines/engine.ts';
import { perform } from '../scheduler/phases.ts';
import { bytesOf } from '../scheduler/footprint.ts';
import type { RunPlan } from '../scheduler/plan.ts';
import { setupOf } from '../scheduler/plan.ts';
import type { RunProblem } from '../scheduler/problems.ts';
import type { Step } from '../scheduler/step.ts';
import { Replication, Rounds } from './background.ts';
import { invoke } from './calls.ts';
import { Changes } from './changes.ts';
import { type Call, Client, OBSERVER } from './client.ts';
import { Faults } from './faults.ts';
import { Judge } from './judge.ts';
import { Latencies } from './latencies.ts';
import { addLoad } from './load.ts';
import { Measures, type RunData } from './measures.ts';
import { FIRST_VALUE, KEY_PREFIX, type LoadPlan, type TimingPlan } from './plan.ts';
import { keyChooser } from './popularity.ts';
import { stuck } from './problems.ts';
import { Simulation } from './simulation.ts';
import { seedOf } from './streams.ts';
import { Traffic } from './traffic.ts';

/** What all runs of a cell share. */
export interface TimedPlan {
  /** With the rows of the load. */
  readonly plan: RunPlan;
  readonly timing: TimingPlan;
  readonly load: LoadPlan;
}

/** The plan of a strategy under a load: a row for each key. */
export function planTimed(plan: RunPlan, timing: TimingPlan, load: LoadPlan): TimedPlan {
  const named = new Map(plan.rows.map((row) => [row.id, row]));
  const loaded = Array.from(
    { length: load.keys.count },
    (_, i) => named.get(i + 1) ?? { id: i + 1, value: FIRST_VALUE, version: 1 },
  );
  const others = plan.rows.filter(({ id }) => (id as number) > load.keys.count);
  return { plan: { ...plan, rows: [...loaded, ...others] }, timing, load };
}

export function timedSetup({ plan }: TimedPlan, time: { now: number }): RunSetup {
  return { ...setupOf(plan, time), kafka: null };
}

export class TimedRun {
  readonly simulation: Simulation;
  readonly #number: number;
  readonly #load: LoadPlan;
  readonly #timing: TimingPlan;
  readonly #measures = new Measures();
  #phase: 'load' | 'rest' | 'over' = 'load';

  /** @param number which of the runs of the cell: with the seed, it says all that is chance in it */
  constructor(timed: TimedPlan, engine: EngineRun, time: { now: number }, number: number) {
    const { plan, timing, load } = timed;
    const { scenario } = plan;
    const seed = seedOf(scenario.explore.seed, number);
    const endMs = load.warmupMs + load.durationMs;
    const rows = new Map(plan.rows.map(({ id, value }) => [id, value]));
    this.#number = number;
    this.#load = load;
    this.#timing = timing;
    this.simulation = new Simulation(plan, engine, time, {
      latencies: new Latencies(timing),
      measures: this.#measures,
      judge: new Judge(this.#measures, (id) => rows.get(id) ?? null, load.warmupMs, endMs),
      traffic: new Traffic(this.#measures, load.warmupMs, endMs, scenario.nodes),
      seed,
      ttlJitter: load.ttlJitter,
      endMs,
    });
    const { simulation } = this;
    const chooseKey = keyChooser(load.keys.popularity, load.keys.count);
    const faults =
      scenario.faults.length === 0
        ? null
        : new Faults(simulation, scenario.faults, seed, endMs, (u) => `${KEY_PREFIX}${chooseKey(u)}`);
    simulation.faults = faults;
    if (scenario.replicas > 0) simulation.listeners.push(new Replication(simulation, timing, seed));
    if (plan.consumes) simulation.listeners.push(new Changes(simulation, timing, seed, faults));
    if (plan.polls) simulation.listeners.push(new Rounds(simulation, timing, seed));
    addLoad(simulation, load, seed);
  }

  get problem(): RunProblem | null {
    return this.simulation.problem;
  }

  /** Virtual time that has gone by, as a share of the load's. */
  get progress(): number {
    const { warmupMs, durationMs } = this.#load;
    return Math.min(1, this.simulation.time.now / (warmupMs + durationMs));
  }

  /** Goes on for so many steps, on an engine that answers at once. Call it from a macrotask. Returns whether the run is over. */
  slice(steps: number): boolean {
    for (let i = 0; i < steps; i++) {
      const step = this.next();
      if (step === null) return true;
      if (perform(this.simulation, step) !== undefined) throw new Error('the engine did not answer at once');
      this.simulation.settle(step);
    }
    return false;
  }

  /** The next step that the engine must execute; null: the run is over. */
  next(): Step | null {
    for (;;) {
      const step = this.simulation.advance();
      if (step !== null) return step;
      if (this.problem !== null || this.#phase === 'over') return null;
      this.#enterNextPhase();
    }
  }

  #enterNextPhase(): void {
    const { simulation } = this;
    if (this.#phase === 'rest') {
      this.#phase = 'over';
      return;
    }
    this.#phase = 'rest';
    noteMemory(simulation, this.#timing.bytesPerKey, this.#measures);
    if (simulation.atWork > 0) simulation.fail(stuck(simulation.atWork));
    else observe(simulation, this.#measures);
  }

  /** What it has shown, when it is over. */
  toData(): RunData {
    const { traffic, judge } = this.simulation;
    const { ledger } = judge;
    traffic.close();
    this.#measures.peak('versionsRemembered', ledger.size.versions);
    this.#measures.sums.seconds = this.#load.durationMs / 1000;
    ledger.close();
    return this.#measures.toData(this.#number);
  }
}

/** On real servers nobody asks: the figure is the simulation's. */
function noteMemory({ engine }: Simulation, bytesPerKey: number | null, { sums }: Measures): void {
  const state = engine.inspect();
  if (state instanceof Promise) return;
  sums.redisKeys = Object.keys(state.redis).length;
  sums.redisBytes = bytesPerKey === null ? bytesOf(state.redis) : bytesPerKey * sums.redisKeys;
}

/** Reads every key that was written, on every node, as fast as can be: one after the other, in no time. */
function observe(simulation: Simulation, { sums }: Measures): void {
  const ids = [...simulation.judge.ledger.records.keys()].sort((one, other) => one - other);
  const nodes = simulation.instances.length;
  const stale = new Set<number>();
  let next = 0;
  sums.keysAtRest = ids.length;
  const look = (client: Client): void => {
    if (next >= ids.length * nodes) return void (sums.staleAtRest = stale.size);
    const id = ids[Math.floor(next / nodes)]!;
    const node = 1 + (next++ % nodes);
    const key = simulation.plan.keyOf.get(id) ?? `${KEY_PREFIX}${id}`;
    const invokedMs = simulation.time.now;
    invoke(simulation, client, 'read', {
      key,
      value: null,
      node,
      id,
      session: OBSERVER,
      invokedMs,
      isMeasured: false,
      stream: null,
    });
  };
  simulation.onObserved = (call: Call) => {
    if (call.error === undefined && simulation.judge.isStaleAtRest(call)) stale.add(call.id);
  };
  look(new Client(simulation.newIndex(), 'observer', { idle: look }));
}
