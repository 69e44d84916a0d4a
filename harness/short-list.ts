/**
 * The list with one element more: a new one as long as it is short, then the same. Most lists of a run never get a third
 * element, and a list that grows by `push` makes room for seventeen at once.
 */
export function append<T>(list: T[], element: T): T[] {
  if (list.length === 0) return [element];
  if (list.length === 1) return [list[0]!, element];
  list.push(element);
  return list;
}
