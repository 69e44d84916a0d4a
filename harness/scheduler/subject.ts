import type { RowChange, RowId } from '../engines/engine.ts';

/** What a change is about: the cache key, or the row of a table of the strategy's own that is not judged. */
export function subjectOf({ table, id }: RowChange, keyOf: ReadonlyMap<RowId, string>): string {
  // Rows that are judged have texts for names, so that those of other tables are not taken for them.
  const key = table === undefined || typeof id === 'string' ? keyOf.get(id) : undefined;
  return key ?? `${table ?? 'item'}:${id}`;
}
