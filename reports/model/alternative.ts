/** The schedule of a counterexample under another strategy: would it have survived? */
import type { Counterexample, Trace } from '../../harness/result.ts';
import type { Anomaly } from './summary.ts';

export interface Alternative {
  readonly strategy: string;
  readonly strategyTitle: string;
  /** What it shows in this order of turns; empty where it survives. */
  readonly shows: readonly Anomaly[];
  readonly trace: Trace;
}

/** By the counterexample whose schedule was followed. */
export type Alternatives = ReadonlyMap<Counterexample, readonly Alternative[]>;
