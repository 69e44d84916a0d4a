/**
 * The scenario as fast-check's manual has it: stores in memory behind "Scheduling a call to a mocked server", ended by
 * `waitFor`. The strategy is the same code that Stalemate runs. The stores know just the commands that it sends, and
 * what is left in them is looked at directly, so fast-check is given less work than Stalemate.
 */
import fc from 'fast-check';
import type { Context, StrategyInstance } from '../strategies/strategy.ts';
import { KEY, NEW_VALUE, OLD_VALUE } from './scenario.ts';

/** Runs readers and writer in the scheduler's order. Returns whether the cache holds the old value in the end. */
export async function endsStale(scheduler: fc.Scheduler, strategy: StrategyInstance, readers = 1): Promise<boolean> {
  const cache = new Map<string, string>();
  const row = { id: 1, value: OLD_VALUE, version: 1 };
  const context = contextOf({
    get: onServer(scheduler, async (key: string) => cache.get(key) ?? null),
    set: onServer(scheduler, async (key: string, value: string) => {
      cache.set(key, value);
      return 'OK';
    }),
    del: onServer(scheduler, async (key: string) => Number(cache.delete(key))),
    execute: onServer(scheduler, async (sql: string, [value]: readonly unknown[]) => {
      if (sql.startsWith('SELECT')) return [[{ ...row }]];
      row.value = String(value);
      row.version++;
      return [{ affectedRows: 1 }];
    }),
  });
  const reads = Array.from({ length: readers }, () => strategy.read(context, KEY));
  await scheduler.waitFor(Promise.all([...reads, strategy.write(context, KEY, NEW_VALUE)]));
  return (cache.get(KEY) ?? row.value) !== row.value;
}

/** The manual's recipe: the call reaches the server when the scheduler says so. */
function onServer<Args extends unknown[], Reply>(scheduler: fc.Scheduler, call: (...args: Args) => Promise<Reply>) {
  return (...args: Args): Promise<Reply> =>
    scheduler.schedule(Promise.resolve('Server received the call')).then(() => call(...args));
}

interface Servers {
  readonly get: unknown;
  readonly set: unknown;
  readonly del: unknown;
  readonly execute: unknown;
}

function contextOf({ get, set, del, execute }: Servers): Context {
  return { redis: { get, set, del }, mysql: { execute } } as unknown as Context;
}
