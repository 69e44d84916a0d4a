/** @jsxRuntime automatic @jsxImportSource preact */
/** The step tables of failures, as long as there is room for them: what readers without JavaScript see. */
import type { ComponentType } from 'preact';
import type { Detail } from '../../../counterexample/subject.ts';
import type { FailurePage } from '../../../model/failure-page.ts';
import { inOrderOfKeeping } from '../../keep.ts';
import { StepTable } from './step-table.tsx';

/** Rows: of one failure, and of all together. */
const STEPS_MAX = 200;
const STEPS_TOTAL_MAX = 2000;

/** A component that shows the steps of one failure by its id. */
export function staticSteps(
  pages: readonly FailurePage[],
  details: ReadonlyMap<string, Detail>,
): ComponentType<{ readonly failure: string }> {
  const limits = limitsOf(pages);
  return function Steps({ failure }) {
    const [limit, trace] = [limits.get(failure) ?? 0, details.get(failure)?.trace];
    if (trace === undefined || trace.steps.length === 0) return null;
    if (limit === 0) return <p class="hint">Its steps are shown with JavaScript on.</p>;
    return <StepTable trace={trace} failure={failure} limit={limit} />;
  };
}

function limitsOf(pages: readonly FailurePage[]): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  let room = STEPS_TOTAL_MAX;
  for (const { id, steps } of inOrderOfKeeping(pages)) {
    const limit = Math.min(steps, STEPS_MAX, room);
    limits.set(id, limit);
    room -= limit;
  }
  return limits;
}
