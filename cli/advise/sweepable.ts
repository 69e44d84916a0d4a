/** Which options of a strategy can be swept, and over which range. */
import type { Range } from '../../harness/advice/sweep.ts';
import { nearest } from '../../scenarios/words.ts';
import { strictOptions } from '../../scenarios/catalogue.ts';
import type { AdviseOptions } from './options.ts';
import { CliError } from '../errors.ts';
import { entryOf, type ResolvedStrategy } from '../strategies.ts';

/** An option that is a duration. */
export interface Sweepable {
  readonly name: string;
  /** As the scenario has it, and when nobody says it. */
  readonly currentMs: number;
  readonly defaultMs: number;
}

/** Told apart from other numbers by asking the schema: it takes a duration there, and gives its milliseconds. */
const SAMPLE = { text: '7ms', ms: 7 };

export function sweepablesOf({ strategy, use }: ResolvedStrategy): Sweepable[] {
  const schema = strictOptions(entryOf(strategy));
  const parse = (given: object): Record<string, unknown> => {
    const parsed = schema?.safeParse({ ...use.with, ...given });
    return parsed?.success ? (parsed.data as Record<string, unknown>) : {};
  };
  const current = parse({});
  const defaults = schema?.safeParse({});
  const usual = (defaults?.success ? defaults.data : current) as Record<string, unknown>;
  return Object.entries(current).flatMap(([name, currentMs]) => {
    if (typeof currentMs !== 'number' || parse({ [name]: SAMPLE.text })[name] !== SAMPLE.ms) return [];
    return [{ name, currentMs, defaultMs: Number(usual[name] ?? currentMs) }];
  });
}

/** What is swept when nobody says: the first of these that a strategy has, else its first duration. */
const USUAL = ['delay', 'hold_off', 'every', 'local_ttl', 'fresh', 'ttl'];

/** Null: it is measured as it is. */
export function chosenOption(sweepables: readonly Sweepable[], name: string | null): Sweepable | null {
  const named = (wanted: string): Sweepable | undefined => sweepables.find((one) => one.name === wanted);
  if (name !== null) return named(name) ?? null;
  const usual = USUAL.map(named).find((one) => one !== undefined);
  return usual ?? sweepables[0] ?? null;
}

/** An option that is nothing by default may have to be no larger than the slowest read. */
const TO_MS = 5000;
const TIMES_MORE = 10;
const TIMES_LESS = 100;

/**
 * What the command line says, else by the default: from a hundredth of it to ten times as much; from 0 to 5 s where it is 0.
 * Never longer than what a run measures, since what happens later is not seen.
 */
export function rangeOf(
  { name, currentMs, defaultMs }: Sweepable,
  { fromMs, toMs }: AdviseOptions,
  measuredMs: number,
): Range {
  const usualFrom = defaultMs === 0 ? 0 : Math.max(1, Math.round(defaultMs / TIMES_LESS));
  const usualTo = Math.min(
    Math.max(defaultMs === 0 ? TO_MS : 0, TIMES_MORE * Math.max(currentMs, defaultMs)),
    measuredMs,
  );
  const range = { fromMs: fromMs ?? usualFrom, toMs: toMs ?? Math.floor(usualTo) };
  if (range.fromMs < range.toMs) return range;
  throw new CliError(
    `--option ${name}: found the range from ${range.fromMs} ms to ${range.toMs} ms, expected one with an end above its beginning. Fix: name both, as in --from 0ms --to 5s`,
  );
}

/** @throws CliError when none of the strategies has the option */
export function checkOption(name: string | null, strategies: readonly ResolvedStrategy[], file: string): void {
  if (name === null) return;
  const known = [...new Set(strategies.flatMap((one) => sweepablesOf(one).map((option) => option.name)))];
  if (known.includes(name)) return;
  const near = nearest(name, known);
  const fix = near === null ? 'leave --option out' : `did you mean --option ${near}?`;
  const expected = known.length === 0 ? 'none of its strategies has any' : `expected one of ${known.join(', ')}`;
  throw new CliError(
    `--option: found "${name}", which is no duration among the options of the strategies in ${file}; ${expected}. Fix: ${fix}`,
  );
}
