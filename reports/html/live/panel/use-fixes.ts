/** Looks for strategies and options under which the scenario never shows the anomaly, one after the other. */
import { useRef, useState } from 'preact/hooks';
import type { Anomaly } from '../../../../harness/scenario.ts';
import type { LiveEngine, Searched, StrategyInfo, Use } from '../engine/protocol.ts';
import { isSameUse } from './schedules.ts';

/** Of each candidate. */
const SCHEDULES_MAX = 1000;

export interface Hunt {
  readonly done: number;
  readonly total: number;
  readonly current: Use | null;
  /** Those that have not shown it, and what was seen of them. */
  readonly safe: readonly Searched[];
  /** How many have shown it. */
  readonly shown: number;
  /** How many could not be judged. */
  readonly unknown: number;
}

export interface Hunting {
  readonly hunt: Hunt | null;
  start(): void;
  stop(): void;
}

export function useFixes(
  engine: LiveEngine,
  infos: readonly StrategyInfo[],
  use: Use,
  anomaly: Anomaly | null,
): Hunting {
  const [hunt, setHunt] = useState<Hunt | null>(null);
  /** Rises with each start and stop: an older hunt then ends. */
  const turn = useRef(0);
  const run = async (mine: number, candidates: readonly Use[], target: Anomaly): Promise<void> => {
    let state: Hunt = { done: 0, total: candidates.length, current: null, safe: [], shown: 0, unknown: 0 };
    for (const candidate of candidates) {
      setHunt((state = { ...state, current: candidate }));
      let searched: Searched | null;
      do {
        const plan = { use: candidate, runsMax: SCHEDULES_MAX, until: target };
        searched = await engine.search(plan, () => {}).catch(() => null);
        if (turn.current !== mine) return;
        // The panel has asked for something else in between, which came first.
      } while (searched?.isStopped === true);
      state = { ...state, ...tallied(state, searched, target), done: state.done + 1 };
    }
    setHunt({ ...state, current: null });
  };
  return {
    hunt,
    start: () => {
      engine.stop();
      if (anomaly !== null) void run(++turn.current, candidatesOf(infos, use), anomaly);
    },
    stop: () => {
      turn.current++;
      engine.stop();
      setHunt((now) => (now === null ? null : { ...now, current: null }));
    },
  };
}

function tallied({ safe, shown, unknown }: Hunt, searched: Searched | null, target: Anomaly): Partial<Hunt> {
  if (searched === null || searched.problem !== null || searched.executed === 0) return { unknown: unknown + 1 };
  if (searched.found[target] !== undefined) return { shown: shown + 1 };
  return { safe: [...safe, searched].toSorted((one, other) => rankOf(one) - rankOf(other)) };
}

/** Proven before not seen, then those with the fewest other anomalies. */
function rankOf({ isComplete, found }: Searched): number {
  return (isComplete ? 0 : 100) + Object.keys(found).length;
}

/** The strategy with one option changed, then the others as they are usually. */
export function candidatesOf(infos: readonly StrategyInfo[], use: Use): readonly Use[] {
  const own = infos.find(({ name }) => name === use.name);
  const variants = (own?.fields ?? []).flatMap((field) => {
    const values = field.kind === 'choice' ? field.values : field.kind === 'switch' ? [false, true] : [];
    return values.map((value): Use => {
      const { [field.name]: _, ...rest } = use.with;
      return { name: use.name, with: value === field.usual ? rest : { ...rest, [field.name]: value } };
    });
  });
  const others = infos.filter(({ name, unsuitable }) => name !== use.name && unsuitable === null);
  return [...variants.filter((variant) => !isSameUse(variant, use)), ...others.map(({ name }) => ({ name, with: {} }))];
}
