/** What fuzzing found, as a page of text: each failure once, what became of saved ones, and what was never tried. */
import type { CellResult, FailureResult, GeneratedScenario, HandOffResult, Result } from '../../harness/result.ts';
import { thousands } from '../progress.ts';
import type { Style } from '../style.ts';
import { problems } from '../problem-lines.ts';
import { COLOUR, counterexampleLines, executionLines } from '../summary.ts';

const FAILURES_MAX = 10;
const HAND_OFFS_MAX = 12;

export function renderFuzzSummary(result: Result, style: Style, columns: number): string {
  const found = result.results.flatMap((cell) => cell.fuzz!.failures.map((failure) => ({ cell, failure })));
  const parts = [
    ...found.slice(0, FAILURES_MAX).map(({ cell, failure }) => failureText(cell, failure, style, columns)),
    found.length > FAILURES_MAX ? `… and ${found.length - FAILURES_MAX} more; --json has them all.` : '',
    problems(result, style),
    savedText(result),
    coverageText(result, style),
    [...executionLines(result, columns), verdictLine(result, style)].join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function failureText(cell: CellResult, failure: FailureResult, style: Style, columns: number): string {
  const { anomaly, schedules, foundAt, foundBy, counterexample, isNew, fingerprint, scenario, confirmed } = failure;
  const { executed } = cell.schedules;
  const known = `${confirmed === undefined ? '' : `   ${confirmed}`}${isNew ? '' : '   in the baseline'}`;
  const count = `${thousands(schedules)} of ${thousands(executed)} schedules`;
  return [
    `${style(isNew ? ['red', 'bold'] : ['yellow', 'bold'], `${isNew ? '✗ ' : ''}${anomaly}`)}   ${cell.strategy} × ${cell.scenario}   ${count}${known}`,
    `  ${style('dim', `failure ${fingerprint}, first found by ${foundBy} in schedule ${thousands(foundAt)}; shrunk to ${counterexample.steps.length} steps`)}`,
    ...counterexampleLines(counterexample, style, columns),
    ...(scenario === undefined ? [] : scenarioLines(scenario, style)),
  ].join('\n');
}

function scenarioLines({ file, text }: GeneratedScenario, style: Style): string[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return [`  ${style('dim', 'Scenario')}  ${file}`, ...lines.map((line) => `    ${style('dim', line)}`)];
}

/** Those that still fail are among the failures as a rule; the others nobody would hear of. */
function savedText({ results }: Result): string {
  const all = results.flatMap(({ fuzz }) => fuzz!.replayed);
  if (all.length === 0) return '';
  const count = (wanted: string): number => all.filter(({ outcome }) => outcome === wanted).length;
  const lines = all
    .filter(({ outcome }) => outcome !== 'still fails')
    .map(({ file, outcome, because }) => `  ${file}: ${outcome}${because === undefined ? '' : `, ${because}`}`);
  const head = `Saved failures: ${count('still fails')} of ${all.length} still fail${lines.length === 0 ? '' : '; delete the files that are of no use any more'}`;
  return [head, ...lines].join('\n');
}

function coverageText({ results }: Result, style: Style): string {
  const covered = results.filter(({ fuzz }) => fuzz!.coverage !== null);
  if (covered.length === 0) return '';
  const sum = (of: 'seen' | 'total'): number => covered.reduce((total, { fuzz }) => total + fuzz!.coverage![of], 0);
  const unseen = covered.flatMap((cell) =>
    cell
      .fuzz!.coverage!.handOffs.filter(({ firstAt }) => firstAt === null)
      .map((handOff) => `  ${style('dim', `${cell.strategy} × ${cell.scenario}`)}  ${handOffText(handOff)}`),
  );
  const rest = unseen.length - HAND_OFFS_MAX;
  return [
    `Hand-offs seen: ${thousands(sum('seen'))} of ${thousands(sum('total'))}${unseen.length === 0 ? '' : '. Never:'}`,
    ...unseen.slice(0, HAND_OFFS_MAX),
    ...(rest > 0 ? [`  … and ${thousands(rest)} more; --json has them all`] : []),
  ].join('\n');
}

function handOffText({ key, by, between, and }: HandOffResult): string {
  return `${key}: ${by} between ${between} and ${and}`;
}

function verdictLine({ results, verdict }: Result, style: Style): string {
  const failures = results.flatMap(({ fuzz }) => fuzz!.failures);
  const fresh = failures.filter(({ isNew }) => isNew).length;
  const schedules = results.reduce((sum, { fuzz }) => sum + fuzz!.failing, 0);
  const unsorted = results.reduce((sum, { fuzz }) => sum + fuzz!.unsorted, 0);
  const rest = unsorted === 0 ? '' : `; ${thousands(unsorted)} of too many kinds to look at each`;
  const known = fresh === failures.length ? '' : `, ${fresh} of them new`;
  return `${style([COLOUR[verdict], 'bold'], verdict)}   ${plural(failures.length, 'failure')}${known}, in ${plural(schedules, 'failing schedule')}${rest}`;
}

function plural(count: number, word: string): string {
  return `${thousands(count)} ${word}${count === 1 ? '' : 's'}`;
}
