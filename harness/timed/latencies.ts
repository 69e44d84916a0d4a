/** Draws how long each step takes. */
import type { Step } from '../scheduler/step.ts';
import type { Distribution } from './distribution.ts';
import { quantileFunction } from './distribution.ts';
import type { Latency, TimingPlan } from './plan.ts';
import type { Stream } from './streams.ts';

/** The two legs of a step. Reused: read them before the next draw. */
export interface Legs {
  requestMs: number;
  replyMs: number;
}

type Draw = (stream: Stream, legs: Legs) => void;

export class Latencies {
  readonly legs: Legs = { requestMs: 0, replyMs: 0 };
  readonly #draws = new Map<string, Map<string, Draw>>();
  readonly #timing: TimingPlan;

  constructor(timing: TimingPlan) {
    this.#timing = timing;
  }

  /** Draws two numbers, whatever the distribution, so that those that follow are the same under every timing. */
  draw({ store, command }: Step, stream: Stream): Legs {
    let ofStore = this.#draws.get(store);
    if (ofStore === undefined) this.#draws.set(store, (ofStore = new Map()));
    let draw = ofStore.get(command);
    if (draw === undefined) ofStore.set(command, (draw = drawOf(this.#latencyOf(store, command))));
    draw(stream, this.legs);
    return this.legs;
  }

  #latencyOf(store: string, command: string): Latency {
    const { steps } = this.#timing;
    return steps[`${store}.${command}`] ?? steps[store] ?? AT_ONCE;
  }
}

const NOTHING: Distribution = { kind: 'constant', ms: 0 };
const AT_ONCE: Latency = { kind: 'total', total: NOTHING };

function drawOf(latency: Latency): Draw {
  if (latency.kind === 'total') {
    const quantile = quantileFunction(latency.total);
    return (stream, legs) => {
      const total = quantile(stream.next());
      legs.requestMs = total * stream.next();
      legs.replyMs = total - legs.requestMs;
    };
  }
  const request = quantileFunction(latency.request);
  const reply = quantileFunction(latency.reply);
  return (stream, legs) => {
    legs.requestMs = request(stream.next());
    legs.replyMs = reply(stream.next());
  };
}
