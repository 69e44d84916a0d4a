import type { VirtualTime } from '../../engines/engine.ts';
import type { Operation, Step } from '../step.ts';

/** What a handle needs of the code that uses it: whose it is, and a place to put steps. */
export interface Submitter {
  readonly operation: Operation;
  readonly time: VirtualTime;
  /** The node that asks, from 1, where nodes listen to Redis; else 0. */
  readonly listeningNode: number;
  /** How many MySQL replicas there are. */
  readonly replicas: number;
  /** Queues the step as pending; settles when the scheduler has executed it. */
  submit(step: Step): Promise<unknown>;
}
