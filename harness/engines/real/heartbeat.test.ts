import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { diskIsFull } from './complaints.ts';
import { Heartbeat } from './heartbeat.ts';
import { Lifeline } from './lifeline.ts';

let lifeline: Lifeline;
let heartbeat: Heartbeat | null = null;

beforeEach(() => {
  vi.useFakeTimers();
  lifeline = new Lifeline({ mysql: 'db.example:3306' });
});
afterEach(() => {
  heartbeat?.close();
  vi.useRealTimers();
});

function listen(ask: () => Promise<void>): void {
  heartbeat = new Heartbeat([{ server: 'mysql', ask, close: () => {} }], lifeline);
}

test('a server that answers, however late, is there', async () => {
  listen(() => new Promise((resolve) => setTimeout(resolve, 6_500)));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lifeline.error).toBeNull();
});

test('one that never answers is lost before ten seconds have passed', async () => {
  listen(() => new Promise(() => {}));
  await vi.advanceTimersByTimeAsync(6_500);
  expect(lifeline.error).toBeNull();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(lifeline.error?.message).toMatch(/MySQL at db\.example:3306 is lost: it has not answered for 7 seconds/);
});

test('one that stops to answer after a while is lost too', async () => {
  let asked = 0;
  listen(() => (asked++ < 5 ? Promise.resolve() : new Promise(() => {})));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(lifeline.error).toMatchObject({ name: 'ServerLost', server: 'mysql' });
});

test('what a server says of itself ends the engine at once', async () => {
  listen(() => Promise.reject(diskIsFull('Disk is full writing')));
  await vi.advanceTimersByTimeAsync(0);
  expect(lifeline.error?.message).toMatch(/^MySQL: its disk is full \(Disk is full writing\)\. Fix: make room/);
});

test('after the end nobody is asked', async () => {
  const ask = vi.fn(() => Promise.resolve());
  listen(ask);
  heartbeat!.close();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ask).toHaveBeenCalledTimes(1);
});
