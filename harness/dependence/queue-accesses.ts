/**
 * What steps of the pipeline touch. A delivery comes after the sending of its message because that made it possible, not
 * because they touch the same; so events on their way multiply nothing, as long as no fault can move a partition.
 */
import type { Delivery } from '../scheduler/pipeline/pipeline.ts';
import type { Step } from '../scheduler/step.ts';
import type { Access, Footprint } from './access.ts';
import { access } from './access.ts';

export function queueAccesses({ command, queues }: Step): Footprint {
  const [own, ...others] = queues.map(String);
  switch (command) {
    case 'send':
      return own === undefined ? [] : [access('write', 'queue', own, 'end')];
    case 'deliver':
      // A message in another of its consumer's partitions could have been chosen instead.
      return [access('read', 'queue', own, 'reader'), ...others.map((other) => access('read', 'queue', other, 'end'))];
    case 'commit':
      return [access('read', 'queue', own, 'reader')];
    default:
      // A crash or a rebalance, which gives them to others.
      return queues.map((queue) => access('write', 'queue', String(queue), 'reader'));
  }
}

/** Of a delivery that is not chosen yet. */
export function deliveryAccesses({ name, queue }: Delivery): Footprint {
  return name === 'kafka.deliver' ? [access('read', 'queue', String(queue), 'reader')] : [];
}

/** Whether a fault can have another event overtake this one depends on what has come by now. */
export function supplyAccess({ store, command, queues }: Step): Access {
  return store === 'kafka' && command === 'deliver'
    ? access('read', 'queue', String(queues[0]), 'end')
    : access('read', 'binlog');
}
