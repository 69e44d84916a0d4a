/** A single run as a cell of the matrix, so that a replay prints what a run prints. */
import type { RecordedRun } from '../../explanation/trace.ts';
import type { CellResult, Counterexample } from '../../result.ts';
import type { Anomaly } from '../../scenario.ts';
import { ANOMALIES } from '../../scenario.ts';
import type { CellHead } from '../verdict/conclude.ts';
import { conclude } from '../verdict/conclude.ts';
import { Tally } from '../verdict/tally.ts';
import type { Comparison } from '../execution/twin.ts';
import type { FoundRun, Kept } from './counterexample.ts';
import { counterexampleOf } from './counterexample.ts';

export interface CellOfRun {
  readonly recorded: RecordedRun;
  readonly head: Pick<CellHead, 'strategyTitle' | 'engine'>;
  /** What the real servers did, on both; null where they were not asked. */
  readonly comparison: Comparison | null;
  readonly keep: (found: FoundRun) => Kept;
  readonly durationMs: number;
}

export function cellOfRun({ recorded, head, comparison, keep, durationMs }: CellOfRun): CellResult {
  const { run } = recorded;
  const { scenario, strategyName } = run.plan;
  const tally = new Tally();
  tally.add(run);
  const counterexamples = new Map<Anomaly, Counterexample>();
  for (const anomaly of ANOMALIES) {
    if (tally.findings[anomaly].schedules === 0) continue;
    const counterexample = counterexampleOf(recorded, anomaly, keep);
    if (counterexample !== null) counterexamples.set(anomaly, counterexample);
  }
  return conclude({
    head: {
      scenario: scenario.name,
      title: scenario.title,
      file: scenario.file,
      strategy: strategyName,
      policy: 'pinned',
      seed: scenario.explore.seed,
      ...head,
    },
    evidence: {
      tally,
      shown: {},
      comparisons: comparison === null ? null : [comparison],
      unit: 'pinned schedule',
      reach: null,
      isSampled: false,
      isComplete: true,
      isStopped: false,
      isOutOfTime: false,
      actors: scenario.actors.map(({ name }) => name),
      budget: { runs: 1, timeMs: null },
    },
    counterexamples,
    expectations: [],
    shard: null,
    durationMs,
  });
}
