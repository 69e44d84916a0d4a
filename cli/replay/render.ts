/** What became of a replay, as a page of text: the outcome, what has changed, and the steps that were executed. */
import type { ReplayReport, Trace } from '../../harness/result.ts';
import { stepLines, wrap } from '../step-lines.ts';
import type { Style } from '../style.ts';

export interface ReplayPage {
  readonly report: ReplayReport;
  readonly scenario: string;
  readonly strategy: string;
  readonly because: string | null;
  readonly trace: Trace;
  /** The command that executes it again. */
  readonly replay: string | null;
}

const WIDTH_MAX = 120;

export function renderReplay(page: ReplayPage, style: Style, columns: number): string {
  const { report, scenario, strategy, because, trace, replay } = page;
  const width = Math.min(columns, WIDTH_MAX);
  const colour = report.execution === 'reproduced' ? 'red' : report.execution === 'did-not-fail' ? 'green' : 'magenta';
  const indented = (text: string): string[] => wrap(text, width - 2).map((line) => `  ${line}`);
  const lines = [
    `${style([colour, 'bold'], report.outcome.replaceAll('-', ' '))}   ${strategy} × ${scenario}   on ${report.replayedOn}`,
    ...indented(report.message),
    ...report.scenarioChanges.map(({ field, before, after }) => `    ${field}: ${before} → ${after}`),
    ...report.moved.map(
      ({ kind, what, step }) => `    ${kind.padEnd(5)}  ${what}${step === null ? '' : ` (step ${step})`}`,
    ),
    ...report.notes.flatMap(indented),
    '',
    ...(because === null ? [] : indented(because)),
    ...stepLines(trace, style, columns, report.difference?.step ?? null),
  ];
  if (replay !== null) lines.push(`  ${style('dim', 'Replay')}  ${replay}`);
  return `${lines.join('\n')}\n`;
}
