/** Thresholds: that the metric is known, and its limit a value that the metric can have. */
import { METRIC_NAMES, type MetricName, metrics } from '../../harness/timed/metrics.ts';
import type { Report } from '../problem.ts';
import { didYouMean, oneOf, quoted } from '../words.ts';
import type { Draft } from './draft.ts';

const EXAMPLES = {
  share: '0.1%',
  ms: '150ms',
  count: '0.6',
  'per second': '500',
  bytes: '1000',
} as const;

export function checkThresholds(draft: Draft, report: Report): void {
  const { thresholds } = draft;
  if (thresholds === undefined) return;
  const isPolicyKnown = !(draft.explore && 'policy' in draft.explore && draft.explore.policy === undefined);
  if (isPolicyKnown && draft.explore?.policy !== 'timed') {
    const message = `found \`thresholds\` beside policy ${quoted(draft.explore?.policy ?? 'exhaustive')}, expected them with \`timed\` only: other policies count schedules and estimate nothing`;
    report({ at: ['thresholds'], on: 'key', message, fix: 'use `expect`, or policy `timed`' });
  }
  for (const [index, threshold] of thresholds.entries()) {
    if (threshold === undefined) continue;
    const at = ['thresholds', index];
    const { metric } = threshold;
    const known = METRIC_NAMES.find((name) => name === metric);
    if (metric !== undefined && known === undefined) {
      const message = `found the unknown metric ${quoted(metric)}`;
      report({ at: [...at, 'metric'], message, fix: didYouMean(metric, METRIC_NAMES, `write ${oneOf(METRIC_NAMES)}`) });
    }
    if ('max' in threshold === 'min' in threshold) {
      const found = 'max' in threshold ? 'both `max` and `min`' : 'neither `max` nor `min`';
      report({ at, message: `found ${found}, expected one of them`, fix: 'write `max` for what must stay small' });
    }
    if (threshold.confidence === '0%' || threshold.confidence === '100%') {
      const message = `found ${quoted(threshold.confidence)}, which no interval has`;
      report({ at: [...at, 'confidence'], message, fix: 'write a percentage in between, such as 95%' });
    }
    for (const key of ['max', 'min'] as const) {
      const limit = threshold[key];
      if (known !== undefined && limit !== undefined) checkLimit(known, limit, [...at, key], report);
    }
  }
}

function checkLimit(name: MetricName, limit: number | string, at: (string | number)[], report: Report): void {
  const { unit } = metrics[name];
  const is = typeof limit === 'number' ? 'number' : limit.endsWith('%') ? 'percentage' : 'duration';
  const fits = unit === 'ms' ? is === 'duration' : unit === 'share' ? is !== 'duration' : is === 'number';
  if (fits && !(unit === 'share' && typeof limit === 'number' && (limit < 0 || limit > 1))) return;
  const wants = unit === 'ms' ? 'a duration' : unit === 'share' ? 'a percentage, or a number from 0 to 1' : 'a number';
  report({
    at,
    message: `found ${quoted(String(limit))}, expected ${wants}: ${quoted(name)} is ${unit === 'ms' ? 'a time' : unit === 'share' ? 'a share' : `counted ${unit === 'count' ? '' : `${unit} `}`.trim()}`,
    fix: `write it as ${EXAMPLES[unit]}`,
  });
}
