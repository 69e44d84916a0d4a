/** What a file has room for: which failures come first when not all of their traces fit. */
import type { FailurePage } from '../model/failure-page.ts';

/** One failure of each race, then the others; among them those that matter most, and the shorter before the longer. */
export function inOrderOfKeeping(pages: readonly FailurePage[]): readonly FailurePage[] {
  const races = new Set<number>();
  const isFirst = ({ race }: FailurePage): boolean => races.size < races.add(race).size;
  const firsts = new Set(pages.filter(isFirst));
  return [...firsts, ...pages.filter((page) => !firsts.has(page))];
}
