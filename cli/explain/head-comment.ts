/** What the author of a strategy says about it: the comment at the head of its file. Those of our own are published as they are. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isModulePath } from '../../scenarios/strategy-name.ts';
import { packageRoot } from '../package-root.ts';

const HEAD = /^\s*\/\*\*([\s\S]*?)\*\//;

/** The strategy's file, as it was written. */
export function sourceOf(use: string): Promise<string> {
  return readFile(isModulePath(use) ? use : join(packageRoot, 'strategies', `${use}.ts`), 'utf8');
}

/** One paragraph; null when the file begins with something else. */
export async function headCommentOf(use: string): Promise<string | null> {
  const comment = HEAD.exec(await sourceOf(use))?.[1];
  if (comment === undefined) return null;
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trim())
    .filter((line) => line !== '')
    .join(' ');
}
