/** What the outcome of a replay comes to for whoever calls us. */
import type { ReplayOutcome, ReplayReport, Verdict } from '../../harness/result.ts';
import { exitCodes } from '../exit-codes.ts';

const EXIT_CODES: Readonly<Record<ReplayOutcome, number>> = {
  reproduced: exitCodes.pass,
  'did-not-fail': exitCodes.notReproduced,
  'behaviour-changed': exitCodes.notReproduced,
  'engine-differs': exitCodes.notReproduced,
  'no-verdict': exitCodes.inconclusive,
};

const VERDICTS: Readonly<Record<number, Verdict>> = {
  [exitCodes.pass]: 'pass',
  [exitCodes.notReproduced]: 'fail',
  [exitCodes.inconclusive]: 'inconclusive',
};

export function exitCodeOfReplay({ execution }: ReplayReport): number {
  return EXIT_CODES[execution];
}

export function verdictOfReplay(exitCode: number): Verdict {
  return VERDICTS[exitCode] ?? 'inconclusive';
}
