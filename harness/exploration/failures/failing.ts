/**
 * What fuzzing calls a failure: an anomaly that no expectation of the scenario allows. `possible` and `always` allow one,
 * for the strategies that they name; `never` forbids it, and so does silence: what nobody has written down is news.
 */
import type { Anomaly, Expectation } from '../../scenario.ts';
import { ANOMALIES } from '../../scenario.ts';

export function failingAnomalies(expect: readonly Expectation[], strategy: string): readonly Anomaly[] {
  const allowed = new Set(
    expect
      .filter((line) => line.is !== 'never' && [strategy, 'all'].includes(line.strategy))
      .map((line) => line.anomaly),
  );
  return ANOMALIES.filter((anomaly) => !allowed.has(anomaly));
}
