/** A scenario as TypeScript has it: derived from the schema of scenario files, so that the two cannot come apart. */
import type { z } from 'zod';
import type { scenarioSchema } from '../scenarios/schema.ts';

type FileInput = z.input<typeof scenarioSchema>;

/** Values that are written down are often constants. */
type Written<T> = T extends readonly (infer Item)[]
  ? readonly Written<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Written<T[Key]> }
    : T;

/**
 * A scenario with the fields of a scenario file, and the same meaning. `version` may be left out, for the types are those of
 * the installed version; so may `strategies`, where `explore` is given the one to judge.
 */
export type Scenario = Written<Omit<FileInput, 'version' | 'strategies'>> &
  Written<Partial<Pick<FileInput, 'version' | 'strategies'>>>;
