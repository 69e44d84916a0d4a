/** Predicted against measured: how far apart they are, and whether they put the strategies in the same order. */
import type { RunData } from '../../harness/timed/measures.ts';
import type { Cluster, Interval } from '../../harness/statistics/interval.ts';
import { ratioOf } from '../../harness/statistics/interval.ts';
import { rateInterval } from '../../harness/statistics/rate.ts';

export interface Rate {
  readonly rate: number;
  readonly interval: Interval;
}

export interface Compared {
  readonly name: string;
  readonly reads: number;
  /** The longest time for which the client could do nothing: then the delays of all steps have one cause. */
  readonly standstillMs: number;
  readonly measured: Rate;
  /** From the profile that was made before anything was stressed. */
  readonly predicted: Rate;
  /** From the delays that were recorded while this very strategy was stressed. */
  readonly recorded: Rate;
  /** From the delays that were put in alone. */
  readonly injected: Rate;
}

/** The target for each strategy. */
export const FACTOR_MAX = 1.5;
const CONFIDENCE = 0.95;
/** Stale reads come in windows, which last some fifth of a second; what is further apart has little to do with each other. */
const BATCHES = 30;

/** @param stale of each read, in the order of their beginnings, whether it was */
export function measuredRate(stale: readonly boolean[], seed: number): Rate {
  const size = Math.ceil(stale.length / BATCHES);
  const batches = Array.from({ length: BATCHES }, (_, n) => stale.slice(n * size, (n + 1) * size));
  return rateOf(
    batches.map((batch): Cluster => [batch.filter(Boolean).length, batch.length]),
    seed,
  );
}

export function predictedRate(runs: readonly RunData[], seed: number): Rate {
  return rateOf(
    runs.map(({ sums }): Cluster => [sums.stale, sums.reads]),
    seed,
  );
}

function rateOf(clusters: readonly Cluster[], seed: number): Rate {
  return { rate: ratioOf(clusters) ?? 0, interval: rateInterval(clusters, CONFIDENCE, seed) ?? [0, 1] };
}

/** Predicted by measured; null where neither was ever seen, or where both are so rare that either may be by chance. */
export function factorOf({ measured, predicted }: Compared): number | null {
  if (measured.rate === 0 && predicted.rate === 0) return null;
  return predicted.rate / measured.rate;
}

export type Outcome = 'met' | 'missed' | 'too few to say';

/** `too few to say`: the target is missed, but so wide an interval reaches it. */
export function outcomeOf(compared: Compared): Outcome {
  const factor = factorOf(compared);
  if (factor === null || Math.max(factor, 1 / factor) <= FACTOR_MAX) return 'met';
  const [low, high] = compared.measured.interval;
  const [least, most] = compared.predicted.interval;
  return most * FACTOR_MAX >= low && least <= high * FACTOR_MAX ? 'too few to say' : 'missed';
}

/** Pairs that reality puts in an order beyond doubt, and that the prediction puts in the other. */
export function misordered(all: readonly Compared[]): readonly (readonly [less: string, more: string])[] {
  return all.flatMap((less) =>
    all
      .filter(
        (more) => less.measured.interval[1] < more.measured.interval[0] && less.predicted.rate >= more.predicted.rate,
      )
      .map((more) => [less.name, more.name] as const),
  );
}
