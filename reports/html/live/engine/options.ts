/** What a strategy can be given, as the fields of a form: read from its schema. */
import { z } from '../../../../strategies/strategy.ts';
import { strategies } from '../../../../strategies/registry.ts';
import type { AnyStrategy } from '../../../../strategies/strategy.ts';

/** One option. Durations and lists of them are written as in a scenario file. */
export type OptionField = { readonly name: string } & (
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly usual: string }
  | { readonly kind: 'switch'; readonly usual: boolean }
  | { readonly kind: 'number'; readonly usual: number }
  | { readonly kind: 'text'; readonly usual: string }
  | { readonly kind: 'list'; readonly usual: readonly string[] }
);

export const builtIn: Readonly<Record<string, AnyStrategy>> = strategies;

/** In the order of the schema; what no form can show is left at its default. */
export function optionFieldsOf({ options }: AnyStrategy): readonly OptionField[] {
  if (!(options instanceof z.ZodObject)) return [];
  return Object.entries(options.shape as Record<string, z.ZodType>).flatMap(([name, schema]) => {
    const field = fieldOf(name, schema);
    return field === null ? [] : [field];
  });
}

function fieldOf(name: string, schema: z.ZodType): OptionField | null {
  if (!(schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)) return null;
  const usual: unknown = schema.def.defaultValue;
  const { innerType } = schema.def;
  if (innerType instanceof z.ZodEnum) {
    return { name, kind: 'choice', values: innerType.options.map(String), usual: String(usual) };
  }
  if (typeof usual === 'boolean') return { name, kind: 'switch', usual };
  if (typeof usual === 'number') return { name, kind: 'number', usual };
  if (typeof usual === 'string') return { name, kind: 'text', usual };
  return Array.isArray(usual) ? { name, kind: 'list', usual: usual.map(String) } : null;
}

/** The options as the strategy's code gets them, or what is wrong with them. */
export function readOptions(
  strategy: AnyStrategy,
  given: Readonly<Record<string, unknown>>,
): { readonly value: never } | { readonly problem: string } {
  const { options } = strategy;
  if (options === undefined) return { value: {} as never };
  const parsed = options.safeParse(given);
  if (parsed.success) return { value: parsed.data as never };
  return { problem: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') };
}
