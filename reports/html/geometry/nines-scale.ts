/** A scale for shares close to 1: from one nine to the next is the same distance. Pure. */
import type { LogScale } from './log-scale.ts';

/** More nines than any sample can tell. */
const NINES_MAX = 12;

/** From the nines of the smallest value to those above the largest that is less than 1; 1 itself is at the upper end. */
export function ninesScale(shares: readonly number[]): LogScale {
  const known = shares.filter((share) => share < 1).map(ninesOf);
  const low = Math.floor(Math.min(...known, 1));
  const high = Math.max(low + 1, Math.ceil(Math.max(...known, low) - 1e-9));
  return {
    at: (share) => Math.min(1, (ninesOf(share) - low) / (high - low)),
    // 1 - 10 ** -3 is not exactly 0.999.
    ticks: Array.from({ length: high - low + 1 }, (_, i) => Number((1 - 10 ** -(low + i)).toFixed(NINES_MAX))),
  };
}

function ninesOf(share: number): number {
  return share >= 1 ? NINES_MAX : -Math.log10(1 - Math.max(0, share));
}
