/** What `file.yaml:57` selects: the strategy whose entry, or whose expectation, stands on that line. */
import type { Path } from './problem.ts';
import type { ScenarioFile } from './schema.ts';
import { parseSource, type Source } from './source.ts';
import { nameStrategy } from './strategy-name.ts';

/**
 * @param text a scenario file that loads without problems
 * @returns the `as` names of the strategies; empty when the line selects none in particular, and so all of them
 */
export function strategiesAtLine(text: string, line: number): readonly string[] {
  const { source } = parseSource(text);
  if (!source) return [];
  const { strategies, expect = [] } = source.value as ScenarioFile;
  const names = [
    ...strategies.map((entry, index) => ({ name: nameStrategy(entry)?.as ?? '', at: ['strategies', index] })),
    ...expect.map(({ strategy }, index) => ({ name: strategy, at: ['expect', index] })),
  ];
  const selected = names.filter(({ at }) => isOnLine(source, at, line)).map(({ name }) => name);
  return selected.includes('all') ? [] : [...new Set(selected)];
}

function isOnLine(source: Source, at: Path, line: number): boolean {
  const first = source.locate(at, 'value').line;
  const last = first + source.textOf(at).trimEnd().split('\n').length - 1;
  return first <= line && line <= last;
}
