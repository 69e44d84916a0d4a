/** The values of an option that a sweep tries: whole milliseconds, as Redis and timers take them. */

/** Steps as people choose them: 1, 2, 5, 10, 20, 50, … */
const STEPS = [1, 2, 5] as const;
/** A range from 0 has no smallest value of its own: it begins so many times below its end. */
const ZERO_SHARE = 1 / 5000;

/** From `fromMs` to `toMs`, both among them, ascending. Evenly spread by their ratio, because an option's right size is not known. */
export function gridOf(fromMs: number, toMs: number): number[] {
  const lowest = fromMs > 0 ? fromMs : Math.max(1, toMs * ZERO_SHARE);
  const between: number[] = [];
  for (let decade = 10 ** Math.floor(Math.log10(lowest)); decade <= toMs; decade *= 10) {
    for (const step of STEPS) {
      const value = step * decade;
      if (value >= lowest && value > fromMs && value < toMs) between.push(Math.round(value));
    }
  }
  return [...new Set([fromMs, ...between, toMs])];
}

/** Closer than this two values need not be told apart: one of twenty parts of them, and never less than a millisecond. */
const RESOLUTION = 0.05;

/** A value between two others, or null when they are as close as they need to be. */
export function between(lowMs: number, highMs: number): number | null {
  if (highMs - lowMs <= Math.max(1, highMs * RESOLUTION)) return null;
  return Math.round((lowMs + highMs) / 2);
}

/** As a scenario file takes it: `250ms`, `1.5s`, `10m`. */
export function durationText(ms: number): string {
  if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000}m`;
  // Not all thousandths would come back as they were: 1.001 * 1000 is less than 1001.
  return ms >= 1000 && ms % 100 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
