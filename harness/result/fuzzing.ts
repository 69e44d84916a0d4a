/** What fuzzing comes to. */
import type { Anomaly } from '../scenario.ts';
import type { AnomalyResult } from '../result.ts';
import type { Counterexample } from './counterexample.ts';

/** What fuzzing adds: the few failures that many failing schedules are, and what was never tried. */
export interface FuzzResult {
  /** In the order in which they were found. */
  readonly failures: readonly FailureResult[];
  /** Schedules that show a failing anomaly; one that shows two counts twice. */
  readonly failing: number;
  /** Of those: how many are not among `failures`, because there were too many kinds of them to look at each. */
  readonly unsorted: number;
  /** Failures saved by earlier sessions, executed again before anything else. */
  readonly replayed: readonly ReplayedFailure[];
  /** Null where scenarios were made by chance: they have no hand-offs in common. */
  readonly coverage: CoverageResult | null;
}

/** One failure: all failing schedules that shrink to the same steps. */
export interface FailureResult {
  /** The same for the same failure, whatever seed or policy found it. */
  readonly fingerprint: string;
  readonly anomaly: Anomaly;
  /** How many schedules were executed that are this failure. */
  readonly schedules: number;
  /** How many kinds of failing schedules it explains, told apart by what happened before what. */
  readonly kinds: number;
  /** The first schedule that showed it, from 1. */
  readonly foundAt: number;
  /** The arm of the policy that made that schedule. */
  readonly foundBy: string;
  /** Not in the baseline. */
  readonly isNew: boolean;
  /** Twin only: whether the real servers showed the same for the shrunk schedule. */
  readonly confirmed?: NonNullable<AnomalyResult['confirmed']>;
  /** Shrunk. */
  readonly counterexample: Counterexample;
  /** Where scenarios were made by chance: the smallest one that shows it. */
  readonly scenario?: GeneratedScenario;
}

export interface GeneratedScenario {
  readonly file: string;
  /** YAML that loads. */
  readonly text: string;
}

export interface ReplayedFailure {
  readonly file: string;
  readonly fingerprint: string;
  readonly anomaly: Anomaly;
  /** Not in the baseline. */
  readonly isNew: boolean;
  readonly outcome: 'still fails' | 'does not fail any more' | 'scenario changed';
  /** What changed, or where it went another way. */
  readonly because?: string;
}

export interface CoverageResult {
  readonly seen: number;
  readonly total: number;
  readonly handOffs: readonly HandOffResult[];
  /** How many had been seen after how many schedules. */
  readonly curve: readonly (readonly [schedules: number, handOffs: number])[];
}

/** A step of one actor between two consecutive steps of another's operation on the same key. */
export interface HandOffResult {
  readonly key: string;
  /** `reader's read redis.set` */
  readonly by: string;
  /** `writer's write mysql.update` */
  readonly between: string;
  /** `write redis.del` */
  readonly and: string;
  /** The first schedule in which it was seen, from 1; null: never. */
  readonly firstAt: number | null;
}
