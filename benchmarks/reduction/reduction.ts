/** Executions to exhaust a scenario: counts, so how busy the machine is matters for the milliseconds alone. */
import { embeddedEngine } from '../../harness/engines/embedded/engine.ts';
import { explore } from '../../harness/exploration/explore.ts';
import type { Policy } from '../../harness/exploration/policies/policy.ts';
import { policies } from '../../harness/exploration/policies/registry.ts';
import type { ExplorePlan } from '../../harness/scenario.ts';
import { planRun } from '../../harness/scheduler/plan.ts';
import { cacheAside } from '../../strategies/cache-aside.ts';
import type { Outcome } from '../benchmarks.ts';
import { scenarioOf } from '../scenario.ts';

interface Row {
  readonly readers: number;
  readonly reduction: ExplorePlan['reduction'];
  readonly symmetry: boolean;
  /** The executions that it may take; null where nothing was promised. */
  readonly target: number | null;
}

const ROWS: readonly Row[] = [
  { readers: 3, reduction: 'none', symmetry: false, target: null },
  { readers: 3, reduction: 'dpor', symmetry: false, target: 633 },
  { readers: 3, reduction: 'dpor', symmetry: true, target: 633 / 3 },
  { readers: 4, reduction: 'dpor', symmetry: false, target: 10_676 },
  { readers: 4, reduction: 'dpor', symmetry: true, target: Math.floor(10_676 / 3) },
];

/** `isSame`: each search finds the anomaly. */
export async function reduction(): Promise<Outcome> {
  const lines = [
    'Executions to exhaust cache-aside, n readers + 1 writer',
    line('', 'executed', 'given up', 'stale', 'ms'),
  ];
  let isSame = true;
  for (const row of ROWS) {
    const scenario = scenarioOf(1, 1, row.readers);
    const plan = planRun(scenario, 'cache-aside', cacheAside, cacheAside.options?.parse({}) ?? {});
    const policy: Policy = policies.exhaustive({ ...scenario.explore, ...row, policy: 'exhaustive' });
    const began = performance.now();
    const { tally, isComplete } = await explore({
      ...{ plan, engine: embeddedEngine, policy, maxRuns: null, sampleSize: 0 },
      ...{ shouldStop: () => false, isOverTime: () => false },
    });
    const ms = Math.round(performance.now() - began);
    const stale = tally.findings['stale-at-rest'].schedules;
    isSame &&= isComplete && stale > 0;
    const figures = [tally.executed, tally.blocked, stale, ms].map((figure) => figure.toLocaleString('en'));
    lines.push(line(nameOf(row), ...figures) + verdictOf(row, tally.executed));
  }
  return { text: lines.join('\n'), isSame };
}

function nameOf({ readers, reduction, symmetry }: Row): string {
  return `${readers} readers, ${reduction}${symmetry ? ' with symmetry' : ''}`;
}

function verdictOf({ target }: Row, executed: number): string {
  return target === null ? '' : `   target ≤ ${target.toLocaleString('en')}: ${executed <= target ? 'met' : 'missed'}`;
}

function line(name: string, ...figures: readonly string[]): string {
  return `  ${name.padEnd(30)}${figures.map((figure) => figure.padStart(10)).join('')}`;
}
