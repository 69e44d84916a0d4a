/**
 * Drives a run where microtasks cannot be drained on demand, as in a browser: a turn of the event loop drains them. That is
 * as exact as `drain`: a macrotask does not begin while a microtask is due, however many there are. But actor code then runs
 * while nobody holds the thread, so there is one run at a time, and an engine that answers at once.
 */
import { leaveActorCodeInTurns } from './ambient.ts';
import type { Choice, Picker } from './choice.ts';
import { perform, phasesOf, type StepListener } from './phases.ts';
import type { Run } from './run.ts';
import type { Step } from './step.ts';
import { turn } from './turn.ts';

/** The same history as that of `driveInTurns` for the same choices. */
export async function driveUndrained(run: Run, picker: Picker, onStep?: StepListener): Promise<void> {
  for (const [phase, chooser] of phasesOf(run, picker)) {
    run.enter(phase);
    for (let enabled = run.enabled(); enabled.length > 0; enabled = run.enabled()) {
      const index = chooser.pick(enabled);
      // Nothing is awaited but turns: what a choice has let go must not run before its step is executed.
      const step = enabled[index]?.kind === 'start' ? await begin(run, enabled, index) : run.take(enabled, index);
      if (step === null) continue;
      if (perform(run, step) !== undefined)
        throw new Error('the engine did not answer at once; drive it where there is a drain');
      run.answer(step);
      await leaveActorCodeInTurns(run, turn);
      while (run.subscribers?.letGo(step.index) === true) await leaveActorCodeInTurns(run, turn);
      run.settled(step);
      await onStep?.(step);
    }
  }
}

async function begin(run: Run, enabled: readonly Choice[], index: number): Promise<Step | null> {
  const operation = run.open(enabled, index);
  await leaveActorCodeInTurns(run, turn);
  return run.opened(operation);
}
