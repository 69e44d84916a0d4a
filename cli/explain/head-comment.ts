/** What the author of a strategy says about it: the comment at the head of its file, which the compiled file has too. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isModulePath } from '../../scenarios/strategy-name.ts';
import { packageRoot } from '../package-root.ts';

/** Strategies lie where we lie: among the sources, or among what they are compiled to. */
const HERE = fileURLToPath(import.meta.url);
const BUILT_IN = join(dirname(HERE), '../../strategies');

const HEAD = /^\s*\/\*\*([\s\S]*?)\*\//;

/** The strategy's file: as it was written, or, in an installed package, as it was compiled. */
export async function sourceOf(use: string): Promise<string> {
  if (isModulePath(use)) return readFile(use, 'utf8');
  const written = join(packageRoot, 'strategies', `${use}.ts`);
  return readFile(existsSync(written) ? written : join(BUILT_IN, `${use}${extname(HERE)}`), 'utf8');
}

/** One paragraph; null when the file begins with something else. */
export async function headCommentOf(use: string): Promise<string | null> {
  const file = isModulePath(use) ? use : join(BUILT_IN, `${use}${extname(HERE)}`);
  const comment = HEAD.exec(await readFile(file, 'utf8'))?.[1];
  if (comment === undefined) return null;
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trim())
    .filter((line) => line !== '')
    .join(' ');
}
