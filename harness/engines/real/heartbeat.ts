/**
 * Whether the servers still answer. One that is frozen, or cut off, closes no connection; all that waits for it would
 * wait for ever. So each is asked something small once a second, on a connection of its own, where nothing stands before
 * it: a statement that waits for a lock is nobody's silence.
 *
 * Silence is counted in looks, not in time. While this process cannot run, its looks come late too, and what has
 * arrived meanwhile is read before anything is counted.
 */
import { ServerUnsuitable } from './errors.ts';
import type { ServerName } from './errors.ts';
import type { Lifeline } from './lifeline.ts';

/** One server, and how to ask whether it is there. */
export interface Pulse {
  readonly server: ServerName;
  /** Connects at its first call. Rejects with `ServerUnsuitable` when the server answers that it cannot go on. */
  ask(): Promise<void>;
  close(): void;
}

const LOOK_EVERY_MS = 1_000;
/** Long for a server under load, and short enough for a run to end within ten seconds of a freeze. */
const SILENT_LOOKS_MAX = 7;

export class Heartbeat {
  readonly #pulses: readonly Pulse[];
  readonly #timer: NodeJS.Timeout;

  constructor(pulses: readonly Pulse[], lifeline: Lifeline) {
    this.#pulses = pulses;
    const watches = pulses.map((pulse) => new Watch(pulse, lifeline));
    for (const watch of watches) watch.look();
    this.#timer = setInterval(() => {
      // Timers come before the network in a turn of the event loop: look when what has arrived is read.
      setImmediate(() => watches.forEach((watch) => watch.look()));
    }, LOOK_EVERY_MS).unref();
  }

  close(): void {
    clearInterval(this.#timer);
    for (const pulse of this.#pulses) pulse.close();
  }
}

class Watch {
  readonly #pulse: Pulse;
  readonly #lifeline: Lifeline;
  #isWaiting = false;
  #silentLooks = 0;

  constructor(pulse: Pulse, lifeline: Lifeline) {
    this.#pulse = pulse;
    this.#lifeline = lifeline;
  }

  look(): void {
    if (!this.#isWaiting) return this.#ask();
    this.#silentLooks += 1;
    if (this.#silentLooks < SILENT_LOOKS_MAX) return;
    const seconds = (SILENT_LOOKS_MAX * LOOK_EVERY_MS) / 1_000;
    const silence = new Error(`it has not answered for ${seconds} seconds. It is frozen, overloaded or cut off`);
    this.#lifeline.lost(this.#pulse.server, silence);
  }

  #ask(): void {
    this.#isWaiting = true;
    this.#silentLooks = 0;
    this.#pulse.ask().then(
      () => {
        this.#isWaiting = false;
      },
      (error: unknown) => {
        this.#isWaiting = false;
        // A broken connection has told the lifeline itself.
        if (error instanceof ServerUnsuitable) this.#lifeline.lost(this.#pulse.server, error);
      },
    );
  }
}
