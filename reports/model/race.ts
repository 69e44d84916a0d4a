/**
 * What a failure is at heart: the steps of its argument, without the names. Two failures with the same heart are the same
 * race, whatever strategy and scenario they were found in.
 */
import type { StateView, Trace, TraceStep } from '../../harness/result.ts';
import { stateBefore } from './state.ts';

/** `1 read asks mysql, 2 write changes mysql, 1 read changes redis, 3 read asks redis`: actors by first appearance. */
export function raceOf(trace: Trace): string {
  const argument = trace.steps.filter((step) => step.witness);
  const actors: string[] = [];
  return (argument.length > 0 ? argument : trace.steps)
    .map((step) => {
      if (!actors.includes(step.actor)) actors.push(step.actor);
      return `${actors.indexOf(step.actor) + 1} ${roleOf(trace, step)} ${actOf(trace, step)}`;
    })
    .join(', ');
}

function roleOf(trace: Trace, step: TraceStep): string {
  return (step.operation === null ? undefined : trace.operations[step.operation]?.kind) ?? step.fault ?? 'actor';
}

/** What a step does to its store, so that `SET`, `SETEX` and a script that sets are one. */
function actOf(trace: Trace, step: TraceStep): string {
  const { store, state, number } = step;
  if (store !== 'redis' && store !== 'mysql' && store !== 'local') return store;
  const heldBy = (view: StateView): unknown => [view[store], store === 'redis' ? view.servers : null];
  const isChange = JSON.stringify(heldBy(stateBefore(trace, number))) !== JSON.stringify(heldBy(state));
  return `${isChange ? 'changes' : 'asks'} ${store}`;
}
