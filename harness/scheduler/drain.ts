/**
 * Exact quiescence: run every microtask and `process.nextTick` callback that is due, and return when none is left.
 *
 * Tools that count ticks instead guess: fast-check waits for 50, and a race behind 55 awaits is never seen.
 * `process._tickCallback` empties both queues at once when it is called from a macrotask. It is not documented, so its
 * behaviour is proven before the first run (`assertExactDrain`), and a runtime on which the proof fails is refused.
 */
const tickCallback = (globalThis.process as { _tickCallback?: () => void } | undefined)?._tickCallback;

/** A browser has nothing of the kind: there, runs are driven by `drive-undrained.ts`. */
export const canDrain = typeof tickCallback === 'function';

/** Drains now. Call it from a macrotask only: inside a microtask V8 ignores a nested checkpoint. */
export function drain(): void {
  tickCallback!();
}

/** Whether `drain` empties a chain of 1,000 awaits with a tick at its end. Must be asked from a macrotask. */
export function canDrainNow(): boolean {
  if (!canDrain) return false;
  let reached = false;
  const chain = async (): Promise<void> => {
    for (let i = 0; i < 1000; i++) await null;
    process.nextTick(() => {
      void Promise.resolve().then(() => {
        reached = true;
      });
    });
  };
  void chain();
  drain();
  return reached;
}

/** @throws when this runtime cannot drain exactly: a wrong verdict would be worse than none. */
export function assertExactDrain(): void {
  if (canDrainNow()) return;
  throw new Error(
    `Node ${process.version} does not drain its microtask queue on demand, so Stalemate cannot know when actors are idle. ` +
      'Run it on Node 20.19 or later of the lines 20, 22 or 24.',
  );
}
