/** A scenario after loading: everything spelled out, every name checked. `scenarios/` makes it from a file. */
import type { ProfileResult } from './result/profile.ts';
import type { LoadPlan, TimingPlan } from './timed/plan.ts';

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** The path as the user wrote it; for messages and replay commands. */
  readonly file: string;
  /** Key → value in MySQL before the run. */
  readonly rows: Readonly<Record<string, string>>;
  readonly warm: readonly string[];
  readonly nodes: number;
  /** How far the clock of each node is ahead of that of the stores. Left out: they agree. */
  readonly clocksAheadMs?: readonly number[];
  /** MySQL replicas that reads may use. */
  readonly replicas: number;
  /** Cache levels, upstream first, each a Redis of its own. Left out: none. */
  readonly levels?: readonly string[];
  /** Redis servers that keys are spread over. Left out: one. */
  readonly redisNodes?: number;
  readonly pipeline: PipelinePlan;
  /** Instances, in file order: `{ count: 2 }` is `reader1`, `reader2`. */
  readonly actors: readonly ActorPlan[];
  readonly faults: readonly FaultPlan[];
  readonly strategies: readonly StrategyUse[];
  readonly explore: ExplorePlan;
  readonly expect: readonly Expectation[];
  /** More reads than this that load one version of a row from MySQL are a thundering herd. Left out: that is not judged. */
  readonly herdMax?: number;
  /** Policy `timed`: how long things take, what arrives, and the profile that the former is from, if it is from one. */
  readonly timed?: { readonly timing: TimingPlan; readonly load: LoadPlan; readonly profile?: ProfileResult };
  /** Limits for what policy `timed` estimates. */
  readonly thresholds?: readonly Threshold[];
}

/** One of `max` and `min` is there. Shares are numbers from 0 to 1, times are milliseconds. */
export interface Threshold {
  readonly metric: string;
  /** The `as` name of a strategy, or `all`. */
  readonly strategy: string;
  readonly max?: number;
  readonly min?: number;
  /** From 0 to 1. */
  readonly confidence: number;
  readonly minSamples: number;
  /** What it comes to when the samples do not suffice to tell. */
  readonly ifInsufficient: 'fail' | 'warn';
}

export interface ActorPlan {
  readonly name: string;
  /** The name in the file: `reader` for `reader1`. */
  readonly group: string;
  /** Instances that must have ended before this one starts. */
  readonly after: readonly string[];
  /** Virtual time before which it does not start; 0 for none. */
  readonly startMs: number;
  readonly operations: readonly OperationPlan[];
}

export type OperationPlan =
  | { readonly kind: 'read' | 'delete'; readonly key: string; readonly node: number }
  | { readonly kind: 'write' | 'insert'; readonly key: string; readonly value: string; readonly node: number }
  | { readonly kind: 'sleep'; readonly ms: number };

/** How committed row changes come to `onChange`: straight from the binlog, or through Kafka. */
export type PipelinePlan = { readonly kind: 'binlog'; readonly source?: ChangeSource } | KafkaPlan;

export const CHANGE_SOURCES = ['primary', 'replica'] as const;
/**
 * Whose binlog it is. A replica's (of several, the first one's) has a transaction when the replica has applied it, so that
 * a change is never known before it can be read there. Left out: the primary's.
 */
export type ChangeSource = Exclude<(typeof CHANGE_SOURCES)[number], 'primary'>;

export const MESSAGE_KEYS = ['primary-key', 'none'] as const;
export const COMMIT_TIMES = ['after-handling', 'before-handling'] as const;

/** One producer reads the binlog (the role of canal) into one topic, which one consumer group reads. */
export interface KafkaPlan {
  readonly kind: 'kafka';
  readonly source?: ChangeSource;
  readonly partitions: number;
  readonly consumers: number;
  /** `primary-key` keeps the events of a row in one partition; with `none` messages go to the partitions in turn. */
  readonly key: (typeof MESSAGE_KEYS)[number];
  /** When a consumer commits its offset: at least once (`after-handling`), or at most once. */
  readonly commit: (typeof COMMIT_TIMES)[number];
}

export const FAULT_KINDS = [
  'evict',
  'flush',
  'expire',
  'crash',
  'drop',
  'lost-reply',
  'duplicate',
  'reorder',
  'lock-timeout',
  'rebalance',
  'join',
  'leave',
  'kill',
  'isolate',
  'recover',
  'failover',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export const WAYS_TO_TELL = ['one-by-one', 'at-once'] as const;

export interface FaultPlan {
  readonly kind: FaultKind;
  readonly key?: string;
  /** The instance or group that it may hit; any when left out. */
  readonly actor?: string;
  /** `store.command`, such as `redis.del`. */
  readonly step?: string;
  /** The Redis that it strikes, where there are several: `edge`, `redis2`. Of `join` and `leave`: the one that comes or goes. */
  readonly store?: string;
  /** `join`, `leave`: the service instance that comes or goes. */
  readonly node?: number;
  /** `join`, `leave`: how the other nodes hear of it. Left out: each in a step of its own. */
  readonly told?: (typeof WAYS_TO_TELL)[number];
  /** `failover`: how many changes of Redis the replica that takes over lacks. Left out: one. */
  readonly lost?: number;
  /** Fewest and most times it happens: `times: n` is [n, n], `max: n` is [0, n]. */
  readonly atLeast: number;
  readonly atMost: number;
  /** Policy `timed`, in place of these: how often in a second of virtual time, on average; or in what share of the steps that it can hit. */
  readonly perSecond?: number;
  readonly chance?: number;
}

export interface StrategyUse {
  /** A built-in name, or the path of a user's module, absolute. */
  readonly use: string;
  /** The name in results. */
  readonly as: string;
  readonly with: Readonly<Record<string, unknown>>;
}

export const POLICY_NAMES = ['exhaustive', 'random', 'pct', 'pos', 'urw', 'bounded', 'portfolio'] as const;

export const REDUCTIONS = ['dpor', 'none'] as const;

export interface ExplorePlan {
  readonly policy: (typeof POLICY_NAMES)[number] | 'pinned' | 'timed';
  /** Policy `exhaustive`: one schedule of each kind (`dpor`), or every interleaving (`none`). */
  readonly reduction: (typeof REDUCTIONS)[number];
  /** Reduction `dpor`: of what differs only in which of several identical actors does what, one is explored. */
  readonly symmetry: boolean;
  /** How many schedules at most; for `exhaustive` a budget after which the search is incomplete. Null: no bound. */
  readonly runs: number | null;
  readonly timeMs: number | null;
  readonly seed: number;
  readonly maxSteps: number;
  /** Policy `pct`: how many steps in a certain order the bug may need. */
  readonly depth: number;
  /** Policy `bounded`: the most pre-emptions that a schedule may have; null for any number. */
  readonly bound: number | null;
  /** Policy `pinned`: the whole order as step references `actor.store.command`. */
  readonly schedule: readonly string[];
  /** Chains of step references that keep their order; everything else is free. */
  readonly steer: readonly (readonly string[])[];
}

/** Tokens name them by position: new ones go to the end. */
export const ANOMALIES = [
  'stale-read',
  'dirty-read',
  'read-your-writes',
  'monotonic-reads',
  'stale-at-rest',
  'lost-update',
  'resurrected',
  'thundering-herd',
  'ttl-inversion',
] as const;
/** The anomalies that have a checker (harness/checkers/registry.ts holds one for each). */
export type Anomaly = (typeof ANOMALIES)[number];

export interface Expectation {
  /** The `as` name of a strategy, or `all`. */
  readonly strategy: string;
  readonly anomaly: Anomaly;
  readonly is: 'never' | 'possible' | 'always';
  /** Where it stands in the file, from 1. */
  readonly line: number;
}
