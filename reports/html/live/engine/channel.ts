/** The engine in a thread of its own: calls and answers as messages. */
import type { LiveEngine, Recording, Searched, SearchPlan, StrategyInfo, Tried, Turn, Use } from './protocol.ts';

export type Question =
  | { readonly kind: 'open'; readonly recording: Recording }
  | { readonly kind: 'stop' }
  | { readonly kind: 'lua'; readonly wasm: ArrayBuffer }
  | ({ readonly id: number } & (
      | { readonly kind: 'strategies' }
      | { readonly kind: 'attempt'; readonly use: Use; readonly schedule: readonly Turn[] }
      | { readonly kind: 'search'; readonly plan: SearchPlan }
    ));

export type Answer =
  | { readonly kind: 'needs-lua' }
  | { readonly id: number; readonly kind: 'done'; readonly value: unknown }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string }
  | { readonly id: number; readonly kind: 'progress'; readonly executed: number };

type Call = Extract<Question, { id: number }>;
type Waiting = {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: (executed: number) => void;
};

/** The page's end. */
export class RemoteEngine implements LiveEngine {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  /** Why there will be no more answers. */
  #failure: Error | null = null;

  /** @param fetchLua called when the first script is to be run */
  constructor(worker: Worker, recording: Recording, fetchLua: () => Promise<ArrayBuffer>) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.kind === 'needs-lua') void fetchLua().then((wasm) => this.#say({ kind: 'lua', wasm }));
      else this.#hear(data);
    };
    worker.onerror = ({ message }) => this.#endAll(new Error(message || 'the browser does not let the engine start'));
    this.#say({ kind: 'open', recording });
  }

  strategies(): Promise<readonly StrategyInfo[]> {
    return this.#call((id) => ({ id, kind: 'strategies' }));
  }

  attempt(use: Use, schedule: readonly Turn[]): Promise<Tried> {
    return this.#call((id) => ({ id, kind: 'attempt', use, schedule }));
  }

  search(plan: SearchPlan, onProgress: (executed: number) => void): Promise<Searched> {
    return this.#call((id) => ({ id, kind: 'search', plan }), onProgress);
  }

  stop(): void {
    this.#say({ kind: 'stop' });
  }

  close(): void {
    this.#worker.terminate();
    this.#endAll(new Error('the engine was closed'));
  }

  #call<T>(question: (id: number) => Call, onProgress: Waiting['onProgress'] = () => {}): Promise<T> {
    const id = this.#calls++;
    if (this.#failure !== null) return Promise.reject(this.#failure);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
      this.#say(question(id));
    });
  }

  #hear(answer: Exclude<Answer, { kind: 'needs-lua' }>): void {
    const waiting = this.#waiting.get(answer.id);
    if (answer.kind === 'progress') return waiting?.onProgress(answer.executed);
    this.#waiting.delete(answer.id);
    if (answer.kind === 'done') waiting?.resolve(answer.value as never);
    else waiting?.reject(new Error(answer.message));
  }

  #endAll(error: Error): void {
    this.#failure = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #say(question: Question): void {
    this.#worker.postMessage(question);
  }
}
