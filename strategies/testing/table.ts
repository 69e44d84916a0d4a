/** `strategies/README.md`: what each built-in strategy shows in each standard scenario. */
import type { AnyStrategy } from '../strategy.ts';
import type { Shown } from './library.ts';

const SHORT: Readonly<Record<string, string>> = {
  'stale-at-rest': 'rest',
  'stale-read': 'stale',
  'dirty-read': 'dirty',
};

export interface Row {
  readonly strategy: AnyStrategy;
  /** By scenario; where the scenario does not name the strategy, nothing. */
  readonly cells: Readonly<Record<string, Shown>>;
}

export function readmeOf(rows: readonly Row[], scenarios: readonly { name: string; title: string }[]): string {
  const columns = scenarios.map(({ name }) => name.replace(/^standard-/, ''));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    '# The built-in strategies',
    '',
    'What each can show in each standard scenario (`scenarios/standard/`), with the default options: of all interleavings, how many',
    'show an anomaly. These are counts, not rates. *rest*: stale at rest, *stale*: a stale read, *dirty*: a dirty read; the others have',
    'their full names. Where there is a replica, misses are read from it. –: not explored. Why each shows what it shows, or is not',
    'explored, is written in `strategies/testing/known-*.ts`.',
    '',
    'This page is written by `npx vitest run strategies/conformance.test.ts -u`, and that test fails when it is out of date.',
    '',
    line(['strategy', ...columns]),
    line(['---', ...columns.map(() => '---')]),
    ...rows.map(({ strategy, cells }) =>
      line([`\`${strategy.name}\``, ...scenarios.map(({ name }) => cellOf(cells[name]))]),
    ),
    '',
    '| scenario | |',
    '| --- | --- |',
    ...scenarios.map(({ title }, i) => line([columns[i]!, title])),
    '',
    '| strategy | |',
    '| --- | --- |',
    ...rows.map(({ strategy: { name, title } }) => line([`\`${name}\``, title])),
    '',
  ].join('\n');
}

function cellOf(shown: Shown | undefined): string {
  if (shown === undefined) return '–';
  const { interleavings, anomalies } = shown;
  const counts = Object.entries(anomalies).map(([anomaly, count]) => `${SHORT[anomaly] ?? anomaly} ${count}`);
  return `${counts.length === 0 ? 'never' : counts.join(', ')} / ${interleavings}`;
}
