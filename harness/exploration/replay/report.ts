/** What a replay says: a part of the JSON result, and as public as the rest of it. */
import type { Anomaly } from '../../scenario.ts';

/** What became of a recorded schedule. */
export interface ReplayReport {
  readonly outcome: ReplayOutcome | 'scenario-changed';
  /** With `scenario-changed`: what the schedule did all the same; else the same as `outcome`. */
  readonly execution: ReplayOutcome;
  /** The outcome in a sentence or two. */
  readonly message: string;
  /** What the schedule was recorded for; null where that is not known and any anomaly counts. */
  readonly anomaly: Anomaly | null;
  /** What the replay showed. */
  readonly shown: readonly Anomaly[];
  /** `embedded 0.1.0`, `Redis 8.0.6 and MySQL 9.7.4`; null where it is not known. */
  readonly recordedOn: string | null;
  readonly replayedOn: string;
  /** Where the run first differs from the record. */
  readonly difference: { readonly step: number; readonly expected: string; readonly got: string } | null;
  /** Fields of the scenario that are not what they were. */
  readonly scenarioChanges: readonly { readonly field: string; readonly before: string; readonly after: string }[];
  /** With `--lenient`: steps that are new, gone or elsewhere. `step` is the number in this run. */
  readonly moved: readonly {
    readonly kind: 'new' | 'gone' | 'moved';
    readonly what: string;
    readonly step: number | null;
  }[];
  /** What else a reader should know: code that has changed, a file that is not there. */
  readonly notes: readonly string[];
}

/**
 * `reproduced`: the anomaly showed again. `did-not-fail`: every step was as before, and the anomaly did not show.
 * `behaviour-changed`: a step was not what was recorded. `engine-differs`: a step was not what the other engine had given.
 * `no-verdict`: the run ended early, for a reason that `problems` tells.
 */
export type ReplayOutcome = 'reproduced' | 'did-not-fail' | 'behaviour-changed' | 'engine-differs' | 'no-verdict';
