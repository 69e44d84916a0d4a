/** What `explore` is given. */
import type { AnyStrategy } from '../strategies/strategy.ts';
import type { Scenario } from './scenario.ts';

/** A strategy with options, or under another name in results. */
export interface StrategyEntry {
  /** As `strategy` itself: a built-in name, a file, or the strategy. */
  readonly use: string | AnyStrategy;
  /** Its options, as in a scenario file: `{ delay: '50ms' }`. They are validated. */
  readonly with?: Readonly<Record<string, unknown>>;
  /** The name in results. Default: that of the strategy, or of its file. */
  readonly as?: string;
}

/** What is explored, and where. */
export interface ExploreOptions {
  /** The scenario, or the path of a scenario file, relative to the file that calls `explore`. */
  readonly scenario: Scenario | string;
  /**
   * What is judged: a built-in name, the path of a module (relative to the file that calls `explore`), what `defineStrategy`
   * returns, or one of these with options. May be left out where the scenario names exactly one.
   */
  readonly strategy?: string | AnyStrategy | StrategyEntry;
  /**
   * Where to run. Default: `embedded`, which needs no servers and takes milliseconds, for a suite runs often. `twin` repeats
   * on a real Redis and MySQL what was explored, as the command line does by default; `real` explores there. Servers come from
   * where the command line takes them; `stalemate infra up` keeps them between tests.
   */
  readonly on?: 'embedded' | 'twin' | 'real';
  /**
   * The token of a counterexample (`st1.…`): executes that schedule, once, instead of exploring. The environment variable
   * `STALEMATE_REPLAY` does the same for the one scenario and strategy that its token was made of.
   */
  readonly replay?: string;
}
