/** The JSON Schema of scenario files, for completion and checks in editors (yaml-language-server reads draft-07). */
import { z } from 'zod';
import { type StrategyCatalogue, strictOptions } from './catalogue.ts';
import { scenarioSchema } from './schema.ts';

type JsonSchema = Record<string, unknown>;

const CONVERT = { target: 'draft-7', io: 'input', unrepresentable: 'any' } as const;

/** Generated from the schema that the loader itself uses, and from the strategies' own options. */
export function scenarioJsonSchema(catalogue: StrategyCatalogue): object {
  const schema: JsonSchema = z.toJSONSchema(scenarioSchema, {
    ...CONVERT,
    override: ({ zodSchema, jsonSchema }) => {
      const properties = (jsonSchema as JsonSchema)['properties'] as JsonSchema | undefined;
      if (properties && 'use' in properties) Object.assign(jsonSchema, { allOf: optionsByStrategy(catalogue) });
      if (z.globalRegistry.get(zodSchema)?.id === 'strategyName') {
        // A name from the list, or a path: the list gives completion, the pattern leaves room for modules.
        Object.assign(jsonSchema, { anyOf: [{ enum: catalogue.names }, { pattern: '[\\\\/]|\\.[cm]?[jt]sx?$' }] });
      }
    },
  });
  const { $schema, ...rest } = schema;
  return { $schema, title: 'A Stalemate scenario', ...rest };
}

/** `with` has other keys for each `use`. */
function optionsByStrategy(catalogue: StrategyCatalogue): JsonSchema[] {
  return catalogue.names.flatMap((name) => {
    const options = strictOptions(catalogue.find(name));
    if (!options) return [];
    const { $schema: _, ...withSchema } = z.toJSONSchema(options, CONVERT) as JsonSchema;
    const isUsed = { properties: { use: { const: name } }, required: ['use'] };
    // oxlint-disable-next-line unicorn/no-thenable -- the word is JSON Schema's
    return [{ if: isUsed, then: { properties: { with: withSchema } } }];
  });
}
