import { z } from 'zod';

/** The built-in strategies, as far as a scenario file can refer to them. The CLI makes it from the strategy registry. */
export interface StrategyCatalogue {
  readonly names: readonly string[];
  find(name: string): CatalogueEntry | undefined;
}

export interface CatalogueEntry {
  /** Validates `with:`. Left out: the strategy takes no options. */
  readonly options?: z.ZodType | undefined;
  /** Which optional operations the strategy has. */
  readonly operations: { readonly insert: boolean; readonly delete: boolean; readonly onChange: boolean };
}

/**
 * The options of a strategy; undefined when it takes none. Unknown keys are errors, whatever its author chose: a misspelt
 * option that is dropped in silence gives a verdict about another strategy.
 */
export function strictOptions(entry: CatalogueEntry | undefined): z.ZodType | undefined {
  const options = entry?.options;
  return options instanceof z.ZodObject && options.def.catchall === undefined ? options.strict() : options;
}
