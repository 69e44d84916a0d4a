/** Findings and verdicts as text, without colours: test runners print messages as they are. */
import type { Style } from '../cli/style.ts';
import { renderFinding, renderSummary } from '../cli/summary.ts';
import type { CellResult, Result } from '../harness/result.ts';
import type { Anomaly } from '../harness/scenario.ts';

const COLUMNS = 110;
const plain: Style = (_, text) => text;

export function explainAnomaly(cell: CellResult, anomaly: Anomaly): string | null {
  const result = cell.anomalies[anomaly];
  const counterexample = result?.counterexample;
  if (result === undefined || counterexample === undefined) return null;
  return renderFinding({ cell, anomaly, result, counterexample, isUnexpected: true }, plain, COLUMNS);
}

export function explainVerdict(result: Result): string {
  return renderSummary(result, plain, COLUMNS).trimEnd();
}
