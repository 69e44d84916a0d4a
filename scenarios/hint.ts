/**
 * How a schema says what it expects and how to mend what it found: zod knows one message per issue, we need two
 * sentences. They travel as one string, `expected` and `fix` with a line break between, and `explain.ts` parts them.
 */
import { z } from 'zod';

export interface Hint {
  readonly expected: string;
  readonly fix: string;
}

export function hint(expected: string, fix: string): { error: string } {
  return { error: `${expected}\n${fix}` };
}

/** Null when the message is not a hint. */
export function parseHint(message: string): Hint | null {
  const end = message.indexOf('\n');
  return end < 0 ? null : { expected: message.slice(0, end), fix: message.slice(end + 1) };
}

/** A text of a certain form. */
export function text(pattern: RegExp, expected: string, fix: string): z.ZodString {
  return z.string(hint(expected, fix)).regex(pattern, hint(expected, fix));
}

/** A whole number within limits. */
export function wholeNumber(min: number, max: number): z.ZodInt {
  const words = hint(`a whole number from ${min} to ${max}`, `write a whole number from ${min} to ${max}`);
  return z.int(words).min(min, words).max(max, words);
}

/** A mapping with these keys and no others. */
export function mapping<Shape extends z.ZodRawShape>(shape: Shape, expected: string, fix: string) {
  // Only for "this is not a mapping": unknown keys have words of their own.
  const error = (issue: { code?: string }) => (issue.code === 'invalid_type' ? hint(expected, fix).error : undefined);
  return z.strictObject(shape, { error });
}

export function list<Item extends z.ZodType>(item: Item, expected: string, fix: string): z.ZodArray<Item> {
  return z.array(item, hint(expected, fix)).min(1, hint(expected, fix));
}
