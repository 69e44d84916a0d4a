/** The small words that messages are made of. */

const SHOWN_LENGTH_MAX = 40;

/** `` `reader` ``; long texts are cut, line breaks are shown as spaces. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return `\`${line.length > SHOWN_LENGTH_MAX ? `${line.slice(0, SHOWN_LENGTH_MAX)}…` : line}\``;
}

/** `` `a`, `b` or `c` `` */
export function oneOf(names: readonly string[]): string {
  const all = names.map(quoted);
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`;
}

/** A value of the file in words: ``the number `5` ``, `a list`. */
export function describe(value: unknown): string {
  if (value === null) return 'an empty value';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value ?? {}).length === 0 ? 'an empty mapping' : 'a mapping';
  if (value === '') return 'an empty text';
  const type = typeof value === 'string' ? 'text' : typeof value;
  return `the ${type} ${quoted(String(value))}`;
}

export function uncapitalised(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** The candidate that the misspelt name most likely means; null when none is near. */
export function nearest(name: string, candidates: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** ``did you mean `write`?`` when a candidate is near, else the fallback. */
export function didYouMean(name: string, candidates: readonly string[], fallback: string): string {
  const candidate = nearest(name, candidates);
  return candidate === null ? fallback : `did you mean ${quoted(candidate)}?`;
}

/** Insertions, deletions, substitutions and swaps of neighbours (`wirte` is one swap away from `write`). */
function editDistance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > from.length) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwap ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length] ?? 0;
}
