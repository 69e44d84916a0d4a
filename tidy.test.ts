/** The rules that a reader can rely on, as checks: which room may import which, how long a file may be, what must have a test. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ANOMALIES } from './harness/scenario.ts';
import { checkers } from './harness/checkers/registry.ts';
import { strategies } from './strategies/registry.ts';

const ROOT = import.meta.dirname;
const ROOMS = ['strategies', 'harness', 'scenarios', 'infra', 'reports', 'cli', 'suite', 'benchmarks'];
const LINES_MAX = 300;

/** What each room may import, beside itself and packages. The first prefix that fits the importing file holds. */
const ARROWS: readonly (readonly [from: string, to: readonly string[]])[] = [
  ['strategies/strategy.ts', ['strategies/adapt.ts']],
  ['strategies/adapt.ts', ['strategies/strategy.ts']],
  ['strategies/', ['strategies/']],
  ['harness/', ['harness/', 'strategies/strategy.ts', 'strategies/adapt.ts']],
  ['scenarios/', ['scenarios/', 'harness/', 'strategies/strategy.ts']],
  ['infra/', ['infra/', 'harness/']],
  ['reports/html/live/', ['reports/', 'harness/', 'strategies/']],
  ['reports/', ['reports/', 'harness/result.ts']],
  ['cli/', ['']],
  ['suite/', ['']],
  ['benchmarks/', ['']],
  ['index.ts', ['strategies/strategy.ts', 'strategies/adapt.ts', 'suite/', 'harness/result.ts', 'harness/scenario.ts']],
];

const files = [...ROOMS.flatMap((room) => walk(join(ROOT, room))), join(ROOT, 'index.ts')].map((file) =>
  relative(ROOT, file),
);
const sources = files.filter((file) => /\.tsx?$/.test(file));
const isTest = (file: string): boolean =>
  /\.test\.tsx?$|testing|\/samples\/|\/fixtures\/|differential\/|exploration\/model\//.test(file);

describe('the rooms', () => {
  it('import one way only', () => {
    const wrong = sources.filter((file) => !isTest(file)).flatMap(wrongArrows);
    expect(wrong).toEqual([]);
  });

  it('notice an arrow that points the wrong way', () => {
    expect(isAllowed('harness/scheduler/run.ts', 'cli/main.ts')).toBe(false);
    expect(isAllowed('reports/html/write.ts', 'harness/scenario.ts')).toBe(false);
    expect(isAllowed('strategies/lease.ts', 'harness/result.ts')).toBe(false);
    expect(isAllowed('cli/main.ts', 'infra/acquire.ts')).toBe(true);
  });
});

describe('every file', () => {
  it(`has at most ${LINES_MAX} lines, unless it is a test`, () => {
    const long = sources.filter((file) => !isTest(file) && linesOf(file) > LINES_MAX);
    expect(long).toEqual([]);
  });

  it('has a name in kebab-case', () => {
    expect(sources.filter((file) => !/^[a-z0-9-]+(\.[a-z]+)*\.(ts|tsx)$/.test(file.split('/').at(-1)!))).toEqual([]);
  });
});

describe('every entry of a registry', () => {
  it('is a strategy in a file of its own name, with the race that it allows in five lines at its head, and in a scenario', () => {
    const library = files
      .filter((file) => /^scenarios\/((standard|patterns|anomalies)\/)?[^/]*\.yaml$/.test(file))
      .map(read)
      .join('\n');
    for (const name of Object.keys(strategies)) {
      const head = /^\/\*\*\n([\s\S]*?) \*\//.exec(read(`strategies/${name}.ts`))?.[1] ?? '';
      expect(head.split('\n').length - 1, `${name}: lines of the head comment`).toBeGreaterThan(0);
      expect(head.split('\n').length - 1, `${name}: lines of the head comment`).toBeLessThanOrEqual(5);
      expect(library, `${name}: no scenario uses it`).toMatch(new RegExp(`- (\\{ use: )?${name}[\\n,]`));
    }
  });

  it('is a checker for each anomaly that a scenario may expect', () => {
    expect(Object.keys(checkers).toSorted()).toEqual([...ANOMALIES].toSorted());
  });
});

describe('every page of documentation', () => {
  it('begins with a title', () => {
    const pages = readdirSync(ROOT).filter((file) => file.endsWith('.md'));
    for (const page of pages) expect(read(page), page).toMatch(/^# \S/);
  });
});

function wrongArrows(file: string): string[] {
  const imports = [...read(file).matchAll(/(?:from|import) '(\.[^']+)'/g)].map(([, path]) =>
    relative(ROOT, resolve(ROOT, dirname(file), path!)),
  );
  return imports.filter((target) => !isAllowed(file, target)).map((target) => `${file} → ${target}`);
}

function isAllowed(from: string, to: string): boolean {
  const [, allowed] = ARROWS.find(([prefix]) => from.startsWith(prefix))!;
  return allowed.some((prefix) => to.startsWith(prefix));
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function linesOf(file: string): number {
  return read(file).split('\n').length - 1;
}

function walk(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(directory, entry.name)) : [join(directory, entry.name)],
  );
}
