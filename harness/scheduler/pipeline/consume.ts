/** What a consumer of the group does with a message: hands it to the strategy, and commits its offset. */
import type { KafkaRequest } from '../../engines/engine.ts';
import { handleChange } from '../invoke.ts';
import type { Run } from '../run.ts';
import type { Operation } from '../step.ts';
import { Step } from '../step.ts';
import type { KafkaPipeline } from './kafka-pipeline.ts';

/** Actor code: for the message that the step has fetched. */
export function consumeMessage(run: Run, delivered: Step): void {
  const pipeline = run.pipeline as KafkaPipeline;
  handleChange(run, delivered, async (operation, onChange) => {
    try {
      if (pipeline.plan.commit === 'before-handling') {
        // A message that is not ours any more is somebody else's to handle.
        if (await commits(run, operation, delivered)) await onChange();
        return;
      }
      await onChange();
      await commits(run, operation, delivered);
    } catch (error) {
      pipeline.failed(operation.actor);
      throw error;
    }
  });
}

/** @returns whether the group still knows this consumer */
async function commits(run: Run, operation: Operation, delivered: Step): Promise<boolean> {
  const { partition } = delivered.request as Extract<KafkaRequest, { readonly action: 'fetch' }>;
  const [offset] = delivered.reply as readonly [number, string];
  const request: KafkaRequest = { store: 'kafka', action: 'commit', partition, offset: offset + 1 };
  const step = new Step(operation.actor, operation, 'kafka', 'commit', request);
  step.event = delivered.event;
  step.queues = [partition];
  try {
    await run.submit(step);
    return true;
  } catch (error) {
    if (step.state !== 'failed') throw error;
    return false;
  }
}
