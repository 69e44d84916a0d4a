/** Drives a run through its phases: warm-up, the explored part, the observer. */
import { runActorCode } from './ambient.ts';
import { audit } from './audit.ts';
import type { Picker } from './choice.ts';
import { first } from './choice.ts';
import { canDrain } from './drain.ts';
import { driveUndrained } from './drive-undrained.ts';
import { perform, phasesOf, type StepListener } from './phases.ts';
import type { Phase } from './problems.ts';
import type { Run } from './run.ts';
import type { Step } from './step.ts';
import { scheduleTurn } from './turn.ts';

/** Drives a run on an engine that answers at once. Call it from a macrotask. */
export function driveNow(run: Run, picker: Picker): void {
  if (run.plan.warm.operations.length > 0) drivePhase(run, 'warm', first);
  drivePhase(run, 'main', picker);
  drivePhase(run, 'observe', first);
}

function drivePhase(run: Run, phase: Phase, picker: Picker): void {
  run.enter(phase, true);
  for (let enabled = run.enabled(); enabled.length > 0; enabled = run.enabled()) {
    const step = run.take(enabled, picker.pick(enabled));
    if (step === null) continue;
    if (perform(run, step) !== undefined) {
      throw new Error('the engine did not answer at once; drive it with driveInTurns');
    }
    run.settle(step);
  }
}

/** Runs code that actor code is part of, and sees what it makes. */
export type Watch = (code: () => void) => void;

export interface InTurns {
  readonly onStep?: StepListener;
  /** Left out: an audited run is watched by the audit. */
  readonly watch?: Watch;
}

/**
 * Drives a run on an engine that answers in its time. Many may be driven at once: everything between two answers happens
 * in one macrotask of its own (a drain inside a microtask would do nothing), so runs never share a drain.
 */
export function driveInTurns(run: Run, picker: Picker, { onStep, watch }: InTurns = {}): Promise<void> {
  if (!canDrain) return driveUndrained(run, picker, onStep);
  return new Promise((resolve, reject) => {
    const watching = watch ?? (run.isAudited ? audit : null);
    const [opening, ...remaining] = phasesOf(run, picker);
    let [phase, chooser] = opening!;
    run.enter(phase);
    // State and four functions for the whole run, instead of closures for each of its steps.
    let step: Step | null = null;
    let isOver = false;
    const choose = (): void => {
      for (;;) {
        const enabled = run.enabled();
        if (enabled.length === 0) {
          const next = remaining.shift();
          if (next === undefined) return void (isOver = true);
          [phase, chooser] = next;
          run.enter(phase);
          continue;
        }
        step = run.take(enabled, chooser.pick(enabled));
        if (step === null) continue;
        // The event loop turns while the engine works: nothing of the actor's code may be left for then.
        return runActorCode(run, null, null);
      }
    };
    const settleAndChoose = (): void => {
      const settled = step;
      step = null;
      if (settled !== null) run.settle(settled);
      if (settled === null || onStep === undefined) choose();
      else Promise.resolve(onStep(settled)).then(goOn, reject);
    };
    const turn = (): void => {
      try {
        for (;;) {
          if (watching === null) settleAndChoose();
          else watching(settleAndChoose);
          if (isOver) return resolve();
          // The listener is at work.
          if (step === null) return;
          const execution = perform(run, step);
          if (execution !== undefined) return void execution.then(goOn, reject);
        }
      } catch (error) {
        reject(error);
      }
    };
    const goOn = (): void => scheduleTurn(turn);
    goOn();
  });
}
