/**
 * The list with one element more: the same list, unless it was empty. Most lists of a run never get a second element, and
 * a list that grows by `push` makes room for seventeen at once.
 */
export function append<T>(list: T[], element: T): T[] {
  if (list.length === 0) return [element];
  list.push(element);
  return list;
}
