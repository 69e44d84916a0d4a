/** @jsxRuntime automatic @jsxImportSource preact */
/** The argument, with every step that it names linked to its row. */
import { linkSteps } from '../../../model/step-links.ts';
import { failureHref } from '../../route.ts';

export function Because({
  failure,
  text,
  steps,
}: {
  readonly failure: string;
  readonly text: string;
  readonly steps: number;
}) {
  return (
    <p class="because">
      {linkSteps(text, steps).map(({ text: part, step }) =>
        step === null ? part : <a href={failureHref(failure, step)}>{part}</a>,
      )}
    </p>
  );
}
