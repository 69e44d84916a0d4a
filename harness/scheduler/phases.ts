/** What all drivers share: the phases of a run, and how a step is executed. */
import type { MaybePromise } from '../engines/engine.ts';
import type { Picker } from './choice.ts';
import { first } from './choice.ts';
import type { Phase } from './problems.ts';
import type { Run } from './run.ts';
import type { Step } from './step.ts';

/** Called after each step has settled; the run goes on when it is done. */
export type StepListener = (step: Step) => MaybePromise<void>;

/** In the order in which they come, each with who chooses in it. */
export function phasesOf(run: Run, picker: Picker): readonly (readonly [Phase, Picker])[] {
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
