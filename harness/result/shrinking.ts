/** What shrinking comes to. */
import type { Reduction } from '../exploration/shrink/reduction.ts';
import type { Anomaly } from '../scenario.ts';

/** What shrinking came to. The shrunk counterexample is the only one of the result. */
export interface ShrinkReport {
  readonly anomaly: Anomaly;
  readonly before: ScheduleSize;
  readonly after: ScheduleSize;
  /** Executions that it took, the first of the original among them. */
  readonly replays: number;
  /** Every schedule of the shrunk scenario that would come before the one found was executed too. */
  readonly isCanonical: boolean;
  /** What of the scenario is left out or replaced. */
  readonly reduction: Reduction;
  /** Present with `--prove-minimal`. */
  readonly proof?: MinimalityProof;
}

export interface ScheduleSize {
  readonly actors: number;
  readonly operations: number;
  readonly faults: number;
  readonly steps: number;
  readonly switches: number;
}

/** Whether anything smaller shows the anomaly, by search. */
export interface MinimalityProof {
  /** All searches came to their end and found nothing. */
  readonly isProven: boolean;
  /** Orders of the shrunk scenario with fewer switches. */
  readonly fewerSwitches: SearchedPart;
  /** Scenarios that are smaller by one operation or fault, in any order. */
  readonly smaller: readonly (SearchedPart & { readonly without: string })[];
  readonly executions: number;
}

export interface SearchedPart {
  readonly executions: number;
  /** False: the budget ended first. */
  readonly isComplete: boolean;
  /** It shows the anomaly all the same. */
  readonly shows: boolean;
}
