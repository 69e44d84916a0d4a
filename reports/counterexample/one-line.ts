/** Texts of others, made fit for a line of a format: no line breaks, no control characters, not too long. */

const UNPRINTABLE = /[\p{Cc}\u2028\u2029]/gu;
const NAMES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** What would break a line, or cannot be seen, is written as it is in JSON. */
export function oneLine(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (character) => NAMES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** At most `length` characters, the last of them the ellipsis when something is left out. */
export function cut(text: string, length: number, ellipsis = '…'): string {
  const characters = [...text];
  if (characters.length <= length) return text;
  return `${characters.slice(0, length - ellipsis.length).join('')}${ellipsis}`;
}

/** Prose in lines. Only a word that is longer is cut. */
export function wrap(prose: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of prose.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(cut(word, width));
  }
  return lines;
}
