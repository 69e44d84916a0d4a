/** What cells come to together: the verdict and the code to exit with. */
import { worst } from '../harness/exploration/verdict/expectations.ts';
import type { CellResult, Result, Verdict } from '../harness/result.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';

/** A cell without gates only shows; it fails nobody, but it must have tested something, and what it set out to search. */
export function verdictOf(cell: CellResult): Verdict {
  const gates = [...cell.expectations, ...(cell.thresholds ?? [])];
  return worst([...gates.map(({ verdict }) => verdict), isDoubtful(cell) ? 'inconclusive' : 'pass']);
}

function isDoubtful({ expectations, problems, schedules, policy, certificate }: CellResult): boolean {
  const isVacuous = expectations.length === 0 && schedules.raced === 0 && policy !== 'pinned';
  const { covers, budget } = certificate;
  const isCutShort = expectations.length === 0 && covers.unit !== 'sampled schedules' && budget.endedBy !== null;
  return problems.length > 0 || isVacuous || isCutShort || certificate.actors.never.length > 0;
}

/**
 * Of a shard. Nothing is proven before all shards are merged, so the verdict is never `pass`. It exits with 0 all the same
 * when it has done its part and found nothing wrong: the verdict of a pipeline is that of `stalemate merge`.
 */
export function judgeShard(cells: readonly CellResult[]): Pick<Result, 'verdict' | 'exitCode'> {
  const isFailed = cells.some(({ expectations }) => expectations.some(({ verdict }) => verdict === 'fail'));
  if (isFailed) return { verdict: 'fail', exitCode: exitCodes.fail };
  const hasProblems = cells.some(({ problems }) => problems.length > 0);
  return { verdict: 'inconclusive', exitCode: hasProblems ? exitCodes.inconclusive : exitCodes.pass };
}

/** @param judge what a cell comes to */
export function judgeWhole(
  cells: readonly CellResult[],
  judge: (cell: CellResult) => Verdict = verdictOf,
): Pick<Result, 'verdict' | 'exitCode'> {
  const verdict = cells.length === 0 ? 'inconclusive' : worst(cells.map(judge));
  return { verdict, exitCode: exitCodeOf(verdict) };
}
