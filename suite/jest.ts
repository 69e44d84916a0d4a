/** A set-up file for jest: `setupFilesAfterEnv: ['stalemate/jest']`. */
import { matchers, type StalemateMatchers } from './matchers.ts';

declare global {
  namespace jest {
    interface Matchers<R, T> extends StalemateMatchers<R> {}
  }
}

const { expect } = globalThis as unknown as { expect: { extend(these: typeof matchers): void } };
expect.extend(matchers);
