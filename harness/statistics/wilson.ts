/**
 * The Wilson score interval of a share, at 95 %.
 * It stays inside [0, 1], and for 0 of n it gives an upper bound instead of nothing.
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 1927.
 */
const Z_95 = 1.959963984540054;

/** Rounded to six digits, so that it prints the same everywhere. */
export function wilsonInterval(hits: number, trials: number): readonly [number, number] {
  if (trials === 0) return [0, 1];
  const share = hits / trials;
  const z2 = (Z_95 * Z_95) / trials;
  const centre = share + z2 / 2;
  const margin = Z_95 * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials));
  const round = (bound: number): number => Math.round(bound * 1e6) / 1e6;
  // At the ends the bound is the end itself; rounding errors must not say otherwise.
  const low = hits === 0 ? 0 : (centre - margin) / (1 + z2);
  const high = hits === trials ? 1 : (centre + margin) / (1 + z2);
  return [round(low), round(high)];
}
