import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { testCatalogue } from './fixtures/catalogue.ts';
import { scenarioJsonSchema } from './json-schema.ts';

type JsonSchema = { readonly [key: string]: unknown };

const schema = scenarioJsonSchema(testCatalogue) as JsonSchema;
const read = (path: string): unknown => parse(readFileSync(join(import.meta.dirname, path), 'utf8'));

/** Every property of every mapping, with its path. */
function properties(node: unknown, path = ''): [string, JsonSchema][] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const own =
      key === 'properties' && !path.includes('/if') ? Object.entries(value as Record<string, JsonSchema>) : [];
    return [
      ...own.map(([name, inner]): [string, JsonSchema] => [`${path}/${name}`, inner]),
      ...properties(value, `${path}/${key}`),
    ];
  });
}

/** The schema as zod reads it back. Conditions (the options of a strategy, one kind per step) are more than it can read. */
function readBack(): z.ZodType {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    ['if', 'then', 'oneOf'].includes(key) ? undefined : value,
  );
  return z.fromJSONSchema(JSON.parse(text) as Parameters<typeof z.fromJSONSchema>[0]);
}

describe('the JSON Schema', () => {
  it('is draft-07 and serialisable', () => {
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      additionalProperties: false,
    });
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  it('describes every field', () => {
    const all = properties(schema).filter(([path]) => !path.includes('allOf'));
    expect(all.length).toBeGreaterThan(60);
    const described = (node: JsonSchema): boolean =>
      'description' in node ||
      ('$ref' in node && Array.isArray(node['allOf'])) ||
      node['$ref'] === '#/definitions/strategyName';
    expect(all.filter(([, node]) => !described(node)).map(([path]) => path)).toEqual([]);
  });

  it('completes the names of strategies and their options', () => {
    const text = JSON.stringify(schema);
    expect(text).toContain(`"enum":${JSON.stringify(testCatalogue.names)}`);
    expect(text).toContain('"if":{"properties":{"use":{"const":"double-delete"}},"required":["use"]}');
  });

  it('accepts what the loader accepts', () => {
    const library = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.yaml'));
    expect(library.length).toBeGreaterThanOrEqual(6);
    for (const file of [
      ...library,
      'fixtures/valid/every-feature.yaml',
      'fixtures/valid/pinned.yaml',
      'fixtures/whole-format.yaml',
    ]) {
      expect(readBack().safeParse(read(file)).error, file).toBeUndefined();
    }
  });

  it('refuses unknown keys, unknown names and wrong types', () => {
    for (const file of [
      'unknown-keys',
      'misspelt-everywhere',
      'expect-names',
      'rows-not-text',
      'counts',
      'strategies-unknown',
    ]) {
      expect(readBack().safeParse(read(`fixtures/invalid/${file}.yaml`)).success, file).toBe(false);
    }
  });
});
