/** What the page and its engine say to each other: plain data, so that it can cross to another thread. */
import type { Trace, TraceFile } from '../../../../harness/result.ts';
import type { Anomaly } from '../../../../harness/scenario.ts';
import type { OptionField } from './options.ts';

/** A built-in strategy with its options as a scenario file has them. */
export interface Use {
  readonly name: string;
  readonly with: Readonly<Record<string, unknown>>;
}

/** One choice of a schedule, as trace files have it. */
export type Turn = TraceFile['schedule'][number];

export interface StrategyInfo {
  readonly name: string;
  readonly title: string;
  readonly fields: readonly OptionField[];
  /** Why it cannot be tried in this scenario; null: it can. */
  readonly unsuitable: string | null;
}

/** Something that could happen at a choice point. */
export interface Possibility {
  readonly actor: string;
  /** What it is, beside whose it is. */
  readonly text: string;
  /** As a schedule has it. Null: nothing more happens. */
  readonly turn: Turn | null;
  /** This is what happened. */
  readonly isTaken: boolean;
}

export interface ChoicePoint {
  /** How many steps had been executed. */
  readonly stepsBefore: number;
  readonly possibilities: readonly Possibility[];
}

/** One schedule under one strategy: what then happened. */
export interface Tried {
  readonly use: Use;
  readonly trace: Trace;
  /** Which anomalies the run shows. */
  readonly shows: readonly Anomaly[];
  /** The argument, for the anomaly that was asked about, else for the first of them. */
  readonly because: string | null;
  /** Why the run has no verdict. */
  readonly problem: string | null;
  /** What was followed in the end: of each choice, who took it, and what it was. */
  readonly schedule: readonly Turn[];
  readonly points: readonly ChoicePoint[];
  /** What `stalemate replay` takes: the schedule as actors, and as a file. */
  readonly actors: string;
  readonly file: TraceFile;
}

/** All schedules of the scenario under one strategy, or as many as the budget allowed. */
export interface Searched {
  readonly use: Use;
  readonly executed: number;
  /** How many of them show each anomaly. */
  readonly found: Readonly<Partial<Record<Anomaly, number>>>;
  /** Every schedule was executed, or one of each class of equivalent ones. */
  readonly isComplete: boolean;
  /** Ended because it was told to. */
  readonly isStopped: boolean;
  /** Of each class of schedules that differ in the order of independent steps alone, one was executed. */
  readonly isReduced: boolean;
  readonly problem: string | null;
}

/** How far to go. */
export interface SearchPlan {
  readonly use: Use;
  readonly runsMax: number;
  /** Ends with the first schedule that shows it; null: counts them all. */
  readonly until: Anomaly | null;
}

export interface LiveEngine {
  strategies(): Promise<readonly StrategyInfo[]>;
  attempt(use: Use, schedule: readonly Turn[]): Promise<Tried>;
  /** @param onProgress how many schedules have been executed so far; not for each of them */
  search(plan: SearchPlan, onProgress: (executed: number) => void): Promise<Searched>;
  /** Ends a search with what it has. */
  stop(): void;
}

/** Where runs begin: the recording of a counterexample. */
export type Recording = Pick<
  TraceFile,
  'scenario' | 'strategy' | 'reduction' | 'schedule' | 'anomaly' | 'stalemate' | 'token'
>;
