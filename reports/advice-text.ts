/** Advice in words: the same in the terminal and in the report. */
import { type CurvePoint, durationText, type SweepAdvice } from '../harness/result.ts';
import { count } from './model/wording.ts';

/** Whether a value meets the target. */
export const MEETS: Readonly<Record<CurvePoint['standing'], string>> = {
  met: 'yes',
  missed: 'no',
  open: 'open',
  failed: 'failed',
};

/** `20ms is the smallest value that meets it` */
export function sentenceOf(sweep: SweepAdvice): string {
  const { verdict, option, smallest, cheapest, range, curve, isComplete } = sweep;
  if (!isComplete) return `stopped after ${curve.length} ${curve.length === 1 ? 'value' : 'values'}`;
  if (option === null) {
    if (verdict === 'met') return 'it meets the target';
    return verdict === 'not-met' ? 'it does not meet the target' : undecided(sweep);
  }
  if (verdict === 'not-met') return `no value up to ${durationText(range!.toMs)} meets the target`;
  if (verdict === 'inconclusive') return undecided(sweep);
  const least =
    smallest === durationText(range!.fromMs) ? 'meets it, the smallest tried' : 'is the smallest value that meets it';
  return cheapest === smallest ? `${smallest} ${least}` : `${smallest} ${least}; ${cheapest} too, at less cost`;
}

function undecided({ curve, open }: SweepAdvice): string {
  if (curve.every(({ standing }) => standing === 'failed')) return 'nothing could be measured';
  const what = 'inconclusive: the target is within the interval';
  return open === null ? `${what}, and no number of reads would tell` : what;
}

const SHAPES = {
  falling: 'More of it, fewer stale reads: nowhere the other way, in the same runs.',
  rising: 'More of it, more stale reads: nowhere the other way, in the same runs.',
  mixed: 'More of it, now more and now fewer stale reads: what is between is not known.',
  level: 'No difference between the values could be told from chance.',
} as const;

/** What to know before it is trusted. */
export function remarksOf({ option, shape, open, exceptions, curve, smallest }: SweepAdvice): string[] {
  const lines: string[] = [];
  if (option !== null && curve.length > 1) lines.push(SHAPES[shape]);
  if (exceptions.length > 0) lines.push(`Against it: at ${exceptions.join(', ')} it is the other way round.`);
  if (open !== null) {
    const which = open.value === null ? '' : ` whether ${open.value} meets it${smallest === null ? '' : ' too'}`;
    lines.push(`About ${count(open.moreReads)} more reads would tell${which}: --runs ${open.runs}.`);
  }
  for (const { value, problem } of curve) if (problem !== null) lines.push(`${value ?? 'It'} failed: ${problem}`);
  return lines;
}
