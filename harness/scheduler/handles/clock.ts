/** The `clock` handle: virtual time. Waking from a sleep is a step. */
import type { Clock } from '../../../strategies/strategy.ts';
import { Step } from '../step.ts';
import type { Submitter } from './submitter.ts';

/** @param aheadMs of the stores' clock; how long a sleep takes does not depend on it */
export function clockHandle(submitter: Submitter, aheadMs = 0): Clock {
  const { operation } = submitter;
  return {
    now: () => submitter.time.now + aheadMs,
    sleep: async (ms) => {
      if (!(ms >= 0)) throw new RangeError(`clock.sleep(${ms}): the time must be 0 ms or more`);
      const step = new Step(operation.actor, operation, 'clock', 'sleep');
      step.subject = `${ms}ms`;
      step.deadline = submitter.time.now + ms;
      await submitter.submit(step);
    },
  };
}
