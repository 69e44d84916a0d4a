/**
 * The fenced blocks of the documentation. Each says by its language what it is, and above it may stand, in a comment:
 *
 *     <!-- inside: strategy -->       a part of something: of what `create` returns (ts), of a function that reads (ts: `read`),
 *                                     of a scenario (yaml), of a list of a workflow's steps (yaml: `steps`)
 *     <!-- run -->                    executed, too
 *     <!-- not run: the reason -->    neither checked nor executed, because
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../cli/package-root.ts';

export interface Block {
  /** From the root of the repository. */
  readonly file: string;
  /** Of its first line of text, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  readonly inside: string | null;
  readonly isRun: boolean;
  /** The reason; null: it is checked. */
  readonly notRun: string | null;
}

const FENCE = /^( *)(```+|~~~+)(\S*)/;
const REMARK = /^ *<!-- (inside|run|not run)(?:: (.+))? -->$/;

/** README.md and every page of docs/. */
export function documentationFiles(): string[] {
  const pages = readdirSync(join(packageRoot, 'docs'), { recursive: true, encoding: 'utf8' });
  return ['README.md', ...pages.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)].toSorted();
}

export function blocksIn(file: string, text: string = readFileSync(join(packageRoot, file), 'utf8')): Block[] {
  const blocks: Block[] = [];
  const lines = text.split('\n');
  let remarks = new Map<string, string>();
  for (let i = 0; i < lines.length; i++) {
    const remark = REMARK.exec(lines[i]!);
    if (remark !== null) remarks.set(remark[1]!, remark[2] ?? '');
    const fence = FENCE.exec(lines[i]!);
    if (remark === null && fence === null && lines[i]!.trim() !== '') remarks = new Map();
    if (fence === null) continue;
    const [, indent, mark, language] = fence;
    const end = lines.findIndex((line, at) => at > i && line.trim() === mark);
    if (end < 0) throw new Error(`${file}:${i + 1}: found a block without an end`);
    blocks.push({
      file,
      line: i + 2,
      language: language!,
      text: lines
        .slice(i + 1, end)
        .map((line) => line.slice(Math.min(indent!.length, line.search(/\S|$/))))
        .join('\n'),
      inside: remarks.get('inside') ?? null,
      isRun: remarks.has('run'),
      notRun: remarks.get('not run') ?? null,
    });
    remarks = new Map();
    i = end;
  }
  return blocks;
}

export function placeOf({ file, line }: Block): string {
  return `${file}:${line}`;
}
