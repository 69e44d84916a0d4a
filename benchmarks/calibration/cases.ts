/** What is stressed, and predicted. */
import type { StressLoad } from './load.ts';
import { CALM_LOAD, LOAD } from './load.ts';
import type { StrategyName } from '../../strategies/registry.ts';
import { strategies } from '../../strategies/registry.ts';
import type { AnyStrategy } from '../../strategies/strategy.ts';

export interface Case {
  /** For the table. */
  readonly name: string;
  readonly strategy: AnyStrategy;
  readonly options: unknown;
  readonly load: StressLoad;
}

/** From those that go wrong often to those that never do. */
export const CASES: readonly Case[] = [
  caseOf('delete-first'),
  caseOf('delete-in-transaction'),
  caseOf('double-delete'),
  caseOf('double-delete', { delay: '10ms' }),
  caseOf('write-then-set'),
  caseOf('cache-aside'),
  caseOf('set-first'),
  caseOf('setnx-setex'),
  caseOf('versioned-write'),
  caseOf('lease'),
  // One consumer handles all changes in turn: it could not keep up with more.
  { ...caseOf('cdc-delete'), load: CALM_LOAD },
  { ...caseOf('delete-plus-cdc'), load: CALM_LOAD },
];

function caseOf(use: StrategyName, given: Readonly<Record<string, string>> = {}): Case {
  const strategy: AnyStrategy = strategies[use];
  const options = Object.values(given).join(', ');
  return {
    name: options === '' ? use : `${use}, ${options}`,
    strategy,
    options: strategy.options?.parse(given),
    load: LOAD,
  };
}
