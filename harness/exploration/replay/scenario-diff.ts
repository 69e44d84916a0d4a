/** Which fields of a scenario are not what they were, for people: `actors.writer.operations[1].value: v2 → v3`. */
import type { Essence } from './identity.ts';

export interface FieldChange {
  readonly field: string;
  /** As JSON; `(nothing)` where there was none. */
  readonly before: string;
  readonly after: string;
}

const LENGTH_MAX = 80;

export function changesBetween(before: Essence, after: Essence): FieldChange[] {
  return [...differences(byName(before), byName(after), '')];
}

/** Actors have names: one that is added in front must not look as if all others had changed. */
function byName({ actors, ...rest }: Essence): unknown {
  return { ...rest, actors: Object.fromEntries(actors.map(({ name, ...actor }) => [name, actor])) };
}

function* differences(before: unknown, after: unknown, field: string): Generator<FieldChange> {
  if (isBranch(before) && isBranch(after) && Array.isArray(before) === Array.isArray(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const place = Array.isArray(before) ? `${field}[${Number(name) + 1}]` : field === '' ? name : `${field}.${name}`;
      yield* differences(own(before, name), own(after, name), place);
    }
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    yield { field, before: shown(before), after: shown(after) };
  }
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function own(branch: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(branch, name) ? branch[name] : undefined;
}

function shown(value: unknown): string {
  if (value === undefined) return '(nothing)';
  const text = JSON.stringify(value);
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text;
}
