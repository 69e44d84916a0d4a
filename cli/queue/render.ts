/** A queue in words. */
import type { DeadUnit, Overview, QueueState } from './overview.ts';

export function describeOverview({ queues, sessions, workers, refusals }: Overview): string {
  return [
    ...queues.filter(isOfInterest).map(describeQueue),
    ...(queues.some(isOfInterest) ? [] : ['No work.']),
    ...sessions.map(
      ({ command, where, done, total, mode, identity }) =>
        `${command} by ${where}: ${done} of ${total} cells, --on ${mode}, stalemate ${identity.version}`,
    ),
    `${workers.length} worker${workers.length === 1 ? '' : 's'}`,
    ...workers.map(
      ({ where, mode, version, units }) =>
        `  ${where}: --on ${mode}, stalemate ${version}, ${units.length === 0 ? 'has nothing to do' : `executes ${units.join(', ')}`}`,
    ),
    ...refusals.map((refusal) => `Refused: ${refusal}`),
  ].join('\n');
}

function isOfInterest({ waiting, active, dead, isPaused }: QueueState): boolean {
  return waiting + active + dead > 0 || isPaused;
}

function describeQueue({ mode, waiting, active, dead, isPaused }: QueueState): string {
  return `${mode}: ${waiting} units wait, ${active} in hand, ${dead} given up${isPaused ? '; paused' : ''}`;
}

export function describeDead(units: readonly DeadUnit[]): string {
  if (units.length === 0) return 'Nothing was given up.';
  return units
    .map(
      ({ id, name, mode, attempts, reason }) =>
        `${name}   unit ${id}, --on ${mode}, after ${attempts} attempts\n  ${reason}`,
    )
    .join('\n');
}
