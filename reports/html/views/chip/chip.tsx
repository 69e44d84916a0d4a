/** @jsxRuntime automatic @jsxImportSource preact */
/** A value of a key. Which version it is shows as text, as a shape and as a colour. */
import type { Trace } from '../../../../harness/result.ts';
import { shapeOf, type Shape, versionOf } from '../../../model/versions.ts';

/** Outlines in a square of 12 by 12. */
export const SHAPE_PATHS: Readonly<Record<Shape, string>> = {
  circle: 'M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10Z',
  diamond: 'M6 .4 11.6 6 6 11.6 .4 6Z',
  triangle: 'M6 .8 11.7 11H.3Z',
  square: 'M1.4 1.4h9.2v9.2H1.4Z',
  pentagon: 'M6 .6 11.6 4.7 9.5 11.3h-7L.4 4.7Z',
  star: 'M6 0 7.6 4.1 12 4.4 8.6 7.2 9.7 11.6 6 9.2 2.3 11.6 3.4 7.2 0 4.4 4.4 4.1Z',
};

export interface ChipProps {
  readonly trace: Trace;
  readonly keyName: string;
  readonly value: string | null;
  /** What to say when there is no value. */
  readonly absent: string;
  readonly quiet?: boolean;
}

export function Chip({ trace, keyName, value, absent, quiet = false }: ChipProps) {
  const tone = quiet ? 'quiet' : '';
  if (value === null) return <span class={`chip absent ${tone}`}>{absent}</span>;
  const version = versionOf(trace, keyName, value);
  if (version === null) {
    return (
      <span class={`chip ${tone}`} title={value}>
        {value}
      </span>
    );
  }
  const text = trace.versions[keyName]?.[version] ?? value;
  // The style sheet draws the shape: a report has thousands of chips.
  return (
    <span class={`chip ${shapeOf(version)} ${tone}`} title={text === value ? undefined : value}>
      {text}
      {text !== value && <span class="chip-wrapping"> in {value}</span>}
    </span>
  );
}
