/** Options of a strategy by chance: what its schema accepts of values that options usually have. */
import * as fc from 'fast-check';
import { z } from 'zod';

const CANDIDATES: readonly unknown[] = ['1ms', '50ms', '1s', '10s', '60s', 1, 2, 5, false, true];
/** A TTL of nothing is refused by Redis: nothing is tried only where it is the default. */
const ZEROS: readonly unknown[] = ['0ms', 0];

/** Nothing for a schema whose fields cannot be told: the defaults are tried then. */
export function optionsArbitrary(schema: z.ZodType | undefined): fc.Arbitrary<Record<string, unknown>> {
  if (!(schema instanceof z.ZodObject)) return fc.constant({});
  const fields = Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([name, field]) => {
    const zeros = field.safeParse(undefined).data === 0 ? ZEROS : [];
    const accepted = [...wordsOf(field), ...zeros, ...CANDIDATES].filter((value) => field.safeParse(value).success);
    return accepted.length === 0 ? [] : [[name, fc.constantFrom(...accepted)] as const];
  });
  return fc
    .record(Object.fromEntries(fields), { requiredKeys: [] })
    .map((options) => (schema.safeParse(options).success ? options : {}));
}

/** Of an enumeration, also behind a default. */
function wordsOf(field: z.ZodType): readonly unknown[] {
  if (field instanceof z.ZodEnum) return field.options;
  if (field instanceof z.ZodDefault || field instanceof z.ZodPrefault || field instanceof z.ZodOptional)
    return wordsOf(field.def.innerType as z.ZodType);
  return [];
}
