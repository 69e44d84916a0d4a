/** Why a run may end without a verdict, in words that say how to mend it. */
import type { Problem } from '../result.ts';
import type { Actor } from './actor.ts';
import { describeError } from './describe-error.ts';

export type RunProblem = Omit<Problem, 'schedules'>;
export type Phase = 'warm' | 'main' | 'observe';

/** @param isService the code is that of a service, whose timers are virtual by themselves */
export function escaped(what: string, where: string, isService = false): RunProblem {
  const fix = isService
    ? 'use the redis and mysql that create() is given, or connect to its addresses; replace other I/O by something in memory.'
    : 'use clock.sleep(ms) for time, and the redis, mysql and local handles for I/O.';
  return {
    kind: 'escaped',
    message: `${what} at ${where} leaves the scheduler: it would happen at a time that no schedule controls. Fix: ${fix}`,
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

/**
 * @param actors those of the phase
 * @param sessions all actors, by their sessions
 */
export function deadlocked(actors: readonly Actor[], sessions: readonly Actor[]): RunProblem {
  const left = actors.filter(({ ended }) => !ended);
  const reasons = left.map((actor) => `${actor.name} has not ended: it waits for ${whatFor(actor, sessions)}`);
  return { kind: 'deadlock', message: `nothing can happen any more, but ${reasons.join('; ')}` };
}

function whatFor({ blocked, isReleased }: Actor, sessions: readonly Actor[]): string {
  if (blocked !== null) {
    const by = blocked.connection < 0 ? blocked.blockedBy : blocked.waitedFor;
    const holder = by === null ? undefined : sessions[by];
    const isNamed = blocked.command === 'get_lock';
    const lock = `${isNamed ? 'a named lock' : 'a lock'} of ${holder?.name ?? 'another session'}`;
    const waitsForName = holder?.blocked?.command === 'get_lock';
    // MySQL sees no deadlock between rows and named locks.
    if (holder !== undefined && holder.blocked !== null && isNamed !== waitsForName)
      return `${lock}, who waits too. Fix: take named locks before rows, or let the wait time out, by the fault lock-timeout`;
    if (isNamed) return `${lock}, who does not release it. Fix: RELEASE_LOCK also where an operation fails`;
    return `${lock}, whose transaction nobody ends any more. Fix: roll back where an operation fails`;
  }
  return isReleased ? 'a promise that no step will settle' : 'others to end';
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
