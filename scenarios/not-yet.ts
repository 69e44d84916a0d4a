/**
 * What a scenario file may say but this version cannot run. Ignoring it would give a verdict about another scenario,
 * so each is a problem that says so. Whoever builds one of these deletes it here.
 */
import { POLICY_NAMES } from '../harness/scenario.ts';
import type { Finding, Path } from './problem.ts';
import { oneOf, quoted } from './words.ts';

interface NotYet {
  /** Where: keys, with `*` for every entry of a list. */
  readonly at: string;
  /** Which values; any when left out. */
  readonly when?: (value: unknown) => boolean;
  readonly message: string;
  readonly fix: string;
}

const is = (name: string) => (value: unknown) => value === name;

const POLICIES = ['timed'];

const NOT_YET: readonly NotYet[] = [
  ...POLICIES.map((name) => ({
    at: 'explore.policy',
    when: is(name),
    message: `policy ${quoted(name)}`,
    fix: `use ${oneOf(POLICY_NAMES)}`,
  })),
  { at: 'thresholds', message: '`thresholds`', fix: 'use `expect`, or remove it' },
];

export function findNotYet(file: unknown): Finding[] {
  return NOT_YET.flatMap(({ at, when, message, fix }) =>
    everyMatch(file, at.split('.'))
      .filter(({ value }) => value !== undefined && (when?.(value) ?? true))
      .map(({ path }) => ({
        at: path,
        ...(when ? {} : { on: 'key' }),
        message: `this version does not have ${message} yet`,
        fix,
      })),
  );
}

function everyMatch(value: unknown, pattern: readonly string[], path: Path = []): { path: Path; value: unknown }[] {
  const [first, ...rest] = pattern;
  if (first === undefined) return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  if (first === '*') {
    return Array.isArray(value) ? value.flatMap((item, index) => everyMatch(item, rest, [...path, index])) : [];
  }
  return everyMatch((value as Record<string, unknown>)[first], rest, [...path, first]);
}
