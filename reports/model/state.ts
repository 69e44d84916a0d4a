/** Reads one place of a store out of a state: what a column of the diagram shows. */
import type { StateView, Trace } from '../../harness/result.ts';

export type Place =
  | { readonly store: 'redis' | 'mysql'; readonly key: string }
  /** One of several Redis servers. */
  | { readonly store: 'server'; readonly server: string; readonly key: string }
  /** `replica` is the lane of a replica. */
  | { readonly store: 'replica'; readonly replica: string; readonly key: string }
  | { readonly store: 'local'; readonly node: string; readonly key: string };

/** The value there, or null when there is none. */
export function valueAt(state: StateView, place: Place): string | null {
  if (place.store === 'local') return state.local[place.node]?.[place.key] ?? null;
  if (place.store === 'server') return state.servers?.[place.server]?.[place.key]?.value ?? null;
  if (place.store === 'replica') return state.replicas?.[place.replica]?.[place.key]?.value ?? null;
  return state[place.store][place.key]?.value ?? null;
}

/** The state before a step, by its number from 1. */
export function stateBefore(trace: Trace, number: number): StateView {
  return trace.steps[number - 2]?.state ?? trace.initial;
}

/** Whether the step changed the value there. */
export function isChanged(trace: Trace, number: number, place: Place): boolean {
  const step = trace.steps[number - 1];
  return step !== undefined && valueAt(stateBefore(trace, number), place) !== valueAt(step.state, place);
}

/** All places that ever held something or were asked for, Redis first (of several, only what each has held), then MySQL and its replicas, then each node's memory. */
export function placesOf(trace: Trace): readonly Place[] {
  const keys = new Set(Object.keys(trace.versions));
  const locals = new Map<string, Place>();
  const onServers = new Map<string, Place>();
  for (const state of [trace.initial, ...trace.steps.map((step) => step.state)]) {
    for (const key of [...Object.keys(state.redis), ...Object.keys(state.mysql)]) keys.add(key);
    for (const [server, entries] of Object.entries(state.servers ?? {})) {
      for (const key of Object.keys(entries))
        onServers.set(JSON.stringify([server, key]), { store: 'server', server, key });
    }
    for (const [node, memory] of Object.entries(state.local)) {
      for (const key of Object.keys(memory)) locals.set(JSON.stringify([node, key]), { store: 'local', node, key });
    }
  }
  const sorted = [...keys].sort();
  const hasServers = trace.initial.servers !== undefined;
  return [
    ...(hasServers ? inOrder(onServers) : sorted.map((key): Place => ({ store: 'redis', key }))),
    ...sorted.filter((key) => inMysql(trace, key)).map((key): Place => ({ store: 'mysql', key })),
    ...Object.keys(trace.initial.replicas ?? {}).flatMap((replica) =>
      sorted.filter((key) => inMysql(trace, key)).map((key): Place => ({ store: 'replica', replica, key })),
    ),
    ...inOrder(locals),
  ];
}

function inOrder(places: ReadonlyMap<string, Place>): readonly Place[] {
  return [...places.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place);
}

/** Helper keys (locks, leases, counters) live in Redis only; they get no MySQL column. */
function inMysql(trace: Trace, key: string): boolean {
  return key in trace.versions || key in trace.initial.mysql || trace.steps.some((step) => key in step.state.mysql);
}
