import type { VirtualTime } from '../../engines/engine.ts';
import type { Actor } from '../actor.ts';
import type { Step } from '../step.ts';

/** What a handle needs of its actor: a place to put steps. */
export interface Submitter {
  readonly actor: Actor;
  readonly time: VirtualTime;
  /** Queues the step as pending; settles when the scheduler has executed it. */
  submit(step: Step): Promise<unknown>;
}
