import type { RowChange } from '../engines/engine.ts';

/** What a change is about: the cache key, or the row of a table of the strategy's own. */
export function subjectOf({ table, id }: RowChange, keyOf: ReadonlyMap<number, string>): string {
  return table === undefined ? (keyOf.get(id) ?? `item:${id}`) : `${table}:${id}`;
}
