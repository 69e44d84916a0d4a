/** A set-up file for vitest: `setupFiles: ['stalemate/vitest']`. */
import { expect } from 'vitest';
import { matchers, type StalemateMatchers } from './matchers.ts';

declare module 'vitest' {
  interface Matchers<T> extends StalemateMatchers<void> {}
}

expect.extend(matchers);
