/** What a cache that is part of the process does: it handles the requests for one key one after the other. */
export class KeyLock {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs the task when all that came before it for this key are over, whether they succeeded or not. */
  run<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key);
    const mine = before === undefined ? task() : before.then(task);
    const over = mine.then(
      () => {},
      () => {},
    );
    this.#last.set(key, over);
    return mine.finally(() => {
      if (this.#last.get(key) === over) this.#last.delete(key);
    });
  }
}
