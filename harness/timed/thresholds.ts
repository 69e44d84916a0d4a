/** Gates: limits for what runs estimate. What counts is the interval's bound, not the estimate: a lucky sample passes nothing. */
import type { ThresholdResult, Verdict } from '../result.ts';
import type { Threshold } from '../scenario.ts';
import { rounded } from '../statistics/interval.ts';
import type { Estimate } from './estimate.ts';
import type { RunData } from './measures.ts';
import { METRIC_NAMES, type MetricName, metrics } from './metrics.ts';

/** @param doubt why nothing may pass, whatever the figures say; null: nothing speaks against it */
export function judgeThreshold(
  threshold: Threshold,
  strategy: string,
  runs: readonly RunData[],
  seed: number,
  doubt: string | null,
): ThresholdResult {
  const { metric, max, min, confidence } = threshold;
  const name = METRIC_NAMES.find((known) => known === metric) as MetricName;
  const estimate: Estimate = metrics[name].estimate(runs, { confidence, seed });
  const { verdict, because } = judge(threshold, estimate, doubt);
  return {
    metric,
    strategy,
    ...(max === undefined ? {} : { max }),
    ...(min === undefined ? {} : { min }),
    confidence,
    value: estimate.value === null ? null : rounded(estimate.value),
    interval: estimate.interval === null ? null : [rounded(estimate.interval[0]), rounded(estimate.interval[1])],
    samples: estimate.samples,
    verdict,
    ...(because === null ? {} : { because }),
  };
}

interface Judged {
  readonly verdict: Verdict;
  readonly because: string | null;
}

function judge(threshold: Threshold, { value, interval, samples }: Estimate, doubt: string | null): Judged {
  const { max, min, minSamples } = threshold;
  if (value === null || samples === 0) return insufficient(threshold, 'there was nothing to measure it on');
  // A maximum has no interval: what was seen is a fact, and that it will never be more is none.
  const [low, high] = interval ?? [value, value];
  if (max !== undefined && low > max) return { verdict: 'fail', because: 'the whole interval is above the limit' };
  if (min !== undefined && high < min) return { verdict: 'fail', because: 'the whole interval is below the limit' };
  if (doubt !== null) return insufficient(threshold, doubt);
  if (samples < minSamples) return insufficient(threshold, `${samples} samples, and min_samples is ${minSamples}`);
  const isMet = max === undefined ? low >= min! : high <= max;
  if (isMet) return { verdict: 'pass', because: null };
  return insufficient(threshold, 'the limit is within the interval: more runs, or a longer load, would tell');
}

function insufficient({ ifInsufficient }: Threshold, because: string): Judged {
  return { verdict: ifInsufficient === 'fail' ? 'fail' : 'inconclusive', because };
}
