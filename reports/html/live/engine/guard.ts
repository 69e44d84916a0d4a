/** Clocks and randomness of actor code in a worker: as the guard of Node makes them. */
import { EPOCH_MS } from '../../../../harness/engines/epoch.ts';
import { currentRun, queueImmediate } from '../../../../harness/scheduler/ambient.ts';

/** For the life of the worker. Outside of actor code all is as it was. */
export function installPageGuard(): void {
  const { random } = Math;
  const RealDate = Date;
  const { now } = RealDate;
  Math.random = () => currentRun()?.random() ?? random();
  const virtualNow = (): number => {
    const run = currentRun();
    if (run === null) return now();
    run.readsClock = true;
    return EPOCH_MS + run.time.now;
  };
  RealDate.now = virtualNow;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [virtualNow()] : args, newTarget) as object,
  });
  Object.assign(globalThis, { setImmediate: queueImmediate });
}
