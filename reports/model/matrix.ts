/**
 * The cells as tables of strategy × scenario. Scenarios that try the same strategies stand in one table; those with strategies of
 * their own would leave it empty, and are a list.
 */
import type { Cell } from './summary.ts';

export interface MatrixGroup {
  readonly scenarios: readonly MatrixHead[];
  readonly strategies: readonly MatrixHead[];
}

export interface MatrixHead {
  readonly name: string;
  readonly title: string;
}

export interface MatrixParts {
  readonly groups: readonly MatrixGroup[];
  /** Cells of scenarios that are in no group, in their order. */
  readonly rest: readonly Cell[];
}

/** A table with less places, or with more than this share of them filled, is not divided. */
const PLACES_MIN = 100;
const FILLED_MIN = 0.5;

/** A scenario joins a table when it tries this share of its strategies, and has half of its own there. */
const SHARED_MIN = 0.4;
const OWN_MIN = 0.5;

/** Smaller tables say less than a list. */
const GROUP_MIN = { scenarios: 3, strategies: 4 } as const;

export function matrixPartsOf(cells: readonly Cell[]): MatrixParts {
  const strategiesOf = new Map<string, Set<string>>();
  for (const { scenario, strategy } of cells) {
    const own = strategiesOf.get(scenario);
    if (own === undefined) strategiesOf.set(scenario, new Set([strategy]));
    else own.add(strategy);
  }
  const places = strategiesOf.size * new Set(cells.map(({ strategy }) => strategy)).size;
  if (places <= PLACES_MIN || cells.length >= places * FILLED_MIN) return { groups: [groupOf(cells)], rest: [] };
  const tables = divide(strategiesOf).filter(
    ({ scenarios, strategies }) => scenarios.size >= GROUP_MIN.scenarios && strategies.size >= GROUP_MIN.strategies,
  );
  const isIn = ({ scenario }: Cell): boolean => tables.some(({ scenarios }) => scenarios.has(scenario));
  return {
    groups: tables.map(({ scenarios }) => groupOf(cells.filter(({ scenario }) => scenarios.has(scenario)))),
    rest: cells.filter((cell) => !isIn(cell)),
  };
}

interface Table {
  readonly scenarios: Set<string>;
  readonly strategies: Set<string>;
}

/** Those with most strategies first, so that smaller ones find a table to join. */
function divide(strategiesOf: ReadonlyMap<string, ReadonlySet<string>>): readonly Table[] {
  const tables: Table[] = [];
  for (const [scenario, own] of [...strategiesOf].toSorted(([, a], [, b]) => b.size - a.size)) {
    const table = tables.find(({ strategies }) => {
      const shared = [...own].filter((strategy) => strategies.has(strategy)).length;
      return shared >= strategies.size * SHARED_MIN && shared >= own.size * OWN_MIN;
    });
    if (table === undefined) tables.push({ scenarios: new Set([scenario]), strategies: new Set(own) });
    else {
      table.scenarios.add(scenario);
      for (const strategy of own) table.strategies.add(strategy);
    }
  }
  return tables;
}

function groupOf(cells: readonly Cell[]): MatrixGroup {
  const heads = (all: readonly (readonly [name: string, title: string])[]): readonly MatrixHead[] =>
    [...new Map(all)].map(([name, title]) => ({ name, title }));
  return {
    scenarios: heads(cells.map(({ scenario, title }) => [scenario, title])),
    strategies: heads(cells.map(({ strategy, strategyTitle }) => [strategy, strategyTitle])),
  };
}
