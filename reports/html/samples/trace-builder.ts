/** Writes traces by hand: each line says what a step did to the stores, and the states follow from it. */
import type { StateView, Trace, TraceOperation, TraceStep } from '../../../harness/result.ts';

type StepOptions = Partial<
  Pick<TraceStep, 'at' | 'operation' | 'lock' | 'blockedBy' | 'grantedAt' | 'fault' | 'witness'>
> & {
  /** Key → value now in the store; null removes it. */
  readonly redis?: Readonly<Record<string, string | null>>;
  readonly mysql?: Readonly<Record<string, string>>;
  /** Node → key → value. */
  readonly local?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly sentence?: string;
};

export interface TraceDraft extends Partial<Pick<Trace, 'staleWindows' | 'versions' | 'nodes'>> {
  readonly actors: readonly string[];
  readonly mysql: Readonly<Record<string, string>>;
  readonly redis?: Readonly<Record<string, string>>;
  readonly operations: readonly (Pick<TraceOperation, 'actor' | 'kind' | 'key' | 'value' | 'from' | 'to'> &
    Partial<TraceOperation>)[];
  readonly steps: readonly DraftStep[];
}

export type DraftStep = readonly [label: string, text: string, reply: string, options?: StepOptions];

/** A whole trace from its draft. */
export function traceOf(draft: TraceDraft): Trace {
  let state: StateView = {
    redis: Object.fromEntries(
      Object.entries(draft.redis ?? {}).map(([key, value]) => [key, { value, expiresAtMs: null }]),
    ),
    mysql: Object.fromEntries(Object.entries(draft.mysql).map(([key, value]) => [key, { value, version: 1 }])),
    local: {},
  };
  const initial = state;
  const steps = draft.steps.map(([label, text, reply, options = {}], index): TraceStep => {
    const number = index + 1;
    state = after(state, options);
    const [actor = '', store = 'actor'] = label.split('.');
    const operation = draft.operations.findIndex(
      (each) => each.actor === actor && each.from <= number && (each.to ?? Number.POSITIVE_INFINITY) >= number,
    );
    return {
      number,
      actor,
      label,
      store: store as TraceStep['store'],
      text,
      reply,
      sentence: options.sentence ?? `${actor} sends ${text} to ${store}, which answers ${reply}.`,
      at: options.at ?? 0,
      operation: options.operation ?? (operation < 0 ? null : operation),
      blockedBy: options.blockedBy ?? null,
      ...(options.lock !== undefined && { lock: options.lock }),
      grantedAt: options.grantedAt ?? null,
      fault: options.fault ?? null,
      witness: options.witness ?? false,
      state,
    };
  });
  return {
    actors: draft.actors,
    nodes: draft.nodes ?? 1,
    steps,
    operations: draft.operations.map((operation) => ({ error: null, stale: false, ...operation })),
    initial,
    staleWindows: draft.staleWindows ?? [],
    versions: draft.versions ?? { 'item:1': ['v1', 'v2'] },
  };
}

function after(state: StateView, { redis = {}, mysql = {}, local = {} }: StepOptions): StateView {
  const nextRedis = { ...state.redis };
  for (const [key, value] of Object.entries(redis)) {
    if (value === null) delete nextRedis[key];
    else nextRedis[key] = { value, expiresAtMs: 60_000 };
  }
  const nextMysql = { ...state.mysql };
  for (const [key, value] of Object.entries(mysql)) {
    nextMysql[key] = { value, version: (state.mysql[key]?.version ?? 0) + 1 };
  }
  return { redis: nextRedis, mysql: nextMysql, local: { ...state.local, ...local } };
}
