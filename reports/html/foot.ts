/** The last line of the page: how large the file is, and what it holds of what there was. */
import type { FailurePage } from '../model/failure-page.ts';
import { count, plural } from '../model/wording.ts';

export interface FootParts {
  readonly pages: readonly FailurePage[];
  /** By failure. */
  readonly chunks: ReadonlyMap<string, string>;
  /** Of all but the chunks. */
  readonly bareBytes: number;
  readonly bytesMax: number;
}

/** `5.3 MB of at most 10 MB. All 532 interleavings are in it.` */
export function footText({ pages, chunks, bareBytes, bytesMax }: FootParts): string {
  const bytes = [...chunks.values()].reduce((sum, chunk) => sum + chunk.length, bareBytes);
  const size = `${megabytes(bytes)} MB of at most ${megabytes(bytesMax)} MB.`;
  if (pages.length === 0) return size;
  if (chunks.size === pages.length)
    return `${size} ${pages.length === 1 ? 'The one failing interleaving is' : `All ${count(pages.length)} failing interleavings are`} in it.`;
  const races = new Set(pages.map(({ race }) => race)).size;
  const kept = new Set(pages.filter(({ id }) => chunks.has(id)).map(({ race }) => race)).size;
  return `${size} Kept ${count(chunks.size)} of ${plural(pages.length, 'failing interleaving')}, of ${count(kept)} of ${plural(races, 'race')}; the result that it was made of has all of them.`;
}

function megabytes(bytes: number): string {
  return bytes < 100_000 ? '0.1' : String(Number((bytes / 1e6).toFixed(1)));
}
