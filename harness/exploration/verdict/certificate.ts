/** What a verdict rests on: how much was executed, how much of it was checked in which way, and what was never reached. */
import type { CellResult, Certificate, Problem, TwinResult } from '../../result.ts';
import type { Evidence } from './evidence.ts';

export function certificateOf(
  { tally, ...evidence }: Evidence,
  engine: CellResult['engine'],
  problems: readonly Problem[],
  twin: TwinResult | null,
): Certificate {
  const count = (kind: Problem['kind']): number =>
    problems.reduce((sum, problem) => sum + (problem.kind === kind ? problem.schedules : 0), 0);
  return {
    executed: tally.executed,
    covers: { unit: evidence.unit, of: evidence.isComplete ? tally.executed : null },
    budget: { ...evidence.budget, endedBy: count('server') > 0 ? 'failure' : endedBy(evidence) },
    rechecked: tally.rechecked,
    differed: count('nondeterminism'),
    commuted: tally.commuted,
    audited: tally.audited,
    escaped: count('escaped'),
    actors: {
      entered: evidence.actors.filter((actor) => tally.entered.has(actor)),
      never: idleActorsOf({ tally, ...evidence }),
    },
    operations: { ...tally.operations },
    raced: tally.raced,
    unknown: tally.unknown,
    engine,
    confirmed:
      twin === null
        ? null
        : { schedules: twin.schedulesCompared, steps: twin.stepsCompared, differences: twin.differences },
  };
}

/** The actors that took no step in any schedule: whatever the verdict, it says nothing about them. */
export function idleActorsOf({ tally, actors }: Pick<Evidence, 'tally' | 'actors'>): string[] {
  return actors.filter((actor) => !tally.entered.has(actor));
}

function endedBy({ isStopped, isOutOfTime, isComplete, budget }: Omit<Evidence, 'tally'>) {
  if (isStopped) return 'interruption';
  if (isComplete) return null;
  if (isOutOfTime) return 'time';
  return budget.runs === null ? null : 'runs';
}
