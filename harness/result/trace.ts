/** One run as a diagram needs it. */

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
  readonly store: 'redis' | 'mysql' | 'replica' | 'binlog' | 'kafka' | 'local' | 'clock' | 'actor' | 'fault';
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
  /** Which lock that is, in words. Left out where it waits for none, and in results from before there were such words. */
  readonly lock?: string;
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
  readonly kind: 'read' | 'write' | 'insert' | 'delete' | 'sleep' | 'change' | 'poll' | 'message' | 'start' | 'warm';
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
  /** Of several Redis servers, by name, then by key; `redis` is empty then. Left out where there is one. */
  readonly servers?: Readonly<Record<string, StateView['redis']>>;
  /** By lane, then by key: what each replica has applied. Left out where there are none. */
  readonly replicas?: Readonly<Record<string, StateView['mysql']>>;
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
