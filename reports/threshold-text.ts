/** Thresholds in words, for the terminal and for every report: the interval decides, so it is told. */
import type { Rate, ThresholdResult } from '../harness/result.ts';
import { metricText } from './metric-text.ts';
import { count } from './model/wording.ts';

/** `stale_read_rate ≤ 100 per million` */
export function limitText({ metric, max, min }: ThresholdResult, unit: Rate['unit']): string {
  return max === undefined
    ? `${metric} ≥ ${metricText(metric, unit, min!)}`
    : `${metric} ≤ ${metricText(metric, unit, max)}`;
}

/** `12 per million (95 %: 8 to 16 per million) of 100,000` */
export function measuredText(
  { metric, value, interval, samples, confidence }: ThresholdResult,
  unit: Rate['unit'],
): string {
  if (value === null) return 'not measured';
  const bounds =
    interval === null
      ? ''
      : ` (${Number((confidence * 100).toPrecision(6))} %: ${metricText(metric, unit, interval[0])} to ${metricText(metric, unit, interval[1])})`;
  return `${metricText(metric, unit, value)}${bounds} of ${count(samples)}`;
}
