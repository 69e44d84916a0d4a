/** A step of a client on its way: to the store, where it takes effect, and back. */
import type { Request } from '../engines/engine.ts';
import { noteOutcome, release } from '../scheduler/release.ts';
import type { Step } from '../scheduler/step.ts';
import { type Call, type Client, NOBODY } from './client.ts';
import type { Happening } from './happening.ts';
import type { Simulation } from './simulation.ts';
import { withTtl } from './ttl-jitter.ts';

export class StepInFlight implements Happening {
  at: number;
  order = 0;
  readonly step: Step;
  readonly client: Client;
  readonly #submittedMs: number;
  readonly #replyMs: number;
  #isOnItsWayBack = false;

  constructor(simulation: Simulation, step: Step, client: Client) {
    this.step = step;
    this.client = client;
    this.#submittedMs = simulation.time.now;
    const call = step.operation as Call;
    if (step.store === 'clock') {
      this.at = step.deadline;
      this.#replyMs = 0;
      return;
    }
    if (isSql(step)) simulation.traffic.asked(call);
    if (call.stream === null) {
      this.at = simulation.time.now;
      this.#replyMs = 0;
      return;
    }
    if (step.store === 'redis' && simulation.ttlJitter > 0) jitter(simulation, step, call.stream.next());
    const { requestMs, replyMs } = simulation.latencies.draw(step, call.stream);
    this.at = inOrder(client, step, simulation.time.now + requestMs);
    this.#replyMs = replyMs;
  }

  happen(simulation: Simulation): Step | null {
    const { step, client } = this;
    if (this.#isOnItsWayBack) {
      this.#arrive(simulation);
      return null;
    }
    if (client.crashed) {
      this.#arrive(simulation);
      return null;
    }
    if (client.blocked !== null && isSql(step)) {
      client.behind = [...client.behind, this];
      return null;
    }
    simulation.faults?.strike(step);
    return step;
  }

  settled(simulation: Simulation): void {
    const { step, client } = this;
    if (noteOutcome(step)) simulation.wait(step, this);
    else this.#answer(simulation);
    if (simulation.faults?.kills(step) === true) simulation.crash(client);
  }

  /** Whoever held the lock has let it go. */
  granted(simulation: Simulation): void {
    const { client } = this;
    client.blocked = null;
    for (const next of client.behind) {
      next.at = simulation.time.now;
      simulation.queue.add(next);
    }
    client.behind = NOBODY;
    this.#answer(simulation);
  }

  #answer(simulation: Simulation): void {
    const { client } = this;
    this.#isOnItsWayBack = true;
    const own = Math.max(simulation.time.now + this.#replyMs, client.repliesMs);
    const at = simulation.subscribers?.replyAt(this.step, own) ?? own;
    if (at === simulation.time.now) return this.#arrive(simulation);
    client.repliesMs = at;
    this.at = at;
    simulation.queue.add(this);
  }

  #arrive(simulation: Simulation): void {
    const { step, client } = this;
    client.inFlight--;
    if (isSql(step)) {
      const call = step.operation as Call;
      simulation.traffic.answered(call, step);
      call.mysqlMs += simulation.time.now - this.#submittedMs;
    }
    if (client.crashed) return;
    release(step);
    simulation.run(client, null, null);
  }
}

/** The handle has made the request; what goes over the wire is this. */
function jitter({ ttlJitter }: Simulation, step: Step, u: number): void {
  const factor = 1 + ttlJitter * (2 * u - 1);
  (step as { request: Request }).request = withTtl(step.request, factor);
}

function isSql({ store }: Step): boolean {
  return store === 'mysql' || store === 'replica';
}

/** When it takes effect: not before what was sent earlier on the same connection. */
function inOrder(client: Client, step: Step, at: number): number {
  if (step.store === 'local') return at;
  const last = step.store === 'redis' ? client.redisMs : client.mysqlMs;
  const effectMs = Math.max(at, last);
  if (step.store === 'redis') client.redisMs = effectMs;
  else client.mysqlMs = effectMs;
  return effectMs;
}
