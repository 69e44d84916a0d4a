/** From what the user names on the command line to scenario files. */
import { stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';

export interface FoundScenario {
  /** Relative to `cwd` where it lies below, with `/`. */
  readonly file: string;
  /** Of `file.yaml:57`: the line that selects a part of the scenario. Null: all of it. */
  readonly line: number | null;
}

/** A pattern that matches no file. The CLI exits with 4. */
export class NoMatchError extends Error {
  override readonly name = 'NoMatchError';
  readonly pattern: string;
  readonly fix: string;

  constructor(pattern: string, message: string, fix: string) {
    super(message);
    this.pattern = pattern;
    this.fix = fix;
  }
}

const LINE_SUFFIX = /^(.+):([1-9][0-9]*)$/;
/** Folders that a search does not enter unless the pattern names them: other people's files, and broken ones for tests. */
const SKIPPED = ['node_modules', 'fixtures'];

/**
 * Files, folders (every *.yaml and *.yml below), globs, and `file.yaml:57`.
 *
 * Guarantees: sorted by path, then line; each once, and a line is dropped when its whole file is wanted too.
 * Does not: read the files, or say whether they are scenarios.
 *
 * @throws NoMatchError for the first pattern that matches nothing
 */
export async function findScenarios(patterns: readonly string[], cwd = '.'): Promise<FoundScenario[]> {
  const root = resolve(cwd);
  const linesOf = new Map<string, Set<number | null>>();
  for (const pattern of patterns) {
    for (const { file, line } of await findOne(pattern, root)) {
      linesOf.set(file, (linesOf.get(file) ?? new Set()).add(line));
    }
  }
  return [...linesOf.keys()].sort().flatMap((file) => {
    const lines = [...(linesOf.get(file) ?? [])];
    return lines.includes(null)
      ? [{ file, line: null }]
      : lines.sort((a, b) => (a ?? 0) - (b ?? 0)).map((line) => ({ file, line }));
  });
}

async function findOne(pattern: string, root: string): Promise<FoundScenario[]> {
  const kind = await kindOf(resolve(root, pattern));
  if (kind === 'file') return [{ file: shown(root, pattern), line: null }];
  if (kind === 'folder') return findInFolder(pattern, root);
  const [, file, line] = LINE_SUFFIX.exec(pattern) ?? [];
  if (file !== undefined && (await kindOf(resolve(root, file))) === 'file') {
    return [{ file: shown(root, file), line: Number(line) }];
  }
  if (!isDynamicPattern(pattern)) {
    throw new NoMatchError(
      pattern,
      `there is no file or folder ${pattern}`,
      'correct the path, or quote a glob such as "scenarios/**/*.yaml"',
    );
  }
  const files = await glob(pattern, {
    cwd: root,
    onlyFiles: true,
    absolute: true,
    ignore: skippedUnlessNamed(pattern),
    expandDirectories: false,
  });
  if (files.length === 0)
    throw new NoMatchError(
      pattern,
      `no file matches ${pattern}`,
      'correct the glob; `**` stands for any number of folders',
    );
  return files.map((path) => ({ file: shown(root, path), line: null }));
}

async function findInFolder(folder: string, root: string): Promise<FoundScenario[]> {
  const files = await glob('**/*.{yaml,yml}', {
    cwd: resolve(root, folder),
    onlyFiles: true,
    absolute: true,
    ignore: skippedUnlessNamed(''),
  });
  if (files.length === 0) {
    throw new NoMatchError(
      folder,
      `there is no *.yaml or *.yml file in the folder ${folder}`,
      'name another folder, or let `stalemate init` write an example',
    );
  }
  return files.map((path) => ({ file: shown(root, path), line: null }));
}

function skippedUnlessNamed(pattern: string): string[] {
  return SKIPPED.filter((folder) => !pattern.split('/').includes(folder)).map((folder) => `**/${folder}/**`);
}

async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return null;
  }
}

function shown(root: string, path: string): string {
  const absolute = resolve(root, path);
  const short = relative(root, absolute);
  return (short.startsWith('..') ? absolute : short).split(sep).join('/');
}
