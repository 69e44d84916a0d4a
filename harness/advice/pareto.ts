/** Ranks what has several costs: by non-dominated sorting, so that no cost is weighed against another. */

export interface Ranked<Item> {
  readonly item: Item;
  /** 1: nothing is better in one cost without being worse in another. 2: so when those of 1 are left out, and so on. */
  readonly front: number;
  /** Those of the front before that are at least as good in every cost and better in one. */
  readonly dominatedBy: readonly Item[];
}

/**
 * By front, then by the costs from the first on. Costs that are the same in three digits count as the same. Source: N. Srinivas and K. Deb, "Multiobjective optimization using nondominated sorting", 1994.
 * @param costsOf of each as many, in the same order; less is better
 */
export function rankByPareto<Item>(items: readonly Item[], costsOf: (item: Item) => readonly number[]): Ranked<Item>[] {
  const ranked: Ranked<Item>[] = [];
  let left = items.map((item) => ({ item, costs: costsOf(item).map(threeDigits) }));
  let before: typeof left = [];
  for (let front = 1; left.length > 0; front++) {
    const first = left.filter(({ costs }) => !left.some((other) => dominates(other.costs, costs)));
    first.sort((one, other) => compare(one.costs, other.costs));
    for (const { item, costs } of first) {
      const dominatedBy = before.filter((other) => dominates(other.costs, costs)).map((other) => other.item);
      ranked.push({ item, front, dominatedBy });
    }
    left = left.filter((one) => !first.includes(one));
    before = first;
  }
  return ranked;
}

function dominates(one: readonly number[], other: readonly number[]): boolean {
  return one.every((cost, i) => cost <= other[i]!) && one.some((cost, i) => cost < other[i]!);
}

function compare(one: readonly number[], other: readonly number[]): number {
  const differing = one.findIndex((cost, i) => cost !== other[i]);
  return differing < 0 ? 0 : one[differing]! - other[differing]!;
}

/** No measurement tells apart what differs beyond them. */
export function threeDigits(cost: number): number {
  return Number(cost.toPrecision(3));
}
