/**
 * The public API. Strategies of your own: `import { defineStrategy, duration, z } from 'stalemate'`. In a test suite:
 * `import { explore } from 'stalemate'`, with the matchers of `stalemate/matchers`.
 */
export * from './strategies/strategy.ts';
export * from './strategies/adapt.ts';
export { explore } from './suite/explore.ts';
export {
  assertConverges,
  assertMeetsExpectations,
  assertNever,
  assertNeverServesStale,
} from './suite/assertions.ts';
export { ExploreError } from './suite/errors.ts';
export type { Exploration, Never } from './suite/exploration.ts';
export type { ExploreOptions, StrategyEntry } from './suite/options.ts';
export type { Saved } from './suite/save.ts';
export type { Scenario } from './suite/scenario.ts';
export type { Anomaly } from './harness/scenario.ts';
export type {
  AnomalyResult,
  CellResult,
  Counterexample,
  ExpectationResult,
  Result,
  Verdict,
} from './harness/result.ts';
