/** The `local` handle: one service instance's memory. Reading or writing it is a step, for another request may run in between. */
import type { Local } from '../../../strategies/strategy.ts';
import { Step } from '../step.ts';
import type { Submitter } from './submitter.ts';

export interface LocalEntry {
  readonly value: string;
  readonly expiresAtMs: number;
}

/** What one process holds in memory. */
export class LocalMemory {
  #entries: Map<string, LocalEntry> | null = null;

  /** Most runs never use it. */
  get entries(): Map<string, LocalEntry> {
    this.#entries ??= new Map();
    return this.#entries;
  }

  get(key: string, now: number): string | null {
    const entry = this.entries.get(key);
    return entry !== undefined && entry.expiresAtMs > now ? entry.value : null;
  }

  /** Whether there was an entry that had not expired. */
  delete(key: string, now: number): boolean {
    const isThere = this.get(key, now) !== null;
    this.entries.delete(key);
    return isThere;
  }
}

export function localHandle(submitter: Submitter, memory: LocalMemory): Local {
  const submit = (
    command: string,
    key: string,
    effect: () => unknown,
    value: string | null = null,
  ): Promise<unknown> => {
    const { operation } = submitter;
    const step = new Step(operation.actor, operation, 'local', command);
    step.subject = key;
    step.value = value;
    // The effect happens when the scheduler executes the step; what it returns is the reply.
    step.present = effect;
    return submitter.submit(step);
  };
  const store = (key: string, value: string, ttlMs: number): void => {
    memory.entries.set(key, { value, expiresAtMs: submitter.time.now + ttlMs });
  };
  return {
    get: (key) => submit('get', key, () => memory.get(key, submitter.time.now)) as Promise<string | null>,
    set: async (key, value, ttlMs = Infinity) => {
      const set = (): string => {
        store(key, value, ttlMs);
        return 'OK';
      };
      await submit('set', key, set, value);
    },
    delete: (key) => submit('delete', key, () => memory.delete(key, submitter.time.now)) as Promise<boolean>,
    replace: (key, expected, value, ttlMs = Infinity) => {
      const replace = (): boolean => {
        if (memory.get(key, submitter.time.now) !== expected) return false;
        store(key, value, ttlMs);
        return true;
      };
      return submit('replace', key, replace, value) as Promise<boolean>;
    },
    clear: async () => {
      const clear = (): string => {
        memory.entries.clear();
        return 'OK';
      };
      await submit('clear', '', clear);
    },
  };
}
