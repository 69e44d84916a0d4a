/** What the panel shows, and what changes it. */
import { useEffect, useReducer, useRef } from 'preact/hooks';
import type { LiveEngine, Recording, Searched, StrategyInfo, Tried, Turn, Use } from '../engine/protocol.ts';
import { isSameUse, turnsOnly } from './schedules.ts';

/** More schedules than this are not executed unasked. */
const SCHEDULES_MAX = 2000;

export interface LiveState {
  readonly infos: readonly StrategyInfo[];
  readonly use: Use;
  /** Under the strategy that it was made for; under another, its turns are followed. */
  readonly wanted: { readonly use: Use; readonly schedule: readonly Turn[] };
  /** What was wanted before, the last one first. */
  readonly before: readonly Pick<LiveState, 'use' | 'wanted'>[];
  readonly tried: Tried | null;
  /** All schedules under this strategy; a number: so many have been executed so far. */
  readonly all: Searched | number | null;
  readonly error: string | null;
}

export interface LiveActions {
  follow(schedule: readonly Turn[]): void;
  choose(use: Use): void;
  undo(): void;
  reset(): void;
}

type Change = (state: LiveState) => LiveState;

export function useLive(engine: LiveEngine, recording: Recording): LiveState & LiveActions {
  const begin = beginningOf(recording);
  const [state, change] = useReducer<LiveState, Change>((now, by) => by(now), {
    ...begin,
    infos: [],
    before: [],
    tried: null,
    all: null,
    error: null,
  });
  const patch = (part: Partial<LiveState>): void => change((now) => ({ ...now, ...part }));
  useEffect(() => {
    engine.strategies().then(
      (infos) => patch({ infos }),
      (error: Error) => patch({ error: error.message }),
    );
  }, [engine]);
  useAttempts(engine, state, patch);
  const move = (part: Pick<LiveState, 'use' | 'wanted'>): void =>
    change((now) => ({ ...now, ...part, before: [{ use: now.use, wanted: now.wanted }, ...now.before] }));
  return {
    ...state,
    follow: (schedule) => move({ use: state.use, wanted: { use: state.use, schedule } }),
    choose: (use) => move({ use, wanted: state.wanted }),
    undo: () => change((now) => ({ ...now, ...now.before[0], before: now.before.slice(1) })),
    reset: () => move(begin),
  };
}

/** Executes what is wanted, then all schedules where that is another strategy; what comes too late is dropped. */
function useAttempts(engine: LiveEngine, { use, wanted }: LiveState, patch: (part: Partial<LiveState>) => void): void {
  const searched = useRef(new Map<string, Searched>());
  useEffect(() => {
    let isLate = false;
    const patchInTime = (part: Partial<LiveState>): void => void (isLate || patch(part));
    const run = async (): Promise<void> => {
      patchInTime({ all: null });
      const schedule = isSameUse(use, wanted.use) ? wanted.schedule : turnsOnly(wanted.schedule);
      patchInTime({ tried: await engine.attempt(use, schedule), error: null });
      const key = JSON.stringify(use);
      let all = searched.current.get(key);
      if (all === undefined && !isLate) {
        patchInTime({ all: 0 });
        const plan = { use, runsMax: SCHEDULES_MAX, until: null };
        all = await engine.search(plan, (executed) => patchInTime({ all: executed }));
        if (!all.isStopped) searched.current.set(key, all);
      }
      patchInTime({ all: all ?? null });
    };
    run().catch((error: Error) => patchInTime({ error: error.message, tried: null, all: null }));
    return () => {
      isLate = true;
      engine.stop();
    };
  }, [engine, use, wanted]);
}

/** The recording itself; of somebody's own strategy, its turns under the first built-in one. */
function beginningOf({ strategy, schedule }: Recording): Pick<LiveState, 'use' | 'wanted'> {
  const own = { name: strategy.use, with: strategy.with };
  const use = strategy.module === null ? own : { name: 'cache-aside', with: {} };
  return { use, wanted: { use: own, schedule } };
}
