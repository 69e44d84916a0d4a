import type { FaultKind } from '../scenario.ts';
import type { Delivery } from './pipeline/pipeline.ts';
import type { Run } from './run.ts';
import type { Step } from './step.ts';

/** The step that moves a change event or a message on, to whoever the lane is of. */
export function moveOn({ pipeline, subscribers }: Run, delivery: Delivery, fault: FaultKind | null): Step {
  return delivery.name === 'redis.deliver' ? subscribers!.move(delivery) : pipeline!.move(delivery, fault);
}
