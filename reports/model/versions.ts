/** Which version of a key a stored value is, and how that version is marked: by shape and colour, always with its text. */
import type { Trace } from '../../harness/result.ts';

/** In the order of the versions; the seventh looks like the first again, and its text tells them apart. */
export const SHAPES = ['circle', 'diamond', 'triangle', 'square', 'pentagon', 'star'] as const;
export type Shape = (typeof SHAPES)[number];

/** Index into `trace.versions[key]`; null when the value is none of them. */
export function versionOf(trace: Trace, key: string, value: string | null): number | null {
  const versions = trace.versions[key] ?? [];
  // A value that was written twice is taken for its latest writing.
  const exact = versions.lastIndexOf(value);
  if (exact >= 0) return exact;
  return value === null ? null : wrappedVersion(versions, value);
}

/** Strategies wrap values (`{"value":"v2","version":3}`, `3:v2`). Recognised where exactly one version is a word of it. */
function wrappedVersion(versions: readonly (string | null)[], value: string): number | null {
  const words = new Set(value.split(/[^\p{L}\p{N}_.-]+/u));
  const inside = versions.flatMap((version, index) => (version !== null && words.has(version) ? [index] : []));
  return inside.length === 1 ? (inside[0] ?? null) : null;
}

/** The shape of a version. */
export function shapeOf(version: number): Shape {
  return SHAPES[version % SHAPES.length] as Shape;
}
