/** Which key an operation is about. */
export type Popularity =
  | { readonly kind: 'uniform' }
  /** The key of rank r is chosen in proportion to r^-exponent; key 1 is the most popular. */
  | { readonly kind: 'zipf'; readonly exponent: number }
  /** The first `keys` keys get this share of all operations, evenly, the others the rest. */
  | { readonly kind: 'hot'; readonly keys: number; readonly share: number };

/** What u, evenly spread over [0, 1), becomes: a key's number, from 1 to `count`. */
export function keyChooser(popularity: Popularity, count: number): (u: number) => number {
  switch (popularity.kind) {
    case 'uniform':
      return (u) => 1 + Math.floor(u * count);
    case 'hot': {
      const { share } = popularity;
      const hot = Math.min(popularity.keys, count);
      if (hot === count) return (u) => 1 + Math.floor(u * count);
      return (u) =>
        u < share
          ? 1 + Math.floor((u / share) * hot)
          : 1 + hot + Math.floor(((u - share) / (1 - share)) * (count - hot));
    }
    case 'zipf':
      return zipfChooser(popularity.exponent, count);
  }
}

/** Exact, from the cumulated weights: a table of `count` numbers, shared by all runs of a process. */
function zipfChooser(exponent: number, count: number): (u: number) => number {
  const cumulated = tableOf(exponent, count);
  const total = cumulated[count - 1]!;
  return (u) => {
    const target = u * total;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulated[middle]! > target) high = middle;
      else low = middle + 1;
    }
    return low + 1;
  };
}

const tables = new Map<string, Float64Array>();

function tableOf(exponent: number, count: number): Float64Array {
  const name = `${exponent} ${count}`;
  let table = tables.get(name);
  if (table === undefined) {
    table = new Float64Array(count);
    let sum = 0;
    for (let rank = 1; rank <= count; rank++) table[rank - 1] = sum += rank ** -exponent;
    tables.set(name, table);
  }
  return table;
}
