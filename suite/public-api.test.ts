/** What a user can import has a word about it, for editors and for the reference that is made of the sources. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../cli/package-root.ts';

interface Export {
  readonly name: string;
  /** Where it is declared. */
  readonly file: string;
  readonly comment: string | null;
}

/** Also a declaration's own comment may be that of a `const` behind `export {`. */
const DECLARATION =
  /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export (?:async |abstract )?(?:interface|type|const|function|class) (\w+)/g;
const ALL = /export \* from '(\.[^']+)'/g;
const SOME = /export (?:type )?\{([^}]+)\} from '(\.[^']+)'/g;

/** Follows re-exports to where each thing is declared. */
function exportsOf(file: string): Export[] {
  const text = readFileSync(join(packageRoot, file), 'utf8');
  const target = (path: string): string => join(dirname(file), path);
  const declared = [...text.matchAll(DECLARATION)].map(([, comment, name]) => ({
    name: name!,
    file,
    comment: comment ?? null,
  }));
  const all = [...text.matchAll(ALL)].flatMap(([, path]) => exportsOf(target(path!)));
  const some = [...text.matchAll(SOME)].flatMap(([, names, path]) => {
    const wanted = names!.split(',').map((name) => name.replace(/^\s*(type )?/, '').trim());
    return exportsOf(target(path!)).filter(({ name }) => wanted.includes(name));
  });
  return [...declared, ...all, ...some];
}

const entries = {
  stalemate: 'index.ts',
  'stalemate/matchers': 'suite/matchers.ts',
  'stalemate/vitest': 'suite/vitest.ts',
  'stalemate/jest': 'suite/jest.ts',
};

describe.each(Object.entries(entries))('everything that %s exports', (_, file) => {
  it('has a comment that says what it is', () => {
    const silent = exportsOf(file).filter(({ comment }) => (comment ?? '').replace(/[/*\s]/g, '').length < 20);
    expect(silent.map(({ name, file: where }) => `${name} in ${where}`)).toEqual([]);
  });
});

describe('the exports of the package', () => {
  it('are the ones that a reader of this test counts on', () => {
    const names = exportsOf('index.ts').map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['defineStrategy', 'duration', 'explore', 'Scenario', 'Exploration', 'Result']),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('are those of package.json', () => {
    const { exports } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
      exports: Readonly<Record<string, unknown>>;
    };
    const names = Object.keys(exports).map((path) => path.replace(/^\./, 'stalemate'));
    expect(names.filter((name) => !name.endsWith('.json'))).toEqual(Object.keys(entries));
  });
});
