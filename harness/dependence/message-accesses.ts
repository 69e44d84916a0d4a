/**
 * What steps touch where nodes listen to Redis: what is on its way to each of them, in an order that no later step changes,
 * and who is to be told of which change. A delivery comes after its sending because that made it possible, so messages on
 * their way multiply nothing.
 */
import type { Subscribers } from '../scheduler/subscribers.ts';
import type { Access, Footprint } from './access.ts';
import { access } from './access.ts';

/**
 * @param accesses what the step touched
 * @param index the step's; null: it is only pending, so that nobody knows whom it will tell
 */
export function messageAccesses(accesses: Footprint, subscribers: Subscribers, index: number | null): Access[] {
  const tracked = subscribers.tracks ? accesses.filter(({ space }) => space === 'redis') : [];
  const tracking = tracked.map(({ mode, item }) => access(mode === 'read' ? 'add' : 'write', 'tracking', item));
  if (index === null) return [...tracking, access('write', 'messages')];
  return [...tracking, ...subscribers.receiversOf(index).map((node) => access('write', 'messages', `node${node + 1}`))];
}

/** What a step may tell when it comes earlier: a change that nobody was told of then finds somebody who is. */
export function toldAtWorst(footprint: Footprint): Footprint {
  const changes = footprint.some(({ space, mode }) => space === 'tracking' && mode === 'write');
  return changes ? [...footprint, access('write', 'messages')] : footprint;
}
