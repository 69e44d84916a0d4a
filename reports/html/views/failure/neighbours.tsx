/** @jsxRuntime automatic @jsxImportSource preact */
/** The failure before and the one after. */
import type { IndexEntry, PageIndex } from '../../page-data.ts';
import { failureHref } from '../../route.ts';

/** Null at the ends. */
export function neighboursOf(
  { failures }: PageIndex,
  id: string,
): readonly [before: IndexEntry | null, after: IndexEntry | null] {
  const index = failures.findIndex((failure) => failure.id === id);
  return [failures[index - 1] ?? null, index < 0 ? null : (failures[index + 1] ?? null)];
}

export function Neighbours({ index, id }: { readonly index: PageIndex; readonly id: string }) {
  const [before, after] = neighboursOf(index, id);
  return (
    <nav class="neighbours" aria-label="Failures before and after">
      {before === null ? <span /> : <a href={failureHref(before.id)}>← {before.title}</a>}
      <a href="#/failures">All failures</a>
      {after === null ? <span /> : <a href={failureHref(after.id)}>{after.title} →</a>}
    </nav>
  );
}
