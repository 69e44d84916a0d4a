import type { Value } from './database.ts';
import { formatDouble } from './values/double.ts';
import { SortedSet } from './values/sorted-set.ts';
import { UniqueSet } from './values/unique-set.ts';

/** A value of any type as one short line for people: `v1`, `{name: Ann, age: 7}`, `{a, b}`, `[a: 1, b: 2.5]`. */
export function describeValue(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof UniqueSet) return `{${value.list().join(', ')}}`;
  if (value instanceof SortedSet) {
    return `[${value
      .ascending()
      .map(({ member, score }) => `${member}: ${formatDouble(score)}`)
      .join(', ')}]`;
  }
  return `{${Array.from(value, ([field, text]) => `${field}: ${text}`).join(', ')}}`;
}
