/** The same for `node:timers/promises`: what would wait for real time never settles. */
import timersPromises from 'node:timers/promises';
import { currentRun, escape, queueImmediate } from '../ambient.ts';

export function guardPromisedTimers(): void {
  const { setTimeout, setInterval, setImmediate, scheduler } = timersPromises;
  const { wait } = scheduler;
  const never = new Promise<never>(() => {});
  const guard = <Args extends unknown[]>(name: string, original: (...args: Args) => unknown, instead: unknown) => {
    return (...args: Args): unknown => {
      if (currentRun() === null) return original(...args);
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
