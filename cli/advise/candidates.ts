/** Measures the strategies of a scenario, and sweeps an option of those that have one. */
import { type Point, pointOf } from '../../harness/advice/point.ts';
import { BISECTIONS_MAX, conclude, type Range, type Sweep, sweep } from '../../harness/advice/sweep.ts';
import { durationText, gridOf } from '../../harness/advice/values.ts';
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import type { Scenario } from '../../harness/scenario.ts';
import { DEFAULT_TIMED_RUNS } from '../../harness/timed/cell.ts';
import { type CellTask, exploreLoad, type Session } from '../execute.ts';
import { StatusLine } from '../status-line.ts';
import { type ResolvedStrategy, withOptions } from '../strategies.ts';

export interface Candidate {
  readonly strategy: ResolvedStrategy;
  /** Null: it has none, and is measured as it is. */
  readonly swept: { readonly option: string; readonly range: Range } | null;
}

/** What was found out about a candidate. Without an option its only point has no value. */
export interface Finding {
  readonly candidate: Candidate;
  readonly sweep: Sweep;
}

/** One task for each candidate; what it finds, even a part of it, goes to `found`. */
export function tasksFor(
  candidates: readonly Candidate[],
  scenario: Scenario,
  max: number,
  found: (finding: Finding) => void,
): CellTask[] {
  const status = new StatusLine();
  const runs = scenario.explore.runs ?? DEFAULT_TIMED_RUNS;
  const expected = candidates.map(({ swept }) => (swept === null ? 1 : pointsOf(swept.range)));
  const total = expected.reduce((sum, points) => sum + points, 0);
  return candidates.map((candidate, i) => async (session) => {
    const before = expected.slice(0, i).reduce((sum, points) => sum + points, 0);
    let tried = 0;
    const measure = async (valueMs: number | null): Promise<Point | null> => {
      const strategy = withValue(candidate, valueMs);
      const point = await measurePoint(scenario, strategy, valueMs, max, session, (done) => {
        if (!status.isDue()) return;
        const name = nameOf(candidate, valueMs);
        status.draw((before + tried + done / runs) / total, `${name} · run ${done + 1} of ${runs}`);
      });
      tried++;
      return point;
    };
    try {
      found({ candidate, sweep: await sweepOf(candidate, measure) });
    } finally {
      status.end();
    }
    return null;
  });
}

function pointsOf({ fromMs, toMs }: Range): number {
  return gridOf(fromMs, toMs).length + BISECTIONS_MAX;
}

async function sweepOf(
  { swept }: Candidate,
  measure: (valueMs: number | null) => Promise<Point | null>,
): Promise<Sweep> {
  if (swept !== null) return sweep(swept.range, measure);
  const point = await measure(null);
  return conclude(point === null ? [] : [point], point !== null);
}

function withValue({ strategy, swept }: Candidate, valueMs: number | null): ResolvedStrategy {
  if (swept === null || valueMs === null) return strategy;
  const { use } = strategy;
  return withOptions(strategy, { ...use, with: { ...use.with, [swept.option]: `${valueMs}ms` } });
}

/** `double-delete delay 20ms`. */
export function nameOf({ strategy, swept }: Candidate, valueMs: number | null): string {
  const { as } = strategy.use;
  return swept === null || valueMs === null ? as : `${as} ${swept.option} ${durationText(valueMs)}`;
}

/** Null when it was told to stop: the runs that were done by then are fewer than those of the other values. */
async function measurePoint(
  scenario: Scenario,
  strategy: ResolvedStrategy,
  valueMs: number | null,
  max: number,
  session: Session,
  onRun: (done: number) => void,
): Promise<Point | null> {
  if (session.shouldStop()) return null;
  const engines = { on: 'embedded', engine: embeddedEngine } as const;
  const cell = await exploreLoad({ scenario, strategy }, scenario.timed!, engines, session, ({ done }) => onRun(done));
  return session.shouldStop() ? null : pointOf(valueMs, cell, max);
}
