/** The delays that are put into each step, so that races are frequent: seeded, and waited for on the real clock. */
import type { Distribution } from '../../harness/timed/distribution.ts';
import { quantileFunction } from '../../harness/timed/distribution.ts';
import type { Stream } from '../../harness/timed/streams.ts';

/** Waits for a time drawn from the distribution. */
export function delayBy(distribution: Distribution, dice: Stream): () => Promise<void> {
  const quantile = quantileFunction(distribution);
  return () => sleep(quantile(dice.next()));
}

/** Timers are late, and count in milliseconds; what was really waited is recorded by whoever waits. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
