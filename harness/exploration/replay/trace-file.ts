/**
 * A schedule as a file that can be kept, sent and replayed years later: everything that the run depended on, each step with
 * what it asked and got, and why it is worth keeping. Public and versioned, as the JSON result is.
 */
import type { RecordedRun } from '../../explanation/trace.ts';
import type { Anomaly, Scenario, StrategyUse } from '../../scenario.ts';
import type { Reduction } from '../shrink/reduction.ts';
import { digestOf } from './digest.ts';
import { essenceOf } from './identity.ts';
import type { RecordedChoice } from './recorded-schedule.ts';
import { recordedSchedule } from './recorded-schedule.ts';
import { encodeToken } from './token.ts';

export const TRACE_FORMAT = 'stalemate-trace';
export const TRACE_VERSION = 1;

export interface TraceFile {
  readonly format: typeof TRACE_FORMAT;
  readonly version: typeof TRACE_VERSION;
  /** The version of Stalemate that wrote it. */
  readonly stalemate: string;
  /** What executed it: the engine, and the servers' versions where there were any. */
  readonly engine: RecordedEngine;
  /** What it shows; null for a schedule that was saved for another reason. */
  readonly anomaly: Anomaly | null;
  /** The argument. */
  readonly because: string | null;
  /** How it was found. */
  readonly policy: string;
  readonly seed: number;
  /** The same schedule in one word. */
  readonly token: string;
  readonly strategy: RecordedStrategy;
  /** The scenario as it was, spelled out, and a digest of what a run depends on. */
  readonly scenario: RecordedScenario;
  readonly scenarioDigest: string;
  /** What of the scenario was left out when the counterexample was shrunk. */
  readonly reduction?: Reduction;
  readonly schedule: readonly RecordedChoice[];
}

export interface RecordedEngine {
  readonly kind: 'embedded' | 'real';
  readonly redis: string | null;
  readonly mysql: string | null;
}

export interface RecordedStrategy {
  /** A built-in name; the path of a user's module, relative to the folder from which the command was given. */
  readonly use: string;
  readonly as: string;
  readonly with: StrategyUse['with'];
  /** Of the text of a user's module; null for a built-in strategy, which the version of Stalemate stands for. */
  readonly module: string | null;
}

/** Strategies and expectations do not change what a run does. */
export type RecordedScenario = Omit<Scenario, 'strategies' | 'expect'>;

export interface TraceParts {
  readonly recorded: RecordedRun;
  /** The whole one, as in its file. */
  readonly scenario: Scenario;
  readonly reduction?: Reduction;
  readonly use: StrategyUse;
  readonly strategy: RecordedStrategy;
  readonly engine: RecordedEngine;
  readonly anomaly: Anomaly | null;
  readonly because: string | null;
  readonly stalemate: string;
}

export function traceFileOf(parts: TraceParts): TraceFile {
  const { recorded, scenario, reduction, use, strategy, engine, anomaly, because, stalemate } = parts;
  const schedule = recordedSchedule(recorded);
  const { strategies: _, expect: __, ...rest } = scenario;
  const reduced = reduction === undefined ? {} : { reduction };
  return {
    format: TRACE_FORMAT,
    version: TRACE_VERSION,
    stalemate,
    engine,
    anomaly,
    because,
    policy: scenario.explore.policy,
    seed: scenario.explore.seed,
    token: encodeToken({ scenario, use, ...reduced, engine: engine.kind, anomaly, schedule }),
    strategy,
    scenario: rest,
    scenarioDigest: digestOf(essenceOf(scenario, use)),
    ...reduced,
    schedule,
  };
}

/** The scenario of a trace, to be executed where its file is not at hand. */
export function scenarioOfTrace({ scenario }: TraceFile, use: StrategyUse): Scenario {
  return { ...scenario, strategies: [use], expect: [] };
}
