/** Who has called us: the place that problems are told at, and that relative paths begin at. */
import { relative, resolve, sep } from 'node:path';
import { callSite } from '../harness/scheduler/call-site.ts';

export interface Caller {
  /** From the working directory, where it lies below. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where the caller is not known: a file in the working directory, for relative paths. */
const UNKNOWN: Caller = { file: 'test', line: 1, column: 1 };

/** @param callee the public function that was called; must be asked while it runs */
export function callerOf(callee: (...args: never[]) => unknown): Caller {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, callee);
  const place = /^(.*):(\d+):(\d+)$/.exec(callSite(holder.stack));
  if (place === null) return UNKNOWN;
  return { file: shown(place[1]!), line: Number(place[2]), column: Number(place[3]) };
}

/** A path as messages and commands show it. */
export function shown(path: string): string {
  const absolute = resolve(path);
  const short = relative('.', absolute);
  return (short.startsWith('..') ? absolute : short).split(sep).join('/');
}
