/**
 * Whether both servers are still there. The first broken connection ends the whole engine: everything that waits is
 * rejected with one and the same error, so that nothing hangs and nobody reads the echo instead of the cause.
 */
import { ServerLost } from './errors.ts';
import type { ServerName } from './errors.ts';

export class Lifeline {
  /** Resolves with the error when a server is lost; never, while all is well. */
  readonly failed: Promise<ServerLost>;
  readonly #listeners = new Set<(error: ServerLost) => void>();
  readonly #fail: (error: ServerLost) => void;
  #error: ServerLost | null = null;
  #closing = false;

  constructor() {
    const { promise, resolve } = withResolvers<ServerLost>();
    this.failed = promise;
    this.#fail = resolve;
  }

  get error(): ServerLost | null {
    return this.#error;
  }

  /** From now on connections end because we end them. */
  close(): void {
    this.#closing = true;
  }

  /** Reports a broken connection and returns what to reject with: the first loss, whatever broke after it. */
  lost(server: ServerName, cause: unknown): ServerLost {
    if (this.#error !== null) return this.#error;
    const error = cause instanceof ServerLost ? cause : new ServerLost(server, cause);
    if (this.#closing) return error;
    this.#error = error;
    for (const listener of this.#listeners) listener(error);
    this.#fail(error);
    return error;
  }

  /** For those who wait for something that no connection of their own will tell them. */
  onLost(listener: (error: ServerLost) => void): void {
    if (this.#error !== null) listener(this.#error);
    else this.#listeners.add(listener);
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
