/** Tells whether two processes, on machines of their own, explored the same scenario with the same budget. */
import type { Scenario } from '../../scenario.ts';
import { digestOf } from '../replay/digest.ts';

/** Paths are left out: where files lie is a machine's own business. */
export function scenarioDigest(scenario: Scenario): string {
  const { file: _, strategies, ...rest } = scenario;
  const uses = strategies.map(({ as, with: options }) => ({ as, options }));
  return digestOf({ ...rest, strategies: uses });
}
