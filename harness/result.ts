/**
 * The result contract: what an exploration hands to the reports and to `--json`.
 * The JSON form is public (SCENARIOS.md §3): add fields, never rename them. `schemaVersion` rises when that cannot be helped.
 */
import type { CellPart } from './exploration/part.ts';
import type { Reduction } from './exploration/shrink/reduction.ts';
import type { ReplayReport } from './exploration/replay/report.ts';
import type { Anomaly } from './scenario.ts';

export type { ReplayOutcome, ReplayReport } from './exploration/replay/report.ts';

export const RESULT_SCHEMA_VERSION = 1;

export type Verdict = 'pass' | 'fail' | 'inconclusive';

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
  /** Present when one recorded schedule was executed again. */
  readonly replay?: ReplayReport;
  /** Present when a counterexample was shrunk. */
  readonly shrink?: ShrinkReport;
}

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

export interface CellResult {
  readonly scenario: string;
  readonly title: string;
  readonly file: string;
  readonly strategy: string;
  readonly strategyTitle: string;
  readonly engine: 'embedded' | 'real' | 'twin';
  readonly policy: string;
  readonly seed: number;
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
  readonly metrics: Readonly<Record<string, number>>;
  /** Policy `portfolio`: what each of its arms did, in the order in which they take their turns. */
  readonly portfolio?: readonly ArmResult[];
  /** Present when the schedules were also executed on real servers and compared step by step. */
  readonly twin?: TwinResult;
  readonly expectations: readonly ExpectationResult[];
  /** Why executions ended without a verdict, each reason once. */
  readonly problems: readonly Problem[];
  readonly certificate: Certificate;
  /** Shards only: the sums behind these figures. */
  readonly part?: CellPart;
  /** Present when the cell was fuzzed. */
  readonly fuzz?: FuzzResult;
  readonly durationMs: number;
}

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
  /** What would end the exploration before it is complete, and what did; null for nothing. */
  readonly budget: {
    readonly runs: number | null;
    readonly timeMs: number | null;
    readonly endedBy: 'runs' | 'time' | 'interruption' | null;
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
  readonly engine: CellResult['engine'];
  /** What was executed on real servers too, and compared step by step; null where nothing was. */
  readonly confirmed: { readonly schedules: number; readonly steps: number; readonly differences: number } | null;
}

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

/** One of the policies that share a portfolio's budget. */
export interface ArmResult {
  readonly arm: string;
  readonly executed: number;
  /** How many of its schedules show each anomaly. */
  readonly found: Readonly<Partial<Record<Anomaly, number>>>;
  /** The anomalies that no other arm had shown before. */
  readonly first: readonly Anomaly[];
}

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

export interface TwinResult {
  readonly schedulesCompared: number;
  readonly stepsCompared: number;
  readonly differences: number;
  /** The first difference, in words. */
  readonly firstDifference?: string;
}

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
  'engine',
] as const;

export interface Problem {
  readonly kind: (typeof PROBLEM_KINDS)[number];
  readonly message: string;
  readonly schedules: number;
}

/** Everything a diagram of one run needs, normalised: the same run gives the same trace on every machine and engine. */
export interface Trace {
  /** Lanes from left to right. */
  readonly actors: readonly string[];
  readonly nodes: number;
  readonly steps: readonly TraceStep[];
  readonly operations: readonly TraceOperation[];
  readonly initial: StateView;
  readonly staleWindows: readonly StaleWindow[];
  /** Versions of each key, oldest first: v0 is the row before the run. Colours and shapes go by this order. */
  readonly versions: Readonly<Record<string, readonly (string | null)[]>>;
}

export interface TraceStep {
  /** From 1. */
  readonly number: number;
  readonly actor: string;
  /** `reader.redis.get` */
  readonly label: string;
  readonly store: 'redis' | 'mysql' | 'binlog' | 'local' | 'clock' | 'actor' | 'fault';
  /** What was asked, in the store's words: `GET item:1`, `UPDATE items SET value = 'v2', …`. */
  readonly text: string;
  /** What was answered: `(nil)`, `OK`, `v1 (version 1)`, `1 row`. */
  readonly reply: string;
  /** A whole sentence, for the scrubber and for screen readers. */
  readonly sentence: string;
  /** Virtual time in milliseconds. */
  readonly at: number;
  /** Index into `operations`; null for steps that belong to none (faults, deliveries). */
  readonly operation: number | null;
  /** The actor whose lock this step waits for. */
  readonly blockedBy: string | null;
  /** The step's number at which it was let go. */
  readonly grantedAt: number | null;
  readonly fault: string | null;
  /** The step, among those of the witness, that proves the anomaly. */
  readonly witness: boolean;
  /** The stores after the step. */
  readonly state: StateView;
}

export interface TraceOperation {
  readonly actor: string;
  readonly kind: 'read' | 'write' | 'insert' | 'delete' | 'sleep' | 'change' | 'warm';
  readonly key: string | null;
  /** Written value, or the value that a read returned. */
  readonly value: string | null;
  /** Step numbers of the first and the last step; `to` is null when it never ended. */
  readonly from: number;
  readonly to: number | null;
  readonly error: string | null;
  /** Judged stale by the anomaly that the trace shows. */
  readonly stale: boolean;
}

export interface StateView {
  readonly redis: Readonly<Record<string, { readonly value: string; readonly expiresAtMs: number | null }>>;
  /** By key. */
  readonly mysql: Readonly<Record<string, { readonly value: string; readonly version: number }>>;
  /** By node name, then by key; nodes with empty memory are left out. */
  readonly local: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** From the step after which a cache holds an old version to the step after which it does not. */
export interface StaleWindow {
  readonly store: string;
  readonly key: string;
  readonly from: number;
  /** Null: still open when the run ended. */
  readonly to: number | null;
  readonly opens: string;
  readonly closes: string | null;
}
