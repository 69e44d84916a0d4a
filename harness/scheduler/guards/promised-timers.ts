/** The same for `node:timers/promises`: what would wait for real time never settles, but in code of a service, where time is virtual. */
import timersPromises from 'node:timers/promises';
import { currentRun, escape, queueImmediate } from '../ambient.ts';
import type { World } from '../world.ts';

export function guardPromisedTimers(): void {
  const { setTimeout, setInterval, setImmediate, scheduler } = timersPromises;
  const { wait } = scheduler;
  const never = new Promise<never>(() => {});
  const virtual: Readonly<Record<string, (world: World, ...args: never[]) => unknown>> = {
    setTimeout: sleep,
    setInterval: ticks,
    'scheduler.wait': (world, ms: number, options?: Abortable) => sleep(world, ms, undefined, options),
  };
  const guard = <Args extends unknown[]>(name: string, original: (...args: Args) => unknown, instead: unknown) => {
    return (...args: Args): unknown => {
      const run = currentRun();
      if (run === null) return original(...args);
      if (run.world !== null) return virtual[name]!(run.world, ...(args as unknown[] as never[]));
      escape(`${name} (node:timers/promises)`);
      return instead;
    };
  };
  const immediate = (value?: unknown, options?: object): Promise<unknown> =>
    currentRun() === null
      ? setImmediate(value, options)
      : new Promise((resolve) => {
          queueImmediate(() => resolve(value));
        });
  Object.assign(timersPromises, {
    setTimeout: guard('setTimeout', setTimeout, never),
    setInterval: guard('setInterval', setInterval, {
      [Symbol.asyncIterator]: () => ({ next: () => never }),
      next: () => never,
    }),
    setImmediate: immediate,
  });
  Object.assign(Object.getPrototypeOf(scheduler) as object, {
    wait: guard('scheduler.wait', wait.bind(scheduler), never),
    yield: () => immediate(),
  });
}

interface Abortable {
  readonly signal?: AbortSignal;
}

function sleep(world: World, ms = 1, value?: unknown, { signal }: Abortable = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer as NodeJS.Timeout);
      reject(Object.assign(new Error('The operation was aborted'), { name: 'AbortError', code: 'ABORT_ERR' }));
    };
    const timer = world.setTimer(
      () => {
        signal?.removeEventListener('abort', abort);
        resolve(value);
      },
      ms,
      false,
    );
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

async function* ticks(world: World, ms = 1, value?: unknown, options?: Abortable): AsyncGenerator<unknown> {
  for (;;) yield await sleep(world, ms, value, options);
}
