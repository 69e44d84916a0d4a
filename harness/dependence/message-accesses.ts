/**
 * What steps touch where nodes listen to Redis: what is on its way to each of them, in an order that no later step changes,
 * and who is to be told of which change. A delivery comes after its sending because that made it possible, so messages on
 * their way multiply nothing.
 */
import type { Actor } from '../scheduler/actor.ts';
import type { Operation, Step } from '../scheduler/step.ts';
import type { Subscribers } from '../scheduler/subscribers.ts';
import type { Access, Footprint } from './access.ts';
import { access } from './access.ts';

/**
 * @param accesses what the step touched
 * @param isPending so that nobody knows whom it will tell
 */
export function messageAccesses(
  accesses: Footprint,
  subscribers: Subscribers,
  step: Step,
  isPending: boolean,
): Access[] {
  const telling = step.store === 'local' ? [] : tellingAccesses(accesses, subscribers, isPending ? null : step.index);
  return [...telling, ...aheadOf(step, subscribers)];
}

/**
 * Where messages come between the replies to a node's commands: what is ahead of a reply. Of a delivery, and of what its handler
 * does in memory, after which the reply is taken up.
 */
export function hearingMessage(lane: Actor, subscribers: Subscribers): Access[] {
  const node = subscribers.lanes.indexOf(lane) + 1;
  return node > 0 && subscribers.isPushedTo(node) ? [access('write', 'messages', `node${node}`, AHEAD)] : [];
}

/** Whether a reply has to wait depends on which messages have been sent, and delivered, by then. */
function aheadOf({ request, actor, store, command }: Step, subscribers: Subscribers): Access[] {
  if (store === 'local' || (store === 'redis' && command === 'deliver')) return hearingMessage(actor, subscribers);
  if (request.store !== 'redis' || request.node === undefined || !subscribers.isPushedTo(request.node)) return [];
  const lane = subscribers.lanes[request.node - 1]!;
  return [access('read', 'messages', `node${request.node}`, AHEAD), access('read', 'actor', lane.name)];
}

const AHEAD = 'ahead';

/** @param index the step's; null: it is only pending */
function tellingAccesses(accesses: Footprint, subscribers: Subscribers, index: number | null): Access[] {
  const tracked = subscribers.tracks ? accesses.filter(({ space }) => space === 'redis') : [];
  const tracking = tracked.map(({ mode, item }) => access(mode === 'read' ? 'add' : 'write', 'tracking', item));
  if (index === null) return [...tracking, access('write', 'messages')];
  return [...tracking, ...subscribers.receiversOf(index).map((node) => access('write', 'messages', `node${node + 1}`))];
}

/** Operations of others that have ended with this step: answers to them were behind a message. */
export function answersBehind({ index, operation }: Step, operations: readonly Operation[]): Access[] {
  const ended = operations.filter((one) => one !== operation && one.respondedAt === index && one.succeeded);
  return ended.flatMap(({ key, kind }) =>
    key === null || kind === 'read' ? [] : [access('add', 'acknowledged', key)],
  );
}

/** A message that is handled may be what the answer to somebody's write waits for. */
export function answeredAtWorst(footprint: Footprint): Footprint {
  const isHeard = footprint.some(({ part, mode }) => part === AHEAD && mode === 'write');
  return isHeard ? [...footprint, access('add', 'acknowledged')] : footprint;
}

/** What a step may tell when it comes earlier: a change that nobody was told of then finds somebody who is. */
export function toldAtWorst(footprint: Footprint): Footprint {
  const changes = footprint.some(({ space, mode }) => space === 'tracking' && mode === 'write');
  return changes ? [...footprint, access('write', 'messages')] : footprint;
}
