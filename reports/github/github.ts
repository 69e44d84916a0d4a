/** What a workflow of GitHub shows: annotations at the scenario files, and a page for the summary of the job. */
import type { Result } from '../../harness/result.ts';
import { type Check, checksOf } from '../model/checks.ts';
import { type Summary, summarise } from '../model/summary.ts';
import { markdownOf } from '../markdown/markdown.ts';

/** GitHub shows no more of a step. */
const ANNOTATIONS_MAX = 10;
/** Of the summary of a step, all that is written to it together. GitHub drops longer ones whole. */
export const SUMMARY_BYTES_MAX = 1024 * 1024;

/** Workflow commands for the log, the worst first. */
export function annotationsOf(result: Result): string {
  const { summary } = summarise(result);
  const checks = checksOf(summary);
  const worst = [
    ...checks.filter(({ verdict }) => verdict === 'fail'),
    ...checks.filter(({ verdict }) => verdict === 'inconclusive'),
  ];
  return worst
    .slice(0, ANNOTATIONS_MAX)
    .map((check) => `${commandOf(check, summary)}\n`)
    .join('');
}

/** @param bytesMax what is left of the limit */
export function jobSummaryOf(result: Result, bytesMax: number = SUMMARY_BYTES_MAX): string {
  return markdownOf(result, bytesMax);
}

function commandOf({ verdict, name, cell, seen, failure }: Check, summary: Summary): string {
  const { file } = summary.cells[cell]!;
  const kind = verdict === 'fail' ? 'error' : 'warning';
  const details = failure === null ? [] : [failure.because, `Replay: ${failure.replay}`];
  return `::${kind} file=${property(file)},line=1,title=${property(name)}::${data([seen, ...details].join('\n'))}`;
}

/** As the runner's toolkit escapes it. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
