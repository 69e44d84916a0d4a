/**
 * Whether the servers can still be worked with. The first broken connection, and the first server that says it cannot go
 * on, end the whole engine: everything that waits is rejected with one and the same error, so that nothing hangs and
 * nobody reads the echo instead of the cause.
 */
import { isEngineFailure, ServerLost } from './errors.ts';
import type { EngineFailure, ServerName } from './errors.ts';

export type Places = Readonly<Partial<Record<ServerName, string>>>;

export class Lifeline {
  /** Resolves with the error that ended it; never, while all is well. */
  readonly failed: Promise<EngineFailure>;
  readonly #listeners = new Set<(error: EngineFailure) => void>();
  readonly #fail: (error: EngineFailure) => void;
  #error: EngineFailure | null = null;
  #closing = false;
  readonly #places: Places;

  /** @param places where the servers are, for the message; of private ones nobody needs to know. */
  constructor(places: Places = {}) {
    this.#places = places;
    const { promise, resolve } = withResolvers<EngineFailure>();
    this.failed = promise;
    this.#fail = resolve;
  }

  get error(): EngineFailure | null {
    return this.#error;
  }

  /** From now on connections end because we end them. */
  close(): void {
    this.#closing = true;
  }

  /** Reports a broken connection and returns what to reject with: the first loss, whatever broke after it. */
  lost(server: ServerName, cause: unknown): EngineFailure {
    if (this.#error !== null) return this.#error;
    const error = isEngineFailure(cause) ? cause : new ServerLost(server, cause, this.#places[server]);
    if (this.#closing) return error;
    this.#error = error;
    for (const listener of this.#listeners) listener(error);
    this.#fail(error);
    return error;
  }

  /**
   * For those who wait for something that no connection of their own will tell them, and for connections: a frozen
   * server closes none. Returns what ends the listening.
   */
  onLost(listener: (error: EngineFailure) => void): () => void {
    if (this.#error !== null) listener(this.#error);
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What `work` comes to, or the first loss: for libraries that wait, or try again, although nobody will answer. */
  async orLost<T>(work: Promise<T>): Promise<T> {
    const { promise: lost, reject } = withResolvers<never>();
    const stopListening = this.onLost(reject);
    try {
      return await Promise.race([work, lost]);
    } finally {
      stopListening();
    }
  }
}

export interface Resolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** `Promise.withResolvers`, which Node 20 lacks. */
export function withResolvers<T>(): Resolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
