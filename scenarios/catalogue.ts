import type { z } from 'zod';

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
