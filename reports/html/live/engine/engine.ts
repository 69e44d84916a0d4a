/** The engine of the live panel: one thing at a time, and what is asked last comes first. */
import { attempt } from './attempt.ts';
import { loadLua, LuaIsMissing } from './lua.ts';
import type { LiveEngine, Recording, Searched, SearchPlan, StrategyInfo, Tried, Turn, Use } from './protocol.ts';
import { search } from './search.ts';
import { Subject } from './subject.ts';

export class Engine implements LiveEngine {
  readonly #subject: Subject;
  readonly #fetchLua: () => Promise<ArrayBuffer>;
  /** Runs share the thread, so there is one at a time. */
  #busy: Promise<unknown> = Promise.resolve();
  /** Rises when a search is to end. */
  #stops = 0;

  /** @param fetchLua called when the first script is to be run: the interpreter as WebAssembly */
  constructor(recording: Recording, fetchLua: () => Promise<ArrayBuffer>) {
    this.#subject = new Subject(recording);
    this.#fetchLua = fetchLua;
  }

  strategies(): Promise<readonly StrategyInfo[]> {
    return Promise.resolve(this.#subject.infos());
  }

  attempt(use: Use, schedule: readonly Turn[]): Promise<Tried> {
    this.stop();
    return this.#alone(() => attempt(this.#subject, use, schedule));
  }

  search(plan: SearchPlan, onProgress: (executed: number) => void): Promise<Searched> {
    const stops = this.#stops;
    const shouldStop = (): boolean => this.#stops > stops;
    return this.#alone(() => search(this.#subject.planOf(plan.use), plan, { shouldStop, onProgress }));
  }

  stop(): void {
    this.#stops++;
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#busy.then(() => this.#withLua(work));
    this.#busy = done.catch(() => {});
    return done;
  }

  async #withLua<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LuaIsMissing)) throw error;
      await loadLua(await this.#fetchLua());
      return work();
    }
  }
}
