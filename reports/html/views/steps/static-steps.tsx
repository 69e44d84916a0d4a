/** @jsxRuntime automatic @jsxImportSource preact */
/** The step tables of all failures, as long as there is room for them: what readers without JavaScript see. */
import type { ComponentType } from 'preact';
import type { Detail } from '../../../counterexample/subject.ts';
import type { Failure } from '../../../model/summary.ts';
import { StepTable } from './step-table.tsx';

/** Rows: of one failure, and of all together. */
const STEPS_MAX = 200;
const STEPS_TOTAL_MAX = 2000;

/** A component that shows the steps of one failure by its id; the failures that matter most get the room first. */
export function staticSteps(
  failures: readonly Failure[],
  details: ReadonlyMap<string, Detail>,
): ComponentType<{ readonly failure: string }> {
  const limits = new Map<string, number>();
  let room = STEPS_TOTAL_MAX;
  for (const { id, steps } of failures) {
    const limit = Math.min(steps, STEPS_MAX, room);
    limits.set(id, limit);
    room -= limit;
  }
  return function Steps({ failure }) {
    const trace = details.get(failure)?.trace;
    // The element itself stands for the interleaving until the script replaces it.
    return <div>{trace && <StepTable trace={trace} failure={failure} limit={limits.get(failure) ?? 0} />}</div>;
  };
}
