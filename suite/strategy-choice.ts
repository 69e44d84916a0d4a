/** What `explore({ strategy })` names, spelled out as an entry of a scenario's `strategies`. */
import { catalogue, entryOf, INLINE, type OwnStrategies } from '../cli/strategies.ts';
import type { CatalogueEntry, StrategyCatalogue } from '../scenarios/catalogue.ts';
import { nameStrategy } from '../scenarios/strategy-name.ts';
import type { AnyStrategy } from '../strategies/strategy.ts';
import type { Caller } from './caller.ts';
import { ExploreError } from './errors.ts';
import type { ExploreOptions, StrategyEntry } from './options.ts';

export interface Choice {
  readonly use: string;
  readonly as: string;
  readonly with: Readonly<Record<string, unknown>>;
  /** A name and nothing else: perhaps what the scenario calls one of its own. */
  readonly isName: boolean;
  /** The strategy itself, where it was given as an object. */
  readonly own: OwnStrategies;
}

/** @throws ExploreError when it is no strategy at all */
export function choiceOf(strategy: NonNullable<ExploreOptions['strategy']>, caller: Caller): Choice {
  const isName = typeof strategy === 'string';
  const { use, as, with: options = {} }: StrategyEntry = isEntry(strategy) ? strategy : { use: strategy };
  if (typeof use === 'string') return { use, as: as ?? nameStrategy(use)!.as, with: options, isName, own: {} };
  if (typeof (use as Partial<AnyStrategy> | null)?.create !== 'function') {
    const { file, line, column } = caller;
    throw new ExploreError(
      `${file}:${line}:${column}: strategy: found an object without create(), expected a strategy. Fix: give what defineStrategy({ name, title, create }) returns.`,
    );
  }
  const name = as ?? use.name ?? 'mine';
  const inline = `${INLINE}${name}`;
  const own = { [inline]: { ...use, name, title: use.title ?? 'A strategy of your own' } as AnyStrategy };
  return { use: inline, as: name, with: options, isName, own };
}

function isEntry(strategy: NonNullable<ExploreOptions['strategy']>): strategy is StrategyEntry {
  return typeof strategy === 'object' && strategy !== null && 'use' in strategy;
}

/** The built-in strategies, and these. */
export function catalogueWith(own: OwnStrategies): StrategyCatalogue {
  return {
    names: catalogue.names,
    find: (name) => (Object.hasOwn(own, name) ? entryOfOwn(own[name]!) : catalogue.find(name)),
  };
}

/** Code that cannot do without options tells so when it is created with those that were given. */
function entryOfOwn(strategy: AnyStrategy): CatalogueEntry {
  try {
    return entryOf(strategy);
  } catch {
    return { options: strategy.options, operations: { insert: true, delete: true, onChange: true } };
  }
}
