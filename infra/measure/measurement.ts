/** What is measured, one thing at a time, and how long it may take. */
import type { Profile, ProfiledStep } from '../../harness/timed/profile.ts';
import type { Site } from './site.ts';

/** What a measurement adds to the profile. */
export interface Finding {
  readonly steps?: readonly ProfiledStep[];
  readonly binlog?: Profile['binlog'];
  readonly kafka?: Profile['kafka'];
  readonly memory?: Profile['memory'];
  /** What a reader must know: that something could not be measured, and why. */
  readonly notes?: readonly string[];
}

export interface Measurement {
  /** For the line of progress: `redis GET, 10 kB`. */
  readonly label: string;
  /** Its share of the time, beside those of the others. */
  readonly weight: number;
  /** Ends soon after the deadline. What it has put on the servers is gone afterwards. */
  run(site: Site, deadline: Deadline): Promise<Finding>;
}

/** When a measurement has to end: its time is over, or nobody wants the rest. */
export class Deadline {
  readonly #durationMs: number;
  readonly #endsMs: number;
  readonly #shouldStop: () => boolean;

  /** @param durationMs from now */
  constructor(durationMs: number, shouldStop: () => boolean) {
    this.#durationMs = durationMs;
    this.#endsMs = performance.now() + durationMs;
    this.#shouldStop = shouldStop;
  }

  /** The same time, beginning now: what had to be made ready is over. */
  restarted(): Deadline {
    return new Deadline(this.#durationMs, this.#shouldStop);
  }

  get leftMs(): number {
    return Math.max(0, this.#endsMs - performance.now());
  }

  /** @param isEnough there is something to show: until then time does not count */
  isOver(isEnough: boolean): boolean {
    return this.#shouldStop() || (isEnough && performance.now() >= this.#endsMs);
  }
}

export interface Sampling {
  /** Before each sample, not timed. */
  readonly prepare?: () => Promise<unknown>;
  readonly act: () => Promise<unknown>;
}

/** Enough for a 99th percentile that twenty samples lie above. */
export const SAMPLES_MAX = 2_000;
/** Before they count: connections, statements and compiled code must be warm. Where they are slow, fewer. */
const WARM_UP = 20;
const WARM_UP_SHARE = 0.1;

/** How long `act` took, each time, in milliseconds. */
export async function timesOf({ prepare, act }: Sampling, deadline: Deadline): Promise<number[]> {
  const times: number[] = [];
  const warmAtMs = deadline.leftMs * (1 - WARM_UP_SHARE);
  for (let n = 0; times.length < SAMPLES_MAX && !deadline.isOver(times.length > 0); n++) {
    const isWarm = n >= WARM_UP || deadline.leftMs <= warmAtMs;
    await prepare?.();
    const began = performance.now();
    await act();
    const ms = performance.now() - began;
    if (isWarm) times.push(ms);
  }
  return times;
}
