/** The states of a run in the Informal Trace Format of Apalache and Quint: for the viewers and scripts that read it. */
import type { StateView } from '../../harness/result.ts';
import { type Subject, titleOf } from './subject.ts';

type Itf = string | { readonly '#map': readonly (readonly [string, Itf])[] };

/** State 0 is that before the run; state n is that after step n, with the step that led there. */
export function itfOf(subject: Subject): string {
  const { trace, because } = subject;
  const some = (['servers', 'replicas'] as const).filter((name) => trace.initial[name] !== undefined);
  const vars = ['actor', 'action', 'reply', 'redis', 'mysql', ...some, 'local'];
  const states = [
    { ...stateOf(0, trace.initial), actor: '', action: 'init', reply: '' },
    ...trace.steps.map(({ number, actor, text, reply, state }) => {
      return { ...stateOf(number, state), actor, action: text, reply };
    }),
  ];
  const meta = { format: 'ITF', 'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html' };
  const document = { '#meta': { ...meta, source: titleOf(subject), description: because }, vars, states };
  return `${JSON.stringify(document, null, 1)}\n`;
}

function stateOf(index: number, { redis, servers, mysql, replicas, local }: StateView) {
  return {
    '#meta': { index },
    redis: mapOf(redis, ({ value }) => value),
    ...(servers === undefined ? {} : { servers: mapOf(servers, (entries) => mapOf(entries, ({ value }) => value)) }),
    mysql: mapOf(mysql, ({ value }) => value),
    ...(replicas === undefined ? {} : { replicas: mapOf(replicas, (rows) => mapOf(rows, ({ value }) => value)) }),
    local: mapOf(local, (memory) => mapOf(memory, (value) => value)),
  };
}

function mapOf<Value>(record: Readonly<Record<string, Value>>, of: (value: Value) => Itf): Itf {
  return { '#map': Object.entries(record).map(([key, value]) => [key, of(value)] as const) };
}
