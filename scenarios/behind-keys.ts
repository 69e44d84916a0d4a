/** What stands behind a refused name is checked too: zod stops at a key that it does not accept. */
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** Names that the schema accepts, for the mappings whose keys the user chooses. */
const STAND_INS: Readonly<Record<string, (number: number) => string>> = {
  actors: (number) => `stand-in-${number}`,
  rows: (number) => `stand-in:${number}`,
};

/** @returns the issues of `check(value)`, and those that refused names had hidden, under the names of the file */
export function issuesBehindKeys(value: unknown, check: (value: unknown) => readonly Issue[]): readonly Issue[] {
  const issues = check(value);
  const copy = structuredClone(value) as Record<string, Record<string, unknown>>;
  const nameOf = new Map<string, string>();
  for (const { code, path } of issues) {
    const [mapping, name] = path as [string, string];
    if (code !== 'invalid_key' || path.length !== 2 || STAND_INS[mapping] === undefined) continue;
    const standIn = STAND_INS[mapping](nameOf.size + 1);
    nameOf.set(standIn, name);
    copy[mapping]![standIn] = copy[mapping]![name];
    delete copy[mapping]![name];
  }
  if (nameOf.size === 0) return issues;
  const hidden = check(copy).flatMap((issue) => {
    const [mapping, standIn, ...rest] = issue.path;
    const name = nameOf.get(String(standIn));
    return name === undefined ? [] : [{ ...issue, path: [mapping!, name, ...rest] }];
  });
  return [...issues, ...hidden];
}
