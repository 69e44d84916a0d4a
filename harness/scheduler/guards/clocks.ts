/** Clocks in actor code show the run's virtual time. */
import { EPOCH_MS } from '../../engines/epoch.ts';
import type { GuardedRun } from '../ambient.ts';
import { currentRun } from '../ambient.ts';

export function guardClocks(): void {
  const RealDate = Date;
  const virtual = (epochMs: number, real: () => number) => (): number => {
    const run = currentRun();
    return run === null ? real() : epochMs + read(run);
  };
  const now = virtual(EPOCH_MS, Date.now);
  RealDate.now = now;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    apply: () => new RealDate(now()).toString(),
  });
  performance.now = virtual(0, performance.now.bind(performance));
  const { hrtime } = process;
  const realBigint = hrtime.bigint;
  const guarded = (since?: [number, number]): [number, number] => {
    const run = currentRun();
    if (run === null) return hrtime(since);
    const ms = read(run) - (since === undefined ? 0 : since[0] * 1000 + since[1] / 1e6);
    return [Math.floor(ms / 1000), (ms % 1000) * 1e6];
  };
  const bigint = (): bigint => {
    const run = currentRun();
    return run === null ? realBigint() : BigInt(read(run)) * 1_000_000n;
  };
  process.hrtime = Object.assign(guarded, { bigint });
}

function read(run: GuardedRun): number {
  run.readsClock = true;
  return run.time.now;
}
