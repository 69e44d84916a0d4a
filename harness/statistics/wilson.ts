import { normalQuantile } from './normal.ts';

/**
 * The Wilson score interval of a share, at 95 %.
 * It stays inside [0, 1], and for 0 of n it gives an upper bound instead of nothing.
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 1927.
 */
const Z_95 = 1.959963984540054;

/** At any confidence, and not rounded. There must be trials. */
export function wilsonBounds(hits: number, trials: number, confidence: number): readonly [number, number] {
  return boundsAt(hits, trials, normalQuantile(1 - (1 - confidence) / 2));
}

/** Rounded to six digits, so that it prints the same everywhere. */
export function wilsonInterval(hits: number, trials: number): readonly [number, number] {
  if (trials === 0) return [0, 1];
  const [low, high] = boundsAt(hits, trials, Z_95);
  const round = (bound: number): number => Math.round(bound * 1e6) / 1e6;
  return [round(low), round(high)];
}

function boundsAt(hits: number, trials: number, z: number): readonly [number, number] {
  const share = hits / trials;
  const z2 = (z * z) / trials;
  const centre = share + z2 / 2;
  const margin = z * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials));
  // At the ends the bound is the end itself; rounding errors must not say otherwise.
  return [hits === 0 ? 0 : (centre - margin) / (1 + z2), hits === trials ? 1 : (centre + margin) / (1 + z2)];
}
