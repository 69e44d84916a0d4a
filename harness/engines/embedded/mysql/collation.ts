/**
 * Comparison of texts: utf8mb4_0900_ai_ci for columns, and for literals the connection's utf8mb4_unicode_ci, which
 * ignores blanks at the end. Both ignore case and accents; ICU's root collation stands in for their weight tables.
 */
const root = new Intl.Collator('en-u-co-standard', { sensitivity: 'base', usage: 'sort', ignorePunctuation: false });

/** `binary`: what is taken out of JSON. */
export type Collation = 'column' | 'connection' | 'binary';

export function compareText(left: string, right: string, collation: Collation): number {
  if (left === right) return 0;
  if (collation === 'column') return root.compare(left, right);
  if (collation === 'binary') return Buffer.compare(unpadded(left), unpadded(right));
  return root.compare(left.replace(/ +$/, ''), right.replace(/ +$/, ''));
}

function unpadded(text: string): Buffer {
  return Buffer.from(text.replace(/ +$/, ''));
}

type LikePart = { readonly kind: 'one' | 'any' } | { readonly kind: 'character'; readonly text: string };

/** A matcher for one LIKE pattern. */
export function compileLike(pattern: string, escape: string): (text: string) => boolean {
  const parts: LikePart[] = [];
  const characters = [...pattern];
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] as string;
    if (character === escape && index + 1 < characters.length) {
      parts.push({ kind: 'character', text: characters[++index] as string });
    } else if (character === '%') parts.push({ kind: 'any' });
    else if (character === '_') parts.push({ kind: 'one' });
    else parts.push({ kind: 'character', text: character });
  }
  return (text) => matches(parts, [...text]);
}

/** Greedy with one point of return: enough, because a later `%` can take over anything an earlier one could. */
function matches(parts: readonly LikePart[], text: readonly string[]): boolean {
  let part = 0;
  let at = 0;
  let lastAny = -1;
  let resumeAt = 0;
  while (at < text.length) {
    const current = parts[part];
    if (current?.kind === 'any') {
      lastAny = part++;
      resumeAt = at;
    } else if (
      current !== undefined &&
      (current.kind === 'one' || (current.kind === 'character' && root.compare(current.text, text[at] as string) === 0))
    ) {
      part++;
      at++;
    } else if (lastAny >= 0) {
      part = lastAny + 1;
      at = ++resumeAt;
    } else return false;
  }
  while (parts[part]?.kind === 'any') part++;
  return part === parts.length;
}
