/** The words of what a cache holds: a value may stand in the JSON that a library has made around it. */
export function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.split(/[^\w.-]+/));
}
