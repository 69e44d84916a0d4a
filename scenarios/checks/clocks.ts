/** The clocks of the service instances: one for each. */
import type { Report } from '../problem.ts';
import type { Draft } from './draft.ts';

export function checkClocks({ topology }: Draft, report: Report): void {
  const { clocks, nodes = 1 } = topology ?? {};
  if (clocks === undefined || clocks.length === nodes) return;
  const message = `found ${clocks.length} clock${clocks.length === 1 ? '' : 's'} for ${nodes} ${nodes === 1 ? 'instance' : 'instances'}, expected one for each`;
  report({ at: ['topology', 'clocks'], message, fix: `write ${nodes} durations, or set \`nodes: ${clocks.length}\`` });
}
