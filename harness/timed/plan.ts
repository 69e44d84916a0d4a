/** What policy `timed` must know besides the scenario: how long things take, what arrives, and what must hold of the figures. */
import type { ArrivalPattern } from './arrivals.ts';
import type { Distribution } from './distribution.ts';
import type { Popularity } from './popularity.ts';

/** How long a step takes: until it takes effect in the store, and from there to its reply. */
export type Latency =
  /** There and back: the effect is somewhere in between, evenly spread. */
  | { readonly kind: 'total'; readonly total: Distribution }
  | { readonly kind: 'legs'; readonly request: Distribution; readonly reply: Distribution };

export interface TimingPlan {
  /** By `store` or `store.command`: the longer name counts. */
  readonly steps: Readonly<Record<string, Latency>>;
  /** From a commit until its events are delivered, or sent to Kafka. */
  readonly binlog: Distribution;
  /** From sending a message to its delivery. */
  readonly kafka: Distribution;
  /** From a commit until a replica has applied it. */
  readonly replica: Distribution;
  /** How often an instance looks for background work. */
  readonly pollMs: number;
  /** What a key costs in Redis, as a profile says; null: only what keys and values are long is counted. */
  readonly bytesPerKey: number | null;
}

export interface LoadPlan {
  /** Virtual time that is measured. */
  readonly durationMs: number;
  /** Virtual time before that, which fills the caches and is not measured. */
  readonly warmupMs: number;
  readonly traffic: OpenLoop | ClosedLoop;
  readonly keys: { readonly count: number; readonly popularity: Popularity };
  /** How many users there are: a session is what read-your-writes and monotonic reads are promised to. */
  readonly sessions: number;
  /** Each TTL that a command sets is up to so much longer or shorter, as a share of it. */
  readonly ttlJitter: number;
  /** How large values are, for profiles; null: not said. */
  readonly valueBytes: number | null;
}

/** Operations arrive whether others have ended or not. */
export interface OpenLoop {
  readonly kind: 'open';
  readonly readsPerSecond: number;
  readonly writesPerSecond: number;
  readonly pattern: ArrivalPattern;
}

/** So many clients; each thinks, asks, and waits for the answer. Each is a session. */
export interface ClosedLoop {
  readonly kind: 'closed';
  readonly clients: number;
  readonly think: Distribution;
  /** The share of operations that are reads. */
  readonly readShare: number;
}

/** The rows of a load are `item:1` to `item:<count>`, with this value. */
export const FIRST_VALUE = 'w0';
export const KEY_PREFIX = 'item:';
