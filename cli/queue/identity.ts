/**
 * What two processes must have in common so that they come to the same findings: our code, and the modules of the user's that
 * are executed. Both are compared by digests; code is never sent, since whoever reaches a queue could then execute anything.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isModulePath } from '../../scenarios/strategy-name.ts';
import { packageRoot, version } from '../package-root.ts';

export interface Identity {
  readonly version: string;
  /** Of all our code: two builds may have one version. */
  readonly code: string;
  /** By its portable path: the module of a strategy, with the files that it imports by a path. */
  readonly modules: Readonly<Record<string, string>>;
}

/** Of what decides about findings: the sources themselves, or what they are bundled into. */
const FOLDERS = ['strategies', 'harness', 'scenarios', 'cli', 'chunks'];
/** Tests and declarations are not executed, and an installed package has none or others. */
const NOT_EXECUTED = /\.test\.tsx?$|\.d\.ts$/;
const DIGITS = 12;

/** @param uses the strategies of the work */
export function identityOf(uses: readonly string[]): Identity {
  const modules = uses.filter(isModulePath).map((path) => [portable(path), moduleDigest(path) ?? ''] as const);
  return { version, code: codeDigest(), modules: Object.fromEntries(modules) };
}

/** Why work that needs `theirs` cannot be done here, for people; null where it can. */
export function whyUnfit(theirs: Identity): string | null {
  const [mine, code] = [version, codeDigest()];
  if (theirs.version !== mine)
    return `the work is that of stalemate ${theirs.version}, and this worker is stalemate ${mine}. Fix: npm install stalemate@${theirs.version}`;
  if (theirs.code !== code)
    return `the work is that of another build of stalemate ${mine}: its code has the digest ${theirs.code}, and this worker's ${code}. Fix: install the same build on both`;
  const problems = Object.entries(theirs.modules).flatMap(([path, digest]) => {
    const file = local(path);
    const here = moduleDigest(file);
    if (here === null) return `${file}: the work needs this strategy, and there is no such file`;
    return here === digest
      ? []
      : `${file}: the strategy is another one than that of the work (digest ${here}, expected ${digest})`;
  });
  return problems.length === 0
    ? null
    : `${problems.join('\n')}. Fix: start the worker in a checkout of the same commit, in the same folder of it`;
}

let ourCode: string | null = null;

function codeDigest(): string {
  return (ourCode ??= digestOfFiles(ourFiles()));
}

function ourFiles(): string[] {
  const suffix = extname(import.meta.url);
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
  return FOLDERS.map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith(suffix) && !NOT_EXECUTED.test(name))
        .map((name) => join(folder, name)),
    )
    .sort();
}

/** Null where there is no such file. */
function moduleDigest(path: string): string | null {
  try {
    return digestOfFiles([...closureOf(resolve(path))].sort());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const IMPORTS = /(?:from|import|require)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;
const SUFFIXES = ['', '.ts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js'];

/** The file and what it imports by a relative path, at once or by way of others. Packages are not looked into. */
function closureOf(path: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(path)) return found;
  const text = readFileSync(path, 'utf8');
  found.add(path);
  for (const [, specifier] of text.matchAll(IMPORTS)) {
    const base = resolve(dirname(path), specifier!);
    // TypeScript names what it imports as `.js`.
    const candidates = [...SUFFIXES.map((suffix) => base + suffix), base.replace(/js$/, 'ts')];
    for (const candidate of candidates) if (tryToFollow(candidate, found)) break;
  }
  return found;
}

function tryToFollow(path: string, found: Set<string>): boolean {
  try {
    closureOf(path, found);
    return true;
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

function digestOfFiles(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${portable(file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex').slice(0, DIGITS);
}

/** Stands for the folder of our package, which may be another one on each machine. */
const PACKAGE = 'stalemate:';

/** The path of a module as another machine can find it: in our package, or from the working directory. */
export function portable(path: string): string {
  const isOurs = path.startsWith(packageRoot + sep);
  const from = relative(isOurs ? packageRoot : '.', path);
  return (isOurs ? PACKAGE : '') + from.split(sep).join('/');
}

/** The file of a portable path on this machine. */
export function local(path: string): string {
  return path.startsWith(PACKAGE) ? join(packageRoot, path.slice(PACKAGE.length)) : resolve(path);
}
