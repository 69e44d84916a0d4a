/** For tests: the embedded engine behind answers that come in a random order, as real servers' do. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { embeddedEngine } from '../../engines/embedded/engine.ts';
import type { Engine, EngineRun } from '../../engines/engine.ts';

/** @param concurrency how many runs may be in flight. */
export function turnsEngine(concurrency: number, seed: number): Engine & { readonly inFlightMost: number } {
  const generator = xoroshiro128plus(seed);
  let inFlight = 0;
  let inFlightMost = 0;
  const answer = async <T>(effect: () => T | Promise<T>): Promise<T> => {
    for (let turns = 1 + ((generator.next() >>> 0) % 4); turns > 0; turns--) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    return effect();
  };
  const wrap = (run: EngineRun): EngineRun => ({
    execute: (step) => answer(() => run.execute(step) as void),
    intervene: (intervention) => answer(() => run.intervene(intervention) as void),
    inspect: () => answer(() => run.inspect()),
    end: () => {
      inFlight--;
    },
    nextExpiry: () => run.nextExpiry(),
    get granted() {
      return run.granted;
    },
    get commits() {
      return run.commits;
    },
    get changes() {
      return run.changes;
    },
    get messages() {
      return run.messages;
    },
  });
  return {
    kind: 'real',
    concurrency,
    begin: (setup) => {
      inFlightMost = Math.max(inFlightMost, ++inFlight);
      return answer(() => wrap(embeddedEngine.begin(setup) as EngineRun));
    },
    close: () => {},
    get inFlightMost() {
      return inFlightMost;
    },
  };
}
