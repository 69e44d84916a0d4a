/** What is to be known of the test runner around us, none of which is needed. */
import { ExploreError } from './errors.ts';

/** The commands by which runners that we know of run one file. */
const RUNNERS: readonly (readonly [variable: string, command: string])[] = [
  ['VITEST', 'npx vitest run'],
  // It loads ES modules by its own means only.
  ['JEST_WORKER_ID', 'NODE_OPTIONS=--experimental-vm-modules npx jest'],
  ['NODE_TEST_CONTEXT', 'node --test'],
];

/** The command that executes one schedule again, in the test that has found it. */
export function rerunCommand(token: string, file: string): string {
  const [, command] = RUNNERS.find(([variable]) => process.env[variable] !== undefined) ?? ['', 'node'];
  const quoted = /^[\w./@-]+$/.test(file) ? file : JSON.stringify(file);
  return `STALEMATE_REPLAY=${token} ${command} ${quoted}`;
}

/** With a stopped `setImmediate` no exploration would ever begin. */
export function refuseFakeTimers(): void {
  const faked = { setImmediate, setTimeout, queueMicrotask, 'process.nextTick': process.nextTick };
  const names = Object.entries(faked).flatMap(([name, timer]) => ('clock' in timer ? [name] : []));
  if (names.length === 0) return;
  throw new ExploreError(
    `explore: found fake timers in place of ${names.join(', ')}, expected real ones: time inside of an exploration is virtual by itself. Fix: vi.useRealTimers(), or jest.useRealTimers(), before it.`,
  );
}
