/** A result as Markdown: for the description of a pull request, a wiki, a job summary. */
import type { Result } from '../../harness/result.ts';
import { certificateTexts } from '../certificate.ts';
import { mermaidOf } from '../counterexample/mermaid.ts';
import { subjectOf, titleOf } from '../counterexample/subject.ts';
import { textOf } from '../counterexample/text.ts';
import { cellText } from '../model/cell.ts';
import { type Check, checksOf } from '../model/checks.ts';
import { facts, headline } from '../model/headline.ts';
import { type Failure, type Summarised, type Summary, summarise } from '../model/summary.ts';
import { plural } from '../model/wording.ts';
import { fenced, inline, tableOf } from './escape.ts';

const MARKS = { pass: '✅', fail: '❌', inconclusive: '⚠️', unjudged: '➖' } as const;

/** @param bytesMax failures that would make it longer are left out, the worst kept, and it says so. */
export function markdownOf(result: Result, bytesMax = Number.POSITIVE_INFINITY): string {
  const summarised = summarise(result);
  const { summary } = summarised;
  const head = [
    `## ${MARKS[summary.verdict]} Stalemate: ${inline(headline(summary))}`,
    facts(summary).map(inline).join(' · '),
    ...summary.unconfirmed.map((sentence) => `> ${inline(sentence)}`),
    checkTable(summary),
    matrixOf(summary),
  ];
  const foot = [
    `### What it rests on\n\n${certificateTexts(summary.cells)
      .map((text) => `- ${inline(text)}`)
      .join('\n')}`,
  ];
  return `${fitting(head, failuresOf(summarised), foot, bytesMax).join('\n\n')}\n`;
}

/** What must not be missed comes before what explains it. */
function checkTable(summary: Summary): string {
  const open = checksOf(summary).filter(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive');
  if (open.length === 0) return '';
  const ranks = ['fail', 'inconclusive'];
  const rowOf = ({ verdict, name, cell, seen }: Check): string[] => [
    MARKS[verdict],
    inline(name),
    inline(summary.cells[cell]!.scenario),
    inline(seen),
  ];
  const rows = open.toSorted((a, b) => ranks.indexOf(a.verdict) - ranks.indexOf(b.verdict)).map(rowOf);
  return tableOf(['', 'Expectation', 'Scenario', 'Seen'], rows);
}

function matrixOf({ cells }: Summary): string {
  const scenarios = [...new Set(cells.map(({ scenario }) => scenario))];
  const strategies = [...new Set(cells.map(({ strategy }) => strategy))];
  const textAt = (strategy: string, scenario: string): string => {
    const cell = cells.find((one) => one.strategy === strategy && one.scenario === scenario);
    if (cell === undefined) return '';
    const { lines, notes } = cellText(cell);
    const texts = lines.map(({ anomaly, text }) => (anomaly === null ? text : `${anomaly}: ${text}`));
    return [...texts, ...notes].map(inline).join('<br>');
  };
  const rows = strategies.map((strategy) => [
    inline(strategy),
    ...scenarios.map((scenario) => textAt(strategy, scenario)),
  ]);
  return `### Matrix\n\n${tableOf(['Strategy', ...scenarios.map(inline)], rows)}`;
}

/** Those that somebody has to look at; the others are in the matrix. */
function failuresOf({ summary, details }: Summarised): readonly string[] {
  return summary.failures.filter(({ standing }) => standing !== 'expected').map(sectionOf);

  function sectionOf(failure: Failure): string {
    const cell = summary.cells[failure.cell]!;
    const subject = { ...subjectOf(failure, cell, summary.stalemate), ...details.get(failure.id)! };
    return [
      `### ${inline(titleOf(subject))}`,
      inline(failure.because),
      fenced(mermaidOf(subject), 'mermaid'),
      `<details><summary>As text</summary>\n\n${fenced(textOf(subject), 'text')}\n\n</details>`,
      fenced(failure.replay, 'sh'),
    ].join('\n\n');
  }
}

function fitting(
  head: readonly string[],
  failures: readonly string[],
  foot: readonly string[],
  bytesMax: number,
): readonly string[] {
  const bytesOf = (text: string): number => new TextEncoder().encode(text).length + 2;
  const fixed = [...head, ...foot].filter((part) => part !== '');
  let room = bytesMax - fixed.reduce((sum, part) => sum + bytesOf(part), 0) - 200;
  const shown: string[] = [];
  for (const failure of failures) {
    room -= bytesOf(failure);
    if (room < 0) break;
    shown.push(failure);
  }
  const rest = failures.length - shown.length;
  const note = `… and ${plural(rest, 'more failure')}, left out to keep this page small. The report has them all.`;
  return [...head.filter((part) => part !== ''), ...shown, ...(rest === 0 ? [] : [note]), ...foot];
}
