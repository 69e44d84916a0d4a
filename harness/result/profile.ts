/** What a result keeps of the profile that policy `timed` drew its latencies from: figures, not histograms. */

export interface ProfileResult {
  /** As the scenario names it. */
  readonly file: string;
  readonly servers: { readonly redis: string | null; readonly mysql: string | null; readonly kafka: string | null };
  readonly steps: readonly StepCost[];
  readonly delays: readonly DelayCost[];
  readonly memory: readonly { readonly valueBytes: number; readonly keys: number; readonly bytesPerKey: number }[];
  readonly notes: readonly string[];
}

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly samples: number;
}

export interface StepCost extends Latency {
  /** `store.command`. */
  readonly step: string;
  /** Null: there is no value. */
  readonly valueBytes: number | null;
  /** Commands in one round trip, whose latency it is. */
  readonly pipelined: number;
}

export interface DelayCost extends Latency {
  readonly of: 'binlog' | 'kafka' | 'replica';
}
