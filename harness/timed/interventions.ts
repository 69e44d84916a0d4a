/** What happens to the stores without a client's asking, as steps. */
import type { Intervention } from '../engines/engine.ts';
import type { Actor } from '../scheduler/actor.ts';
import { Step, type StepStore } from '../scheduler/step.ts';
import type { Client } from './client.ts';
import type { Happening } from './happening.ts';
import type { Simulation } from './simulation.ts';

export function interventionStep(
  actor: Actor,
  command: string,
  intervention: Intervention,
  store: StepStore = 'actor',
): Step {
  const step = new Step(actor, null, store, command);
  step.intervention = intervention;
  return step;
}

/** A client's connections end, and with them its open transaction. Who lives gets new ones. */
export class Disconnection implements Happening {
  at: number;
  order = 0;
  readonly #client: Client;

  constructor(at: number, client: Client) {
    this.at = at;
    this.#client = client;
  }

  happen(): Step {
    const client = this.#client;
    return interventionStep(client, 'disconnect', { kind: 'disconnect', session: client.index });
  }

  settled(simulation: Simulation): void {
    const client = this.#client;
    if (client.crashed) return client.role.died?.(client);
    client.inFlight--;
    client.beginPending = 0;
    simulation.afterCode(client);
  }
}
