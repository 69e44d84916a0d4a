import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { testCatalogue } from './fixtures/catalogue.ts';
import { type Loaded, loadScenario } from './load.ts';

const TEXT = readFileSync(join(import.meta.dirname, 'fixtures/valid/every-feature.yaml'), 'utf8');

/** Every path of a value, the root left out. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsOf(inner, [...path, key])]);
}

function withValueAt(value: unknown, [key = '', ...rest]: readonly string[], put: unknown): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = rest.length === 0 ? put : withValueAt(copy[key], rest, put);
  return copy;
}

/** Either a scenario, or problems that stand inside of the text and are said in words. */
function expectVerdict(text: string, loaded: Loaded): void {
  if (loaded.ok) return;
  const lines = text.split('\n');
  expect(loaded.problems.length).toBeGreaterThan(0);
  for (const { line, column, message, fix } of loaded.problems) {
    expect(line).toBeGreaterThan(0);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    expect(`${message} ${fix}`).not.toMatch(/undefined|NaN|\[object/);
  }
}

const load = (text: string) => loadScenario(text, 'fuzz.yaml', { strategies: testCatalogue, isFile: () => true });

it('says what is wrong, wherever a piece of the text is cut out or put in', () => {
  const at = fc.nat(TEXT.length);
  const piece = fc.oneof(
    fc.constantFrom('', ' ', '\t', '\n', ':', '- ', '[', '}', '"', '&a ', '*a', '!x ', '#', '|', '0'),
    fc.string(),
  );
  fc.assert(
    fc.property(at, fc.nat(20), piece, (from, length, put) => {
      const text = TEXT.slice(0, from) + put + TEXT.slice(from + length);
      expectVerdict(text, load(text));
    }),
    { seed: 42, numRuns: 200 },
  );
});

it('says what is wrong, whatever stands in the place of a value', () => {
  const file: unknown = parse(TEXT);
  // JSON values, but none that spells out a word which messages must not contain.
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(null, -1, 1e300, '', [], {}, 'item:1', 'reader'),
  );
  fc.assert(
    fc.property(fc.constantFrom(...pathsOf(file)), anything, (path, put) => {
      const text = stringify(withValueAt(file, path, put));
      expectVerdict(text, load(text));
    }),
    { seed: 42, numRuns: 200 },
  );
});
