/**
 * Virtual time. The clock moves only when a timer fires, and it never jumps over a deadline: timers fire in the order of
 * their deadlines, and a key whose TTL ends earlier expires first. Between timers, any number of steps takes no time, so
 * under an untimed policy a timer may fire as early or as late as the schedule says.
 */
import type { Actor } from './actor.ts';
import type { Choice, ExpireChoice } from './choice.ts';
import { Step } from './step.ts';

/**
 * Adds the timers that are due next: all with the earliest deadline. Those that no process would wait for come when time
 * passes anyway.
 * @param expiryAt when the next key expires.
 * @returns whether that expiry comes first; then no timer was added.
 */
export function addDueTimers(actors: readonly Actor[], now: number, expiryAt: number, list: Choice[]): boolean {
  let earliest = Infinity;
  const due: (Step | Actor)[] = [];
  const consider = (timer: Step | Actor, deadline: number): void => {
    if (deadline < earliest) {
      earliest = deadline;
      due.length = 0;
    }
    if (deadline === earliest) due.push(timer);
  };
  const daemons: Step[] = [];
  for (const actor of actors) {
    if (actor.crashed) continue;
    for (const step of actor.pending) {
      if (step.store !== 'clock' || (step.timer === 'timeout' && isOutrun(actor))) continue;
      if (step.timer === 'daemon') daemons.push(step);
      else consider(step, step.deadline);
    }
    if (actor.next === 0 && actor.startMs > now && actor.current === null && actor.isReleased)
      consider(actor, actor.startMs);
  }
  if (earliest === Infinity) return false;
  for (const step of daemons) if (step.deadline <= earliest) consider(step, step.deadline);
  if (expiryAt <= earliest) return true;
  for (const timer of due) insertSorted(list, 'store' in timer ? timer : timer.start);
  return false;
}

/** What a service waits for with a timeout beside it is taken to come before the timeout does. */
function isOutrun({ pending }: Actor): boolean {
  return pending.some(({ store }) => store !== 'clock');
}

/** Keeps the choices sorted by actor; among one actor's, timers come after what it can do at once. */
function insertSorted(list: Choice[], choice: Choice): void {
  let at = list.length;
  while (at > 0 && list[at - 1]!.actor.index > choice.actor.index) at--;
  list.splice(at, 0, choice);
}

/** The clock moves to the end of a key's TTL, and the key is gone. */
export function expiryStep({ actor, key, at, server, place }: ExpireChoice): Step {
  const step = new Step(actor, null, 'redis', 'expire');
  step.subject = key;
  step.deadline = at;
  step.intervention = { kind: 'expire', key, ...(server !== undefined && { server }) };
  if (server !== undefined) step.server = place;
  return step;
}
