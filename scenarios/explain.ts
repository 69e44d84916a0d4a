/** From zod's issues to findings that a person can act on. */
import { z } from 'zod';
import { parseHint } from './hint.ts';
import type { Finding, Path } from './problem.ts';
import { describe, didYouMean, oneOf, quoted } from './words.ts';

type Issue = z.core.$ZodIssue;

/** @param textOf how a value is written in the file, for fixes that quote it */
export function explain(issues: readonly Issue[], value: unknown, textOf: (path: Path) => string): Finding[] {
  return issues.flatMap((issue) => explainOne(issue, { value, textOf, base: [] }));
}

/** Hands the known keys of a mapping over to `explain`: the issue itself does not have them. Pass it to `safeParse`. */
export function errorMap(issue: { code?: string; inst?: unknown }): string | undefined {
  if (issue.code !== 'unrecognized_keys' || !(issue.inst instanceof z.ZodObject)) return undefined;
  return Object.keys(issue.inst.shape).join('\n');
}

interface Place {
  readonly value: unknown;
  readonly textOf: (path: Path) => string;
  /** Where the issue's own path begins. */
  readonly base: Path;
}

function explainOne(issue: Issue, place: Place): Finding[] {
  const at = [...place.base, ...(issue.path as Path)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...at, key], key, issue.message.split('\n')));
    case 'invalid_union':
      return explainUnion(issue, { ...place, base: at });
    case 'invalid_key': {
      const words = parseHint(issue.issues[0]?.message ?? '') ?? { expected: 'a valid key', fix: 'rename it' };
      const message = `found the name ${quoted(String(at.at(-1)))}, expected ${words.expected}`;
      return [{ at, on: 'key', message, fix: words.fix }];
    }
    default:
      return [explainValue(issue, at, place)];
  }
}

function unknownKey(at: Path, key: string, known: readonly string[]): Finding {
  const message = `unknown key ${quoted(key)}, expected ${oneOf(known)}`;
  return { at, on: 'key', message, fix: didYouMean(key, known, 'remove it, or use one of the keys that are expected') };
}

/** Explains the alternative that was most likely meant: of the right type, and with the fewest issues. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, place: Place): Finding[] {
  const isOfRightType = (issues: readonly Issue[]) =>
    !issues.some((one) => one.path.length === 0 && one.code === 'invalid_type');
  const [closest] = issue.errors.filter(isOfRightType).sort((a, b) => a.length - b.length);
  const isMapping = typeof valueAt(place.value, place.base) === 'object';
  if (closest && (isMapping || !parseHint(issue.message))) return closest.flatMap((one) => explainOne(one, place));
  const words = parseHint(issue.message) ?? parseHint(issue.errors[0]?.[0]?.message ?? '');
  return [explainValue({ ...issue, message: words ? `${words.expected}\n${words.fix}` : '' }, place.base, place)];
}

function explainValue(issue: Issue, at: Path, place: Place): Finding {
  const found = valueAt(place.value, at);
  const key = String(at.at(-1) ?? '');
  const words = parseHint(issue.message) ?? defaultWords(issue, found);
  if (found === undefined) {
    return {
      at,
      message: `${quoted(key)} is missing, expected ${words.expected}`,
      fix: parseHint(issue.message)?.fix ?? `add ${quoted(`${key}: …`)}`,
    };
  }
  const isQuotable = words.expected.startsWith('a text') && (typeof found === 'number' || typeof found === 'boolean');
  const fix = isQuotable ? `quote it: "${place.textOf(at)}"` : words.fix;
  return {
    at,
    message: `found ${describe(found)}, expected ${words.expected}`,
    fix: found === null ? `${fix}; or remove the key` : fix,
  };
}

function defaultWords(issue: Issue, found: unknown): { readonly expected: string; readonly fix: string } {
  if (issue.code === 'invalid_value') {
    const names = issue.values.map(String);
    return { expected: oneOf(names), fix: didYouMean(String(found), names, `write ${oneOf(names)}`) };
  }
  if (issue.code === 'invalid_type') {
    const type = TYPES[issue.expected] ?? issue.expected;
    return { expected: type, fix: `write ${type}` };
  }
  // What is left are constraints of a strategy's own options; their messages are whole sentences.
  return { expected: `something else (${issue.message})`, fix: 'choose a value that fits' };
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a mapping (`key: value`)',
  record: 'a mapping (`key: value`)',
};

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined;
    current = (current as Record<string | number, unknown>)[part];
  }
  return current;
}
