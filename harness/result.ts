/**
 * The result contract: what an exploration hands to the reports and to `--json`.
 * The JSON form is public (SCENARIOS.md §3): add fields, never rename them. `schemaVersion` rises when that cannot be helped.
 */
import type { CellPart } from './exploration/division/part.ts';
import type { ReplayReport } from './exploration/replay/report.ts';
import type { Advice } from './result/advice.ts';
import type { Anomaly } from './scenario.ts';
import type { Certificate } from './result/certificate.ts';
import type { Counterexample } from './result/counterexample.ts';
import type { ProfileResult } from './result/profile.ts';
import type { FuzzResult } from './result/fuzzing.ts';
import type { ShrinkReport } from './result/shrinking.ts';
import type { Rate, ThresholdResult, TimedDifference, TimedResult } from './result/timed.ts';

export type { AdviceVerdict } from './advice/sweep.ts';
export { durationText } from './advice/values.ts';
export type { Advice, CurvePoint, RankedAdvice, SweepAdvice } from './result/advice.ts';
export { ADVICE_SCHEMA_VERSION, COSTS } from './result/advice.ts';
export type { Certificate } from './result/certificate.ts';
export type { TraceFile } from './exploration/replay/trace-file.ts';
export { COVERED_UNITS } from './result/certificate.ts';
export type { Counterexample, Flip, PointOfNoReturn, CompletionShare } from './result/counterexample.ts';
export type {
  FuzzResult,
  FailureResult,
  GeneratedScenario,
  ReplayedFailure,
  CoverageResult,
  HandOffResult,
} from './result/fuzzing.ts';
export type { ShrinkReport, ScheduleSize, MinimalityProof, SearchedPart } from './result/shrinking.ts';
export type { Trace, TraceStep, TraceOperation, StateView, StaleWindow } from './result/trace.ts';
export type { PairedMetric, Rate, ThresholdResult, TimedDifference, TimedResult } from './result/timed.ts';
export { PAIRED_METRICS } from './result/timed.ts';
export type { ProfileResult } from './result/profile.ts';
export { sizeText } from './result/size-text.ts';
export type { ReplayOutcome, ReplayReport } from './exploration/replay/report.ts';

export const RESULT_SCHEMA_VERSION = 1;

/** `inconclusive`: what was executed does not suffice to say. */
export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** What an exploration comes to: one document, the same for `--json`, reports and test suites. */
export interface Result {
  readonly schemaVersion: typeof RESULT_SCHEMA_VERSION;
  /** The version of Stalemate. */
  readonly stalemate: string;
  readonly verdict: Verdict;
  readonly exitCode: number;
  /** Versions of the servers that ran; null where none did. */
  readonly servers: { readonly redis: string | null; readonly mysql: string | null; readonly kafka: string | null };
  /** Sentences that a reader must know before trusting the verdict: what was not confirmed, what was cut short. */
  readonly unconfirmed: readonly string[];
  /** Present when this is one of several parts of a run (`--shard 2/4`), which `stalemate merge` puts together. */
  readonly shard?: { readonly index: number; readonly count: number };
  /** One cell of the matrix: one scenario under one strategy. */
  readonly results: readonly CellResult[];
  /** Policy `timed`: how strategies of one scenario differ in the same runs. */
  readonly differences?: readonly TimedDifference[];
  /** What the servers cost that policy `timed` drew its latencies from; left out where no scenario names a profile. */
  readonly profiles?: readonly ProfileResult[];
  /** What `stalemate advise` found out, where a report is to show it. */
  readonly advice?: readonly Advice[];
  /** Present when one recorded schedule was executed again. */
  readonly replay?: ReplayReport;
  /** Present when a counterexample was shrunk. */
  readonly shrink?: ShrinkReport;
}

/** One scenario under one strategy. */
export interface CellResult {
  readonly scenario: string;
  readonly title: string;
  readonly file: string;
  readonly strategy: string;
  readonly strategyTitle: string;
  readonly engine: 'embedded' | 'real' | 'twin';
  readonly policy: string;
  readonly seed: number;
  /** Of all that a run depends on beside code; two results with different digests are not about the same thing. */
  readonly scenarioDigest?: string;
  readonly schedules: {
    /** Schedules whose history was judged. Second executions for the determinism check are not counted. */
    readonly executed: number;
    /** All interleavings of the scenario, where the exploration proves it; else null. */
    readonly interleavings: number | null;
    /** Every schedule of the search space was executed. */
    readonly complete: boolean;
    /** Policy `bounded`: every schedule with at most so many pre-emptions was executed; null: not even those without. */
    readonly bound?: number | null;
    /** Why a reduction that was asked for was not possible, so that all interleavings were explored. */
    readonly unreduced?: string;
    /** Executions that a reduction gave up as redundant. */
    readonly blocked: number;
    /** Executions that ended without a verdict: step limit, escaped work, a failing checker. */
    readonly unknown: number;
    /** Schedules executed a second time to prove that they repeat. */
    readonly rechecked: number;
    /** Schedules in which operations on one key overlapped and one of them wrote. 0 means that nothing was tested. */
    readonly raced: number;
  };
  /** Reads by the scenario's actors. `concurrentOld`: older than the newest commit, but that write was not acknowledged yet. */
  readonly reads: { readonly total: number; readonly stale: number; readonly concurrentOld: number };
  readonly anomalies: Readonly<Partial<Record<Anomaly, AnomalyResult>>>;
  /** Means over the executed schedules, or over all of their reads; docs/costs.md defines each. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The least and the most that one schedule showed. Present where there are several reads or nodes. */
  readonly metricRanges?: Readonly<Record<string, readonly [least: number, most: number]>>;
  /** Policy `portfolio`: what each of its arms did, in the order in which they take their turns. */
  readonly portfolio?: readonly ArmResult[];
  /** Present when the schedules were also executed on real servers and compared step by step. */
  readonly twin?: TwinResult;
  readonly expectations: readonly ExpectationResult[];
  /** Policy `timed`: what is expected in production. A schedule is then one run of the load, and `anomalies` count such runs. */
  readonly timed?: TimedResult;
  /** Policy `timed`: by the name of the metric (docs/metrics.md). `metrics` has their values alone. */
  readonly rates?: Readonly<Record<string, Rate>>;
  readonly thresholds?: readonly ThresholdResult[];
  /** Why executions ended without a verdict, each reason once. */
  readonly problems: readonly Problem[];
  readonly certificate: Certificate;
  /** Shards only: the sums behind these figures. */
  readonly part?: CellPart;
  /** Present when the cell was fuzzed. */
  readonly fuzz?: FuzzResult;
  readonly durationMs: number;
}

/** One of the policies that share a portfolio's budget. */
export interface ArmResult {
  readonly arm: string;
  readonly executed: number;
  /** How many of its schedules show each anomaly. */
  readonly found: Readonly<Partial<Record<Anomaly, number>>>;
  /** The anomalies that no other arm had shown before. */
  readonly first: readonly Anomaly[];
}

/** How often an anomaly showed, and how. */
export interface AnomalyResult {
  /** How many of the executed schedules show it. */
  readonly schedules: number;
  /** Wilson 95 % interval of the share of schedules; for policies that take one random sample. */
  readonly interval?: readonly [number, number];
  /** The shortest schedule known that shows it. */
  readonly counterexample?: Counterexample;
  /** Twin only: whether the real servers showed the same. */
  readonly confirmed?: 'CONFIRMED' | 'EMBEDDED-ONLY' | 'REAL-ONLY' | 'NOT-COMPARED';
}

export interface TwinResult {
  readonly schedulesCompared: number;
  readonly stepsCompared: number;
  readonly differences: number;
  /** The first difference, in words. */
  readonly firstDifference?: string;
}

/** What became of one expectation of the scenario. */
export interface ExpectationResult {
  readonly strategy: string;
  readonly anomaly: Anomaly;
  readonly is: 'never' | 'possible' | 'always';
  readonly verdict: Verdict;
  /** Why, when it did not pass. */
  readonly because?: string;
}

export const PROBLEM_KINDS = [
  'escaped',
  'step-limit',
  'nondeterminism',
  /** A reduction left out what it should not have. */
  'relation',
  'checker',
  'strategy',
  'deadlock',
  /** An engine cannot do what it was asked for, or two engines differ. */
  'engine',
  /** A server was lost, or said that it cannot go on. */
  'server',
] as const;

export interface Problem {
  readonly kind: (typeof PROBLEM_KINDS)[number];
  readonly message: string;
  readonly schedules: number;
}
