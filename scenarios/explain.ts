/** From zod's issues to findings that a person can act on. */
import { z } from 'zod';
import { type Hint, parseHint } from './hint.ts';
import type { Finding, Path } from './problem.ts';
import { describe, didYouMean, nearest, oneOf, quoted, uncapitalised } from './words.ts';

type Issue = z.core.$ZodIssue;

interface Place {
  readonly value: unknown;
  /** How a value is written in the file, for fixes that quote it. Without it no fix does. */
  readonly textOf?: ((path: Path) => string) | undefined;
  /** Where the path of the issue begins. */
  readonly base: Path;
}

export function explain(issues: readonly Issue[], value: unknown, textOf?: (path: Path) => string): Finding[] {
  return issues.flatMap((issue) => explainOne(issue, { value, textOf, base: [] }, issues));
}

/** Hands the known keys of a mapping over to `explain`: the issue itself does not have them. Pass it to `safeParse`. */
export function errorMap(issue: { code?: string; inst?: unknown }): string | undefined {
  if (issue.code !== 'unrecognized_keys' || !(issue.inst instanceof z.ZodObject)) return undefined;
  return Object.keys(issue.inst.shape).join('\n');
}

function explainOne(issue: Issue, place: Place, siblings: readonly Issue[]): Finding[] {
  const at = [...place.base, ...(issue.path as Path)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...at, key], key, issue.message.split('\n')));
    case 'invalid_union':
      return explainUnion(issue, { ...place, base: at });
    case 'invalid_key': {
      const { expected, fix } = parseHint(issue.issues[0]?.message ?? '') ?? {
        expected: 'another name',
        fix: 'rename it',
      };
      return [{ at, on: 'key', message: `found the name ${quoted(String(at.at(-1)))}, expected ${expected}`, fix }];
    }
    default:
      return isMisspelt(issue, siblings) ? [] : [explainValue(issue, at, place)];
  }
}

function unknownKey(at: Path, key: string, known: readonly string[]): Finding {
  const candidate = nearest(key, known);
  const message = `found the unknown key ${quoted(key)}, expected ${candidate ? quoted(candidate) : oneOf(known)}`;
  return { at, on: 'key', message, fix: didYouMean(key, known, 'remove it, or use one of these keys') };
}

/** The key is missing because it stands there misspelt, which is a problem of its own. */
function isMisspelt(issue: Issue, siblings: readonly Issue[]): boolean {
  const key = String(issue.path.at(-1));
  const parent = issue.path.slice(0, -1).join('\n');
  return siblings.some(
    (other) =>
      other.code === 'unrecognized_keys' &&
      other.path.join('\n') === parent &&
      other.keys.some((unknown) => nearest(unknown, other.message.split('\n')) === key),
  );
}

/** Explains the alternative that was most likely meant: of the right type, and with the fewest issues. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, place: Place): Finding[] {
  const found = valueAt(place.value, place.base);
  // A mapping is none of a list of names, whichever name it is.
  const isOfWrongType = ({ path, code }: Issue) =>
    path.length === 0 && (code === 'invalid_type' || (code === 'invalid_value' && typeof found === 'object'));
  const ofRightType = issue.errors.filter((issues) => !issues.some(isOfWrongType));
  const [closest] = ofRightType.sort((a, b) => a.length - b.length);
  const words = parseHint(issue.message);
  if (closest && !words) return closest.flatMap((one) => explainOne(one, place, closest));
  const message = words ? issue.message : (issue.errors[0]?.[0]?.message ?? '');
  return [explainValue({ ...issue, message }, place.base, place)];
}

function explainValue(issue: Issue, at: Path, place: Place): Finding {
  const found = valueAt(place.value, at);
  const hint = parseHint(issue.message);
  if (found === undefined) {
    const key = String(at.at(-1));
    const { expected, fix } = hint ?? { ...defaultWords(issue, ''), fix: `add ${quoted(`${key}: …`)}` };
    return { at, message: `${quoted(key)} is missing, expected ${expected}`, fix };
  }
  const { expected, fix } = hint ?? defaultWords(issue, found);
  const isQuotable = place.textOf && expected === 'a text' && (typeof found === 'number' || typeof found === 'boolean');
  return {
    at,
    message: `found ${describe(found)}, expected ${expected}`,
    fix: isQuotable ? `quote it: "${place.textOf?.(at)}"` : fix,
  };
}

/** For what our schemas leave to zod, and for the options of strategies. */
function defaultWords(issue: Issue, found: unknown): Hint {
  switch (issue.code) {
    case 'invalid_value': {
      const names = issue.values.map(String);
      return { expected: oneOf(names), fix: didYouMean(String(found), names, `write ${oneOf(names)}`) };
    }
    case 'invalid_type': {
      const expected = TYPES[issue.expected] ?? issue.expected;
      return {
        expected,
        fix: issue.expected === 'string' ? 'write a text; a duration has a unit: `50ms`' : `write ${expected}`,
      };
    }
    case 'too_small':
      return { expected: `at least ${issue.minimum}`, fix: `write ${issue.minimum} or more` };
    case 'too_big':
      return { expected: `at most ${issue.maximum}`, fix: `write ${issue.maximum} or less` };
    default: {
      // A sentence or two by the author of the strategy: what is wrong, then perhaps how to mend it.
      const [wrong = '', ...mend] = issue.message.replace(/\.$/, '').split('. ');
      return {
        expected: `another value (${wrong})`,
        fix: uncapitalised(mend.join('. ')) || 'write a value that the strategy accepts',
      };
    }
  }
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
