/** What is stressed, and predicted. */
import type { StrategyName } from '../../strategies/registry.ts';
import { strategies } from '../../strategies/registry.ts';
import type { AnyStrategy } from '../../strategies/strategy.ts';

export interface Case {
  /** For the table. */
  readonly name: string;
  readonly strategy: AnyStrategy;
  readonly options: unknown;
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
];

function caseOf(use: StrategyName, given: Readonly<Record<string, string>> = {}): Case {
  const strategy: AnyStrategy = strategies[use];
  const options = Object.values(given).join(', ');
  return { name: options === '' ? use : `${use}, ${options}`, strategy, options: strategy.options?.parse(given) };
}
