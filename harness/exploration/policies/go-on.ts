/** What policies that think in actors ask of a choice. */
import type { Choice } from '../../scheduler/choice.ts';

/** The actor waits for time to pass, which costs nothing: whoever polls could do so for ever. */
export function isTimer(choice: Choice): boolean {
  return choice.kind === 'step' && choice.store === 'clock';
}
