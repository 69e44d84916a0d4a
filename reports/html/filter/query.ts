/** What is typed into the filter. Every word must be found in what a part of the page is about; one with `!` must not. */

/** @param about see `about.ts` */
export function matches(about: string, query: string): boolean {
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => (word.startsWith('!') ? word === '!' || !has(about, word.slice(1)) : has(about, word)));
}

/** `strategy:lease` is found in the names of strategies alone, `lease` in all. */
function has(about: string, word: string): boolean {
  return about.split(' ').some((part) => (word.includes(':') ? part.startsWith(word) : part.includes(word)));
}
