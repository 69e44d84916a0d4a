/** Why a run may end without a verdict, in words that say how to mend it. */
import type { Problem } from '../result.ts';
import type { Actor } from './actor.ts';
import { describeError } from './describe-error.ts';

export type RunProblem = Omit<Problem, 'schedules'>;
export type Phase = 'warm' | 'main' | 'observe';

export function escaped(what: string, where: string): RunProblem {
  return {
    kind: 'escaped',
    message:
      `${what} at ${where} leaves the scheduler: it would happen at a time that no schedule controls. ` +
      'Fix: use clock.sleep(ms) for time, and the redis, mysql and local handles for I/O.',
  };
}

export function spinning(what: string, turns: number): RunProblem {
  return {
    kind: 'step-limit',
    message: `an actor called ${what} ${turns} times without a step in between: it waits for another actor in a loop, which no schedule can end. Fix: await a promise, or clock.sleep(ms)`,
  };
}

export function uncaught(error: unknown): RunProblem {
  return { kind: 'strategy', message: `an error that nobody caught: ${describeError(error)}` };
}

/** @param lanes the actors of the phase */
export function deadlocked(lanes: readonly Actor[]): RunProblem {
  const waiting = lanes.filter((actor) => !actor.ended).map((actor) => actor.name);
  return {
    kind: 'deadlock',
    message: `nothing can happen any more, but ${waiting.join(', ')} ${waiting.length === 1 ? 'has' : 'have'} not ended: each waits for a promise that no step will settle`,
  };
}

const WHAT_IS_OVER = {
  warm: 'warming the cache was',
  main: 'the run was',
  observe: "the observer's reads, after all actors had ended, were",
} as const satisfies Record<Phase, string>;

export function tooLong(phase: Phase, maxSteps: number): RunProblem {
  return {
    kind: 'step-limit',
    message: `${WHAT_IS_OVER[phase]} not over after ${maxSteps} steps. Fix: raise explore.max_steps, or look for a loop that waits for another actor`,
  };
}
