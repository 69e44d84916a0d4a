/** What one actor, and time itself, can do next. */
import { append } from '../short-list.ts';
import type { Actor } from './actor.ts';
import type { ApplyChoice, Choice, DeliverChoice, ExpireChoice, RefreshChoice } from './choice.ts';
import { addHeads, isIdle } from './heads.ts';
import { invokeSleep } from './invoke.ts';
import { moveOn } from './move-on.ts';
import type { Run } from './run.ts';
import type { Step } from './step.ts';
import { addDueTimers, expiryStep } from './timers.ts';

/** The list with the actor's choices; finds out whether it sleeps. */
export function withChoicesOf(run: Run, actor: Actor, list: Choice[]): Choice[] {
  actor.isAsleep = false;
  let choices = list;
  if (actor.pending.length > 0) actor.isAsleep = addHeads(actor, choices);
  if (actor.current !== null) return choices;
  if (run.pipeline?.owns(actor) === true) {
    run.pipeline.addChoices(actor, choices);
  } else if (run.replicas?.isLane(actor) === true) {
    return run.replicas.withChoiceOf(actor, choices);
  } else if (run.publishers?.isLane(actor) === true) {
    if (run.publishers.isDue(actor)) choices = append(choices, actor.start);
  } else if (run.subscribers?.isLane(actor) === true) {
    return run.subscribers.withChoiceOf(actor, choices);
  } else if (actor.next < actor.operations.length && actor.isReleased) {
    const plan = actor.operations[actor.next]!;
    if (plan.kind === 'sleep') {
      invokeSleep(run, actor, plan.ms);
      actor.isAsleep = true;
    } else if (actor.startMs <= run.time.now) {
      choices = append(choices, actor.start);
    }
  }
  return choices;
}

/** In a phase in which no order is explored: what its one actor does; in the warm-up, then what was sent because of it. */
export function choicesOfSoloist(run: Run, actor: Actor): Choice[] {
  let list = withChoicesOf(run, actor, []);
  if (list.length === 0 && run.phase === 'warm')
    for (const lane of run.subscribers?.lanes ?? []) list = withChoicesOf(run, lane, list);
  if (actor.isAsleep) addDueTimers([actor], run.time.now, Infinity, list);
  // A process that starts may wait for a timer that it has set.
  if (list.length === 0 && run.world !== null && isIdle(actor))
    addDueTimers(run.world.background.lanes, run.time.now, Infinity, list);
  return list;
}

/** Adds timers in the order of their deadlines; a key that expires before a timer expires first. */
export function addTime({ engine, actors, time, plan, world }: Run, clock: Actor, list: Choice[]): void {
  world?.rearm();
  const expiry = engine.nextExpiry();
  const isExpiryDue = addDueTimers(actors, time.now, expiry?.at ?? Infinity, list);
  if (!isExpiryDue) return;
  const place = plan.redisServers?.names[expiry!.server!] ?? 'redis';
  list.push({ kind: 'expire', actor: clock, place, ...expiry! });
}

/** What nobody's code has asked for becomes a step when it is chosen. */
export function stepOf(run: Run, choice: DeliverChoice | ApplyChoice | RefreshChoice | ExpireChoice): Step {
  switch (choice.kind) {
    case 'deliver':
      return moveOn(run, choice, null);
    case 'apply':
      return run.replicas!.stepOf(choice);
    case 'refresh':
      return run.topology!.refresh(choice.actor);
    case 'expire':
      return expiryStep(choice);
  }
}

/** Nobody has anything left to do, in the background either; every event and message is delivered, every replica has applied everything, and every node knows who is there. */
export function hasEnded({ actors, pipeline, replicas, publishers, topology, subscribers }: Run): boolean {
  if (replicas?.isBehind === true || pipeline?.isDrained === false || publishers?.isBehind === true) return false;
  if (topology?.isBehind === true || subscribers?.isBehind === true) return false;
  for (const actor of actors) if (!actor.ended) return false;
  return true;
}
