/** An explanation as a page of text. */
import { dirname, relative, resolve } from 'node:path';
import { stepLines, wrap } from '../step-lines.ts';
import { optionsOf, optionsText } from '../strategy-options.ts';
import type { Style } from '../style.ts';
import { counterexampleLines } from '../summary.ts';
import type { Explanation } from './explain.ts';
import { anomaliesText, shortestOf } from './explain.ts';

export function renderExplanation(explanation: Explanation, style: Style, columns: number): string {
  const { strategy, race, performances, result } = explanation;
  const { use } = strategy;
  const paragraph = (text: string): string[] => wrap(text, Math.min(columns, 120) - 2).map((line) => `  ${line}`);
  const shortest = shortestOf(result);
  const parts: string[][] = [
    [style('bold', use.as), ...paragraph(strategy.strategy.title), ...optionLines(explanation)],
    ...(race === null ? [] : [[style('bold', 'The race'), ...paragraph(race)]]),
    ...performances.map(({ title, trace, problem }) => [
      style('bold', title),
      ...(problem === null ? stepLines(trace, style, columns) : paragraph(`came to no end: ${problem}`)),
    ]),
    [style('bold', 'In the standard scenarios'), ...tableOf(explanation)],
    shortest === null
      ? [style('bold', 'No counterexample'), ...paragraph('None of these shows an anomaly, in any interleaving.')]
      : [
          style('bold', `The shortest counterexample: ${shortest.anomaly} in ${shortest.cell.scenario}`),
          ...counterexampleLines(shortest.result.counterexample!, style, columns),
        ],
    [style('bold', 'Run it'), ...commandsOf(explanation).map((command) => `  ${command}`)],
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** `ttl: 60s · only_present: false` */
function optionLines({ strategy }: Explanation): string[] {
  const text = optionsText(optionsOf(strategy.strategy));
  return text === '' ? [] : [`  Options  ${text}`];
}

function tableOf({ result }: Explanation): string[] {
  const width = Math.max(...result.results.map(({ scenario }) => scenario.length)) + 2;
  return result.results.map(
    (cell) =>
      `  ${cell.scenario.padEnd(width)}${anomaliesText(cell) ?? 'never'} of ${cell.schedules.executed} schedules`,
  );
}

function commandsOf({ strategy: { use }, result, scenarios }: Explanation): string[] {
  const isModule = use.use !== use.as;
  const explored = scenarios.slice(0, result.results.length).map(shown);
  const folders = [...new Set(explored.map((file) => dirname(file)))];
  const points = scenarios.slice(explored.length).map(shown);
  return [
    ...folders.map((folder) => `npx stalemate run ${folder} --strategy ${isModule ? shown(use.use) : use.as}`),
    ...points.filter((file) => !explored.includes(file)).map((file) => `npx stalemate run ${file}`),
  ];
}

/** As one would write it here. */
function shown(file: string): string {
  const path = relative(process.cwd(), resolve(file));
  return path.includes('/') ? path : `./${path}`;
}
