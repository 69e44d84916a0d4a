/** What a verdict rests on. */

export const COVERED_UNITS = [
  'interleavings',
  'schedules within the bound',
  'classes',
  'classes up to symmetry',
  'sampled schedules',
  'pinned schedule',
] as const;

/** What the verdict of a cell rests on. */
export interface Certificate {
  /** Schedules whose history was judged, or that ended without a verdict. */
  readonly executed: number;
  /** What an execution stands for, and how many of these there are; null where that is not known. */
  readonly covers: { readonly unit: (typeof COVERED_UNITS)[number]; readonly of: number | null };
  /** What would end the exploration before it is complete, and what did; null for nothing. `failure`: a server was lost. */
  readonly budget: {
    readonly runs: number | null;
    readonly timeMs: number | null;
    readonly endedBy: 'runs' | 'time' | 'interruption' | 'failure' | null;
  };
  /** Schedules executed a second time, and how many of them ran differently. */
  readonly rechecked: number;
  readonly differed: number;
  /** Executions repeated in another order that the reduction holds to be equivalent, to prove that it is. */
  readonly commuted: number;
  /** Schedules that were executed while everything that leaves the process was watched. */
  readonly audited: number;
  /** Schedules in which work escaped from the scheduler. */
  readonly escaped: number;
  /** The actors of the scenario: those that took a step in some schedule, and those that never did. */
  readonly actors: { readonly entered: readonly string[]; readonly never: readonly string[] };
  /** Over all schedules that have a verdict. What a crash ended is invoked and not completed. */
  readonly operations: { readonly invoked: number; readonly completed: number };
  /** Schedules in which operations on one key overlapped and one of them wrote, or a fault struck. */
  readonly raced: number;
  /** Schedules without a verdict. */
  readonly unknown: number;
  readonly engine: 'embedded' | 'real' | 'twin';
  /** What was executed on real servers too, and compared step by step; null where nothing was. */
  readonly confirmed: { readonly schedules: number; readonly steps: number; readonly differences: number } | null;
}
