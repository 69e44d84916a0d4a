/** An even choice of at most `limit` schedules: those with the smallest digests, so it does not depend on their order. */
export class Sample {
  readonly #limit: number;
  #entries: { readonly digest: number; readonly indices: readonly number[] }[] = [];
  #highest = Infinity;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(digest: number, indices: readonly number[]): void {
    if (this.#limit === 0 || digest >= this.#highest) return;
    this.#entries.push({ digest, indices });
    if (this.#entries.length < 2 * this.#limit) return;
    this.#shrink();
    this.#highest = this.#entries.at(-1)!.digest;
  }

  /** The schedules as lists of choice indices. */
  get schedules(): readonly (readonly number[])[] {
    this.#shrink();
    return this.#entries.map(({ indices }) => indices);
  }

  #shrink(): void {
    this.#entries.sort((a, b) => a.digest - b.digest || (a.indices.join() < b.indices.join() ? -1 : 1));
    this.#entries.length = Math.min(this.#entries.length, this.#limit);
  }
}
