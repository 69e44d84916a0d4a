/**
 * What checkers judge: the versions of each key in commit order, and for each read the version it returned beside the
 * versions it had to know. Computed once per run and shared by all checkers (definitions: DESIGN §5).
 */
import type { Commit, Row, RowId } from '../engines/engine.ts';
import type { RedisServers } from '../scheduler/redis-servers.ts';
import type { Operation, Step } from '../scheduler/step.ts';
import { append } from '../short-list.ts';
import { ShortMap } from '../short-map.ts';

/** The part of a run that is judged. Positions are indices into `steps`. */
export interface History {
  readonly steps: readonly Step[];
  readonly operations: readonly Operation[];
  readonly engine: { readonly commits: readonly Commit[] };
  readonly plan: {
    readonly rows: readonly Row[];
    readonly keyOf: ReadonlyMap<RowId, string>;
    /** How many reads may load one version of a row; null or left out: that is not judged. */
    readonly herdMax?: number | null;
    /** Null or left out where there is one. */
    readonly redisServers?: RedisServers | null;
  };
  /** The observer's steps begin here. */
  readonly observedFrom: number;
}

export interface Version {
  /** 0 for the row before the run. */
  readonly order: number;
  /** Null: there is no row. */
  readonly value: string | null;
  /** -1 for the row before the run. */
  readonly committedAt: number;
  /** When its write was acknowledged; Infinity if never, -1 for the row before the run. */
  readonly acknowledgedAt: number;
  /** The step that committed it. */
  readonly step: Step | null;
  /** The operation that asked for it: not always the one that committed it, see write-behind. */
  readonly writer: Operation | null;
}

export interface ReadFact {
  readonly operation: Operation;
  readonly versions: readonly Version[];
  /**
   * The version it returned, by order; -1 when no such value was ever committed. Of several with this value, the newest: a read is
   * never blamed for what another version explains.
   */
  readonly returned: number;
  /** The oldest with this value: to blame a later read, it counts as no newer than that. */
  readonly returnedAtLeast: number;
  /** The newest version whose write had been acknowledged when the read was invoked. */
  readonly acknowledged: number;
  /** The newest version that had been committed when the read was invoked. */
  readonly committed: number;
  readonly isObserver: boolean;
}

export interface Facts {
  readonly history: History;
  readonly versions: ShortMap<string, Version[]>;
  /** Reads that returned, in the order of invocation. */
  readonly reads: readonly ReadFact[];
}

export function factsOf(history: History): Facts {
  const versions = versionsOf(history);
  let reads: ReadFact[] = [];
  for (const operation of history.operations) {
    if (operation.kind !== 'read' || !operation.succeeded) continue;
    const known = versions.get(operation.key!) ?? unchanged(history, operation.key!, versions);
    const { invokedAt } = operation;
    let acknowledged = 0;
    let committed = 0;
    let returned = -1;
    let returnedAtLeast = -1;
    for (const version of known) {
      if (version.acknowledgedAt < invokedAt) acknowledged = version.order;
      if (version.committedAt < invokedAt) committed = version.order;
      if (version.value !== operation.result) continue;
      if (returned < 0) returnedAtLeast = version.order;
      returned = version.order;
    }
    const isObserver = history.observedFrom >= 0 && invokedAt >= history.observedFrom;
    const bounds = { returned, returnedAtLeast, acknowledged, committed };
    reads = append(reads, { operation, versions: known, ...bounds, isObserver });
  }
  return { history, versions, reads };
}

/** The only version of a key that nobody changed. */
function unchanged({ plan }: History, key: string, versions: ShortMap<string, Version[]>): Version[] {
  const list = [initialVersion(plan, key)];
  versions.set(key, list);
  return list;
}

function initialVersion({ rows, keyOf }: History['plan'], key: string): Version {
  let value: string | null = null;
  for (const row of rows) if (keyOf.get(row.id) === key) value = row.value;
  return { order: 0, value, committedAt: -1, acknowledgedAt: -1, step: null, writer: null };
}

function versionsOf({ engine, plan, operations }: History): ShortMap<string, Version[]> {
  const versions = new ShortMap<string, Version[]>();
  for (const commit of engine.commits) {
    const step = commit.step as Step;
    const committedAt = step.grantedAt >= 0 ? step.grantedAt : step.index;
    for (const change of commit.changes) {
      const key = plan.keyOf.get(change.id);
      if (key === undefined) continue;
      const list = versions.get(key) ?? [initialVersion(plan, key)];
      const value = change.after?.value ?? null;
      const writer = writerOf(operations, step, key, value);
      const acknowledgedAt = writer !== null && writer.succeeded ? writer.respondedAt : Infinity;
      versions.set(key, append(list, { order: list.length, value, committedAt, acknowledgedAt, step, writer }));
    }
  }
  return versions;
}

/** Who committed it, unless that was done on behalf of another operation, which wrote this very value. */
function writerOf(operations: readonly Operation[], step: Step, key: string, value: string | null): Operation | null {
  const { operation } = step;
  if (operation !== null && operation.value === value) return operation;
  for (const other of operations) {
    if (other.key === key && other.value === value && (other.kind === 'write' || other.kind === 'insert')) return other;
  }
  return operation;
}
