/**
 * An even choice of at most `limit` different schedules: those with the smallest digests, so that it depends neither on
 * the order in which they came nor on whether they were put together from several samples.
 */
export class Sample {
  readonly #limit: number;
  /** By digest; different schedules seldom have the same one. */
  readonly #byDigest = new Map<number, (readonly number[])[]>();
  #size = 0;
  #bound: number;

  /** @param bound the bound of the sample that this one will be merged into. */
  constructor(limit: number, bound: number = Infinity) {
    this.#limit = limit;
    this.#bound = limit === 0 ? -1 : bound;
  }

  /** A schedule with a larger digest can no longer be among those chosen. */
  get bound(): number {
    return this.#bound;
  }

  add(digest: number, indices: readonly number[]): void {
    if (digest > this.#bound) return;
    const known = this.#byDigest.get(digest);
    if (known === undefined) this.#byDigest.set(digest, [indices]);
    else if (known.some((other) => isSameSchedule(other, indices))) return;
    else known.push(indices);
    if (++this.#size >= 2 * this.#limit) this.#shrink();
  }

  merge(entries: SampleData): void {
    for (const [digest, indices] of entries) this.add(digest, indices);
  }

  /** Plain, so that a sample taken elsewhere can be merged into this one. */
  toData(): SampleData {
    this.#shrink();
    return [...this.#byDigest].flatMap(([digest, schedules]) => schedules.map((indices) => [digest, indices] as const));
  }

  /** The schedules as lists of choice indices. */
  get schedules(): readonly (readonly number[])[] {
    return this.toData().map(([, indices]) => indices);
  }

  #shrink(): void {
    const digests = [...this.#byDigest].sort(([one], [other]) => one - other);
    this.#byDigest.clear();
    this.#size = 0;
    for (const [digest, schedules] of digests) {
      const chosen = schedules.sort(compare).slice(0, this.#limit - this.#size);
      this.#byDigest.set(digest, chosen);
      this.#size += chosen.length;
      if (this.#size < this.#limit) continue;
      this.#bound = digest;
      return;
    }
  }
}

/** The same number for the same choices, in any process: for choosing evenly without a random source. */
export function digestOf(indices: readonly number[]): number {
  let hash = 2166136261;
  for (const index of indices) hash = Math.imul(hash ^ (index + 1), 16777619);
  hash ^= hash >>> 15;
  return hash >>> 0;
}

/** Whether the choices are the same. */
export function isSameSchedule(one: readonly number[], other: readonly number[]): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

export type SampleData = readonly (readonly [digest: number, indices: readonly number[]])[];

function compare(one: readonly number[], other: readonly number[]): number {
  for (let i = 0; i < Math.min(one.length, other.length); i++) {
    if (one[i] !== other[i]) return one[i]! - other[i]!;
  }
  return one.length - other.length;
}
