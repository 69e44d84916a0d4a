/** The options of a strategy as its schema has them, for people to choose from. */
import { strictOptions } from '../scenarios/catalogue.ts';
import type { AnyStrategy } from '../strategies/strategy.ts';
import { z } from '../strategies/strategy.ts';
import { entryOf } from './strategies.ts';

export interface StrategyOption {
  readonly name: string;
  /** Left out: it has to be given. */
  readonly default?: unknown;
  /** Where it is one of a few words. */
  readonly values?: readonly unknown[];
  readonly description?: string;
}

/** In the order of the file; none where the strategy takes no options. */
export function optionsOf(strategy: AnyStrategy): StrategyOption[] {
  const options = strictOptions(entryOf(strategy));
  if (options === undefined) return [];
  const { properties = {} } = z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => {
    const { default: usual, enum: values, description } = property as z.core.JSONSchema.Schema;
    return {
      name,
      ...(usual !== undefined && { default: usual }),
      ...(values !== undefined && { values }),
      ...(description !== undefined && { description }),
    };
  });
}

/** `ttl: 60s · fill: set (of set, lease)`; empty where there are none. */
export function optionsText(options: readonly StrategyOption[]): string {
  return options
    .map(({ name, default: usual = 'required', values }) => {
      const choice = values === undefined ? '' : ` (of ${values.join(', ')})`;
      return `${name}: ${String(usual)}${choice}`;
    })
    .join(' · ');
}
