/** What arrives: the operations of a load, in an open or in a closed loop. */
import type { Step } from '../scheduler/step.ts';
import { arrivals } from './arrivals.ts';
import { invoke } from './calls.ts';
import { type CallSubject, Client } from './client.ts';
import { quantileFunction } from './distribution.ts';
import { type ClosedLoop, KEY_PREFIX, type LoadPlan, type OpenLoop } from './plan.ts';
import { keyChooser } from './popularity.ts';
import type { Happening } from './happening.ts';
import type { Simulation } from './simulation.ts';
import { seedFor, seedOf, Stream } from './streams.ts';

/** Puts the first arrivals into the queue; each brings the next. */
export function addLoad(simulation: Simulation, load: LoadPlan, seed: number): void {
  const subjects = new Subjects(simulation, load);
  const { traffic } = load;
  if (traffic.kind === 'closed') addClients(simulation, load, traffic, subjects, seed);
  else addArrivals(simulation, load, traffic, subjects, seed);
}

/** What an operation is about, from the dice of whoever asks for it. */
class Subjects {
  readonly #simulation: Simulation;
  readonly #load: LoadPlan;
  readonly #keyOf: (u: number) => number;
  /** Each write has a value like no other's. */
  #writes = 0;

  constructor(simulation: Simulation, load: LoadPlan) {
    this.#simulation = simulation;
    this.#load = load;
    this.#keyOf = keyChooser(load.keys.popularity, load.keys.count);
  }

  /** @param session null: any */
  draw(kind: 'read' | 'write', dice: Stream, session: number | null, stream: Stream): CallSubject {
    const { warmupMs, sessions } = this.#load;
    const id = this.#keyOf(dice.next());
    const { now } = this.#simulation.time;
    return {
      key: `${KEY_PREFIX}${id}`,
      value: kind === 'write' ? `w${++this.#writes}` : null,
      node: 1 + dice.below(this.#simulation.instances.length),
      id,
      session: session ?? dice.below(sessions),
      invokedMs: now,
      isMeasured: now >= warmupMs,
      stream,
    };
  }
}

function addArrivals(
  simulation: Simulation,
  { warmupMs, durationMs }: LoadPlan,
  { readsPerSecond, writesPerSecond, pattern }: OpenLoop,
  subjects: Subjects,
  seed: number,
): void {
  for (const [kind, perSecond] of [
    ['read', readsPerSecond],
    ['write', writesPerSecond],
  ] as const) {
    const own = seedFor(seed, kind === 'read' ? 'reads' : 'writes');
    const next = arrivals(pattern, perSecond, new Stream(seedOf(own, 0)));
    new Arrivals(simulation, { kind, next, subjects, seed: own, endMs: warmupMs + durationMs }).schedule();
  }
}

interface ArrivalsOf {
  readonly kind: 'read' | 'write';
  readonly next: () => number;
  readonly subjects: Subjects;
  readonly seed: number;
  readonly endMs: number;
}

class Arrivals implements Happening {
  at = 0;
  order = 0;
  readonly #simulation: Simulation;
  readonly #of: ArrivalsOf;
  readonly #dice: Stream;
  #number = 0;

  constructor(simulation: Simulation, of: ArrivalsOf) {
    this.#simulation = simulation;
    this.#of = of;
    this.#dice = new Stream(seedOf(of.seed, 1));
  }

  schedule(): void {
    this.at = this.#of.next();
    if (this.at < this.#of.endMs) this.#simulation.queue.add(this);
  }

  happen(simulation: Simulation): Step | null {
    const { kind, subjects, seed } = this.#of;
    const stream = new Stream(seedOf(seed, 2 + this.#number++));
    const subject = subjects.draw(kind, this.#dice, null, stream);
    this.schedule();
    invoke(simulation, simulation.hire(), kind, subject);
    return null;
  }
}

function addClients(
  simulation: Simulation,
  { warmupMs, durationMs }: LoadPlan,
  loop: ClosedLoop,
  subjects: Subjects,
  seed: number,
): void {
  const own = seedFor(seed, 'clients');
  for (let number = 0; number < loop.clients; number++) {
    const user = new User(simulation, loop, subjects, seedOf(own, number), number, warmupMs + durationMs);
    user.think();
  }
}

/** One client of a closed loop. */
class User implements Happening {
  at = 0;
  order = 0;
  readonly #simulation: Simulation;
  readonly #readShare: number;
  readonly #think: (u: number) => number;
  readonly #subjects: Subjects;
  readonly #seed: number;
  readonly #session: number;
  readonly #endMs: number;
  readonly #dice: Stream;
  #client: Client;
  #operations = 0;

  constructor(
    simulation: Simulation,
    { think, readShare }: ClosedLoop,
    subjects: Subjects,
    seed: number,
    session: number,
    endMs: number,
  ) {
    this.#simulation = simulation;
    this.#readShare = readShare;
    this.#think = quantileFunction(think);
    this.#subjects = subjects;
    this.#seed = seed;
    this.#session = session;
    this.#endMs = endMs;
    this.#dice = new Stream(seedOf(seed, 0));
    this.#client = this.#connect();
  }

  #connect(): Client {
    return new Client(this.#simulation.newIndex(), 'client', { idle: () => this.think(), died: () => this.#restart() });
  }

  #restart(): void {
    this.#client = this.#connect();
    this.think();
  }

  think(): void {
    this.at = this.#simulation.time.now + this.#think(this.#dice.next());
    if (this.at < this.#endMs) this.#simulation.queue.add(this);
  }

  happen(simulation: Simulation): Step | null {
    const kind = this.#dice.next() < this.#readShare ? 'read' : 'write';
    const stream = new Stream(seedOf(this.#seed, 1 + this.#operations++));
    const subject = this.#subjects.draw(kind, this.#dice, this.#session, stream);
    invoke(simulation, this.#client, kind, subject);
    return null;
  }
}
