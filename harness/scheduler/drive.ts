/** Drives a run through its phases: warm-up, the explored part, the observer. */
import type { MaybePromise } from '../engines/engine.ts';
import { audit } from './audit.ts';
import type { Picker } from './choice.ts';
import { first } from './choice.ts';
import type { Phase, Run } from './run.ts';
import type { Step } from './step.ts';

/** Called after each step has settled; the run goes on when it is done. */
export type StepListener = (step: Step) => MaybePromise<void>;

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
  return new Promise((resolve, reject) => {
    const watching = watch ?? (run.isAudited ? audit : null);
    const [opening, ...remaining] = phases(run, picker);
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
        return run.drain();
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
    const goOn = (): void => void scheduleTurn(turn);
    goOn();
  });
}

function phases(run: Run, picker: Picker): readonly (readonly [Phase, Picker])[] {
  return run.plan.warm.operations.length > 0
    ? [
        ['warm', first],
        ['main', picker],
        ['observe', first],
      ]
    : [
        ['main', picker],
        ['observe', first],
      ];
}

/** Has the engine execute the step. Returns nothing when that has happened already. */
export function perform(run: Pick<Run, 'engine' | 'noteGranted'>, step: Step): Promise<void> | undefined {
  const { engine } = run;
  switch (step.execution) {
    case 'none':
      return undefined;
    case 'intervention':
      return engine.intervene(step.intervention!) as Promise<void> | undefined;
    case 'request': {
      const executed = engine.execute(step) as Promise<void> | undefined;
      if (step.fault !== 'lost-reply') return executed;
      // Applied, but the connection breaks before the reply.
      const disconnect = step.lostConnection;
      if (disconnect === null) return executed;
      const cutOff = (): Promise<void> | undefined => {
        run.noteGranted();
        return engine.intervene(disconnect) as Promise<void> | undefined;
      };
      return executed === undefined ? cutOff() : executed.then(cutOff);
    }
  }
}

/** The original, whatever the guard does to the global. */
const scheduleTurn = setImmediate;
