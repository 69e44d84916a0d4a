/** A scale on which equal differences are equal distances, from 0. Pure. */
import type { LogScale } from './log-scale.ts';

const TICKS = 4;

/** From 0 to a round number at or above the largest value. */
export function linearScale(values: readonly number[]): LogScale {
  const most = Math.max(...values, 0) || 1;
  const rough = most / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = [1, 2, 2.5, 5, 10].map((factor) => factor * power).filter((each) => each >= rough);
  // Of what is counted there is no half.
  const step = values.every(Number.isInteger) ? Math.ceil(steps[0]!) : steps[0]!;
  const high = Math.ceil(most / step - 1e-9) * step;
  const count = Math.round(high / step);
  return { at: (value) => value / high, ticks: Array.from({ length: count + 1 }, (_, i) => (i * high) / count) };
}
