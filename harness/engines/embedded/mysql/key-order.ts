/**
 * Places of a primary key of texts: a number for each, in the order of the column's collation, so that rows, ranges and locks are
 * those of a key of numbers. Texts that the collation takes for equal have the same place.
 */
import { NotEmbedded } from '../not-embedded.ts';
import { compareText } from './collation.ts';

export class KeyOrder {
  readonly #known = new Map<string, number>();
  /** In order. */
  readonly #texts: string[] = [];
  readonly #places: number[] = [];

  /** The place of a text, between those of its neighbours if it is new. */
  placeOf(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const at = this.#search(text);
    const next = this.#texts[at];
    const place =
      next !== undefined && compareText(next, text, 'column') === 0 ? this.#places[at]! : this.#add(text, at);
    this.#known.set(text, place);
    return place;
  }

  /** The first that is not less. */
  #search(text: string): number {
    let [low, high] = [0, this.#texts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareText(this.#texts[middle]!, text, 'column') < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #add(text: string, at: number): number {
    const [before, after] = [this.#places[at - 1], this.#places[at]];
    const place =
      before === undefined ? (after ?? 1) - 1 : after === undefined ? before + 1 : before + (after - before) / 2;
    if (place === before || place === after) throw new NotEmbedded('so many keys of text in such an order');
    this.#texts.splice(at, 0, text);
    this.#places.splice(at, 0, place);
    return place;
  }
}
