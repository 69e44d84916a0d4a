import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTrace } from '../cli/replay/keep.ts';
import { INLINE } from '../cli/strategies.ts';
import type { CellResult } from '../harness/result.ts';
import { ANOMALIES, type Anomaly } from '../harness/scenario.ts';
import { shown } from './caller.ts';

/** The files that were written, from the working directory. */
export interface Saved {
  /** The HTML report: one file, to be opened in a browser. */
  readonly report: string;
  /** Trace files, for `stalemate replay`. None of a strategy that is written inside a test, which it could not load. */
  readonly traces: Readonly<Partial<Record<Anomaly, string>>>;
}

/** The next run writes the same failure to the same files. */
export function save({ scenario, strategy, anomalies }: CellResult, html: string, folder: string): Saved {
  const own = join(folder, `${scenario}-${strategy}`);
  const report = join(own, 'report.html');
  mkdirSync(own, { recursive: true });
  writeFileSync(report, html);
  const traces: Partial<Record<Anomaly, string>> = {};
  for (const anomaly of ANOMALIES) {
    const recording = anomalies[anomaly]?.counterexample?.recording;
    if (recording === undefined || recording.strategy.use.startsWith(INLINE)) continue;
    traces[anomaly] = shown(writeTrace(own, recording, `${anomaly}.trace.json`));
  }
  return { report: shown(report), traces };
}
