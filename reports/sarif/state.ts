/** What the stores hold, as SARIF has it: an expression and its value. */
import type { StateView } from '../../harness/result.ts';

type State = Readonly<Record<string, { readonly text: string }>>;

export function stateOf({ redis, servers = {}, mysql, replicas = {}, local }: StateView): State {
  return Object.fromEntries([
    ...Object.entries({ redis, ...servers }).flatMap(([server, entries]) =>
      Object.entries(entries).map(([key, { value }]) => [`${server} ${key}`, { text: value }]),
    ),
    ...rowsOf('mysql', mysql),
    ...Object.entries(replicas).flatMap(([lane, rows]) => rowsOf(lane, rows)),
    ...Object.entries(local).flatMap(([node, memory]) =>
      Object.entries(memory).map(([key, value]) => [`${node} ${key}`, { text: value }]),
    ),
  ]);
}

function rowsOf(store: string, rows: StateView['mysql']) {
  return Object.entries(rows).map(([key, { value, version }]) => [
    `${store} ${key}`,
    { text: `${value} (version ${version})` },
  ]);
}
