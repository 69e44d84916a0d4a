/** Where a strategy that listens to Redis cannot be tried. */
import type { Scenario } from '../scenario.ts';
import { isChanging, redisServersOf } from './redis-servers.ts';
import type { AnyStrategy } from '../../strategies/strategy.ts';

/** What says whether messages can be delivered as they should. */
export type ListeningPart = 'faults' | 'levels' | 'redisNodes' | 'timed';

/** Null: it can, or it does not listen. */
export function whyUnheard(
  scenario: Pick<Scenario, ListeningPart>,
  strategy: AnyStrategy,
  options: never,
): { readonly because: string; readonly fix: string } | null {
  if ((strategy.create(options) as { start?: unknown }).start === undefined) return null;
  const { faults, timed } = scenario;
  // What a subscriber misses while servers, or its own node, come and go is not modelled.
  if (redisServersOf(scenario) !== null || isChanging(faults) || faults.some(({ kind }) => kind === 'failover')) {
    const because = 'it listens to one Redis that is always there, and to nodes that stay';
    return { because, fix: 'remove `levels` and `redis_nodes`, and faults of nodes and servers' };
  }
  if (timed === undefined || strategy.service === undefined) return null;
  return { because: 'it is code of a service, which policy `timed` does not simulate', fix: 'write another policy' };
}
