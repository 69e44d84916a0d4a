/** What is wrong with a scenario file, where, and how to mend it. */

export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units, as editors count. */
  readonly column: number;
  /** What was found, and what is expected. */
  readonly message: string;
  /** How to mend it: an imperative without a full stop, or "did you mean `x`?". */
  readonly fix: string;
}

/** Where in the document: `['actors', 'reader', 'steps', 0]`. */
export type Path = readonly (string | number)[];

/** A problem before its place in the text is known. */
export interface Finding {
  readonly at: Path;
  /** Points at the key of the last path element rather than at its value. */
  readonly on?: 'key';
  readonly message: string;
  readonly fix: string;
}

export type Report = (finding: Finding) => void;

/** `file:line:col: what was found, what is expected. Fix: how to mend.` */
export function formatProblem(problem: Problem): string {
  const end = problem.fix.endsWith('?') ? '' : '.';
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}. Fix: ${problem.fix}${end}`;
}

/** Orders problems as a reader of the file meets them. */
export function byPosition(a: Problem, b: Problem): number {
  return a.line - b.line || a.column - b.column || (a.message < b.message ? -1 : Number(a.message > b.message));
}
