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
  run.enter(phase);
  for (let enabled = run.enabled(); enabled.length > 0; enabled = run.enabled()) {
    const step = run.take(enabled, picker.pick(enabled));
    if (step === null) continue;
    if (perform(run, step) !== undefined) {
      throw new Error('the engine did not answer at once; drive it with driveInTurns');
    }
    run.settle(step);
  }
}

/**
 * Drives a run on an engine that answers in its time. Many may be driven at once: everything between two answers happens
 * in one macrotask of its own (a drain inside a microtask would do nothing), so runs never share a drain.
 */
export function driveInTurns(run: Run, picker: Picker, onStep?: StepListener): Promise<void> {
  return new Promise((resolve, reject) => {
    const [opening, ...remaining] = phases(run, picker);
    let chooser = opening![1];
    run.enter(opening![0]);
    const onTurn = (task: () => void): void => onNextTurn(run.isAudited ? () => audit(task) : task, reject);
    const settle = (step: Step): void => {
      run.settle(step);
      if (onStep === undefined) return advance();
      Promise.resolve(onStep(step)).then(() => onTurn(advance), reject);
    };
    const advance = (): void => {
      for (;;) {
        const enabled = run.enabled();
        if (enabled.length === 0) {
          const next = remaining.shift();
          if (next === undefined) return resolve();
          run.enter(next[0]);
          chooser = next[1];
          continue;
        }
        const step = run.take(enabled, chooser.pick(enabled));
        if (step === null) continue;
        // The event loop turns while the engine works: nothing of the actor's code may be left for then.
        run.drain();
        const execution = perform(run, step);
        if (execution === undefined) return settle(step);
        return void execution.then(() => onTurn(() => settle(step)), reject);
      }
    };
    onTurn(advance);
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
function perform(run: Run, step: Step): Promise<void> | undefined {
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

function onNextTurn(task: () => void, onError: (error: unknown) => void): void {
  scheduleTurn(() => {
    try {
      task();
    } catch (error) {
      onError(error);
    }
  });
}
