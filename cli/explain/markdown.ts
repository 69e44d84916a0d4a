/** An explanation as a page of Markdown, with the strategy's own code below it. */
import { relative, resolve } from 'node:path';
import { packageRoot } from '../package-root.ts';
import { stepLines } from '../step-lines.ts';
import { optionsOf } from '../strategy-options.ts';
import type { Style } from '../style.ts';
import { counterexampleLines } from '../summary.ts';
import type { Explanation } from './explain.ts';
import { anomaliesText, shortestOf } from './explain.ts';

const COLUMNS = 110;
const plain: Style = (_, text) => text;

/** @param source the code to show; null for none */
export function explanationPage(explanation: Explanation, source: string | null): string {
  const { strategy, race, performances } = explanation;
  const sections = [
    `# ${strategy.use.as}`,
    strategy.strategy.title,
    ...(race === null ? [] : ['## The race', race]),
    ...optionsSection(explanation),
    '## Its steps',
    ...performances.flatMap(({ title, trace, problem }) => [
      `### ${title}`,
      problem === null ? fenced(stepLines(trace, plain, COLUMNS)) : `It came to no end: ${problem}`,
    ]),
    '## What it shows',
    'Of all interleavings of a scenario, or of one for each class of equivalent ones, how many show an anomaly. These are counts, not rates.',
    table(['scenario', 'shows', 'schedules'], shownRows(explanation)),
    ...shortestSection(explanation),
    ...scenariosSection(explanation),
    ...(source === null ? [] : ['## Its code', fenced([source.trimEnd()], 'ts')]),
  ];
  return `${sections.join('\n\n')}\n`;
}

function optionsSection({ strategy }: Explanation): string[] {
  const options = optionsOf(strategy.strategy);
  if (options.length === 0) return [];
  const rows = options.map(({ name, default: usual, values, description = '' }) => [
    `\`${name}\``,
    usual === undefined ? 'has to be given' : `\`${String(usual)}\``,
    values === undefined ? '' : values.map((value) => `\`${String(value)}\``).join(', '),
    description,
  ]);
  return ['## Options', table(['option', 'default', 'one of', 'what it is'], rows)];
}

function shownRows({ result }: Explanation): string[][] {
  return result.results.map((cell) => [
    cell.scenario,
    anomaliesText(cell) ?? 'nothing',
    String(cell.schedules.executed),
  ]);
}

function shortestSection({ result }: Explanation): string[] {
  const shortest = shortestOf(result);
  if (shortest === null) return ['None of these shows an anomaly, in any interleaving.'];
  const { anomaly, cell } = shortest;
  return [
    `## The shortest counterexample: ${anomaly} in ${cell.scenario}`,
    fenced(counterexampleLines(shortest.result.counterexample!, plain, COLUMNS)),
  ];
}

function scenariosSection({ scenarios, result }: Explanation): string[] {
  const points = scenarios.slice(result.results.length).map((file) => relative(packageRoot, resolve(file)));
  if (points.length === 0) return [];
  return ['## Scenarios that show a point of it', points.map((file) => `- \`${file}\``).join('\n')];
}

/** A fence longer than any in the text. */
function fenced(lines: readonly string[], language = 'text'): string {
  const text = lines.join('\n');
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
