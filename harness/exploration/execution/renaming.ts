/**
 * Identifiers that two executions of one schedule may have drawn differently. Libraries keep what they make them of in variables
 * of a module (nanoid a pool of random bytes, cuid a counter), which no run of a service sets back. Two texts are the same when one
 * becomes the other by a renaming of such identifiers that holds for the whole of both histories.
 */

/** nanoid, uuid, cuid, ulid and random bytes in hex or base64 are this long at least; what a person writes seldom is. */
const IDENTIFIER = /[A-Za-z0-9_-]{16,}/g;

export class Renaming {
  readonly #there = new Map<string, string>();
  readonly #back = new Map<string, string>();

  /** @param fixed texts that both executions were given */
  constructor(fixed: readonly string[]) {
    for (const text of fixed) this.areEqual(text, text);
  }

  areEqual(one: string, other: string): boolean {
    const [names, otherNames] = [one.match(IDENTIFIER) ?? [], other.match(IDENTIFIER) ?? []];
    if (names.length !== otherNames.length) return false;
    if (one.replaceAll(IDENTIFIER, '') !== other.replaceAll(IDENTIFIER, '')) return false;
    return names.every((name, i) => this.#holds(name, otherNames[i]!));
  }

  /** What was met as itself stays itself. */
  #holds(name: string, other: string): boolean {
    const [known = other, knownBack = name] = [this.#there.get(name), this.#back.get(other)];
    this.#there.set(name, known);
    this.#back.set(other, knownBack);
    return known === other && knownBack === name;
  }
}
