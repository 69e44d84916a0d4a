/** What the end of a flight takes out: itself, or whatever flight of its key is there by then. */
export type Cleanup = 'own' | 'any';

/** The loads that a process has under way: who asks for the same key meanwhile gets the same answer. */
export class Flights {
  readonly #running = new Map<string, Promise<string | null>>();
  readonly #cleanup: Cleanup;

  constructor(cleanup: Cleanup = 'own') {
    this.#cleanup = cleanup;
  }

  join(key: string, load: () => Promise<string | null>): Promise<string | null> {
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const flight = load().finally(() => {
      // After `forget` another flight may be there, and it is not over.
      if (this.#cleanup === 'any' || this.#running.get(key) === flight) this.#running.delete(key);
    });
    this.#running.set(key, flight);
    return flight;
  }

  /** Who comes now does not join any more. */
  forget(key: string): void {
    this.#running.delete(key);
  }
}
