/** The texts and numbers that scenario files are made of: their form, what to say when they are not, and how to read them. */
import { z } from 'zod';
import { VALUE_CHARACTERS_MAX } from '../harness/engines/schema.ts';
import { rowKeyOf } from '../harness/row-key.ts';
import { parseDuration } from '../strategies/strategy.ts';
import { hint, text } from './hint.ts';

export const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
export const ACTOR_NAME_PATTERN = /^[a-z][a-z0-9_-]*$/;

export const scenarioName = text(
  NAME_PATTERN,
  'a name of letters, digits, `-`, `_` and `.`',
  'write a name such as `hot-key-update`',
);

export const actorName = text(
  ACTOR_NAME_PATTERN,
  'an actor name: a small letter, then small letters, digits, `-` and `_`',
  'write a name such as `reader` or `late_reader`',
);

/** A store of its own in references to steps: `reader.edge.get`. */
export const levelName = text(
  /^[a-z][a-z0-9-]*$/,
  'the name of a cache level: a small letter, then small letters, digits and `-`',
  'write a name such as `edge` or `origin`',
);

/** Of a level, or `redis2` for the second of several Redis nodes. */
export const serverName = text(
  /^[a-z][a-z0-9-]*$/,
  'the name of a Redis server',
  'write `redis2` for the second Redis node, or the name of a cache level',
);

/** What stands behind the colon is a number without anything odd about it, or has a letter. */
const KEY_PATTERN = /^[A-Za-z][A-Za-z0-9._-]*:(?:[1-9][0-9]*|[A-Za-z0-9._@-]*[A-Za-z][A-Za-z0-9._@-]*)$/;
const keyHint = hint(
  'a key of the form `<name>:<number>`',
  'write a key such as "item:1"; the number is the id of the row, from 1',
);

/** A cache key. The row is the one with the key's number as its id; a text is the key of a row in a table of the strategy's own. */
export const itemKey = z
  .string(keyHint)
  .regex(KEY_PATTERN, { ...keyHint, abort: true })
  .refine(
    (key) => !isNumbered(key) || Number.isSafeInteger(numberOfKey(key)),
    hint(`a key whose number is at most ${Number.MAX_SAFE_INTEGER}`, 'choose a smaller number'),
  )
  .meta({ examples: ['item:1'] });

export function isItemKey(key: string): boolean {
  return itemKey.safeParse(key).success;
}

/** Rows of `items` have numbers. */
export function isNumbered(key: string): boolean {
  return /^[0-9]+$/.test(rowKeyOf(key));
}

function numberOfKey(key: string): number {
  return Number(rowKeyOf(key));
}

/** Only texts: `1.0`, `0x10` or `no` written without quotes would be stored as something other than what stands in the file. */
export const itemValue = z
  .string(hint('a text', 'write a text, in quotes when it looks like something else'))
  .max(VALUE_CHARACTERS_MAX, hint(`a text of at most ${VALUE_CHARACTERS_MAX} characters`, 'write a shorter one'));

/** Words for people. */
export const prose = z.string(hint('a text', 'write a text, in quotes when it looks like something else'));

const isDuration = (value: string) => parseDuration(value) !== null;
const durationHint = hint(
  'a duration such as `50ms`',
  'write a number and one of the units ms, s, m, h, d: `50ms`, `1.5s`',
);

export const durationText = z
  .string(durationHint)
  .refine(isDuration, durationHint)
  .meta({ examples: ['50ms', '1.5s'] });

export const positiveDurationText = durationText.refine(
  (value) => (parseDuration(value) ?? 1) > 0,
  hint('a duration longer than nothing', 'write a number above 0 and a unit: `30s`'),
);

const startHint = hint(
  'a duration such as `100ms`, or a range such as `100ms..200ms`',
  'write `100ms`, or `100ms..200ms` with the shorter one first',
);

export const startText = z.string(startHint).refine((value) => parseStart(value) !== null, startHint);

/** Earliest and latest virtual time in milliseconds; null when the text is not a start. */
export function parseStart(value: string): { readonly earliestMs: number; readonly latestMs: number } | null {
  const [first = '', last = first, ...rest] = value.split('..');
  const earliestMs = parseDuration(first.trim());
  const latestMs = parseDuration(last.trim());
  if (rest.length > 0 || earliestMs === null || latestMs === null || earliestMs > latestMs) return null;
  return { earliestMs, latestMs };
}

export const percentage = text(
  /^(100(\.0+)?|\d{1,2}(\.\d+)?)%$/,
  'a percentage from 0% to 100%',
  'write a number and a percent sign: `0.1%`',
);
