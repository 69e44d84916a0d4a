/** A scenario that is written in TypeScript rather than in a file: the same checks, the same words, another kind of place. */
import { resolve } from 'node:path';
import { type LoadOptions, type Loaded, loadSource } from './load.ts';
import type { Path, Problem } from './problem.ts';
import type { Source } from './source.ts';
import { describe, quoted } from './words.ts';

/** Where the value is handed over, and what messages call its parts. */
export interface ValuePlace {
  /** As the user names it; modules are named relative to it. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `['actors', 'reader', 'steps', 0]` → `scenario.actors.reader.steps[0]`. */
  readonly nameOf: (path: Path) => string;
}

export function loadScenarioValue(value: unknown, place: ValuePlace, options: LoadOptions): Loaded {
  const problems: Problem[] = [];
  const { file, line, column } = place;
  const report = (at: Path, message: string, fix: string): void =>
    void problems.push({ file, line, column, message: `${place.nameOf(at)}: ${message}`, fix });
  const plain = plainCopy(value, [], (at, found) =>
    report(at, `found ${found}, expected what a scenario file could hold`, 'write texts, numbers, lists and mappings'),
  );
  if (typeof plain !== 'object' || plain === null) {
    report([], `found ${plain === undefined ? 'nothing' : describe(plain)}, expected a scenario`, 'give a scenario');
  }
  if (problems.length > 0) return { ok: false, problems };
  return loadSource(sourceOf(plain, place), {
    path: file,
    absolutePath: resolve(options.cwd ?? '.', file),
    options,
    problems: [],
    describe: ({ at, message }) => `${place.nameOf(at)}: ${message}`,
  });
}

function sourceOf(value: unknown, { line, column }: ValuePlace): Source {
  return {
    value,
    locate: () => ({ line, column }),
    textOf: (path) => JSON.stringify(path.reduce((part, name) => (part as never)?.[name], value)) ?? '',
  };
}

/** What is `undefined` counts as left out, as TypeScript has it. */
function plainCopy(value: unknown, at: Path, complain: (at: Path, found: string) => void): unknown {
  if (Array.isArray(value)) return value.map((item, index) => plainCopy(item, [...at, index], complain));
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    complain(at, `a ${typeof value}`);
    return null;
  }
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  // The object of another realm, as a test runner's sandbox has it, is as plain.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    complain(at, `an instance of ${quoted(value.constructor.name)}`);
    return null;
  }
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.map(([key, part]) => [key, plainCopy(part, [...at, key], complain)]));
}
