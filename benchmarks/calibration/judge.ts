/** Which reads were stale, by version: each write has a value of its own, and MySQL says in which order they were committed. */

export interface ReadRecord {
  readonly key: string;
  readonly invokedMs: number;
  readonly value: string | null;
  readonly isMeasured: boolean;
}

export interface WriteRecord {
  readonly key: string;
  readonly value: string;
  readonly acknowledgedMs: number;
}

export interface History {
  readonly reads: readonly ReadRecord[];
  /** Those that were acknowledged. */
  readonly writes: readonly WriteRecord[];
  /** The version that each value got. */
  readonly commits: readonly { readonly value: string; readonly version: number }[];
}

/** Reads that count, in the order of their beginnings, each with whether it was stale: older than what was acknowledged by then. */
export function judge({ reads, writes, commits }: History): readonly boolean[] {
  const versions = new Map(commits.map(({ value, version }) => [value, version]));
  const events = [
    ...writes.map((write) => ({ atMs: write.acknowledgedMs, write, read: null })),
    ...reads.map((read) => ({ atMs: read.invokedMs, write: null, read })),
  ].sort((one, other) => one.atMs - other.atMs);
  const acknowledged = new Map<string, number>();
  const stale: boolean[] = [];
  for (const { write, read } of events) {
    if (write !== null) {
      const version = versions.get(write.value);
      if (version === undefined) throw new Error(`MySQL never got ${write.value}, which was acknowledged`);
      acknowledged.set(write.key, Math.max(acknowledged.get(write.key) ?? FIRST, version));
    } else if (read.isMeasured) {
      const returned = versions.get(read.value ?? '') ?? FIRST;
      stale.push(returned < (acknowledged.get(read.key) ?? FIRST));
    }
  }
  return stale;
}

/** Of the rows before the load. */
const FIRST = 1;
