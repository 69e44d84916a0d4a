/** A schedule that shows an anomaly, and why it does. */
import type { TraceFile } from '../exploration/replay/trace-file.ts';
import type { Trace } from './trace.ts';

/** One schedule that shows an anomaly, why it does, and how to execute it again. */
export interface Counterexample {
  /** The choices, one actor a step: `reader reader writer writer reader`. `stalemate replay --schedule` takes it. */
  readonly schedule: string;
  /** The same as step references: `reader.redis.get`. */
  readonly steps: readonly string[];
  /** The argument, in sentences that name steps by number. */
  readonly because: string;
  /** The command that runs exactly this schedule again. */
  readonly replay: string;
  /** The schedule in one word, for `stalemate replay`. */
  readonly token?: string;
  /** The file that holds it, where one was asked for. */
  readonly traceFile?: string;
  /** The same as a trace file, which `stalemate replay` takes wherever it is: it holds the scenario too. */
  readonly recording?: TraceFile;
  /** A scenario file that pins the order; left out where step references would mean another run. */
  readonly regression?: string;
  /** Pairs of dependent neighbours whose swap makes the run pass; each swap was executed. */
  readonly flips?: readonly Flip[];
  readonly pointOfNoReturn?: PointOfNoReturn;
  readonly trace: Trace;
}

/** Steps by number, in the order of the counterexample. */
export interface Flip {
  readonly first: number;
  readonly second: number;
}

/** How it became certain: the share of completions that show the anomaly, after each step. */
export interface PointOfNoReturn {
  /** The first step after which every completion shows it; null where even the last step does not decide. */
  readonly step: number | null;
  /** From before the first step to after the last. */
  readonly curve: readonly CompletionShare[];
}

export interface CompletionShare {
  /** Steps taken; 0 for none. */
  readonly after: number;
  readonly share: number;
  /** How many completions the share is of. */
  readonly completions: number;
  /** All completions that there are, each counted once; else as many random ones. */
  readonly isExact: boolean;
}
