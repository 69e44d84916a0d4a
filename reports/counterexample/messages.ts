/** A trace as a sequence diagram sees it: who takes part, and who sends what to whom. Each step is one message. */
import type { Trace, TraceStep } from '../../harness/result.ts';
import { laneOf, lanesOf } from '../html/geometry/columns.ts';
import { shortReply, shortText } from '../model/short-text.ts';
import { oneLine } from './one-line.ts';

export interface Participant {
  /** Tells lanes from stores, whatever an actor is called. */
  readonly key: string;
  readonly title: string;
  readonly kind: 'lane' | 'store';
}

export interface Message {
  readonly step: TraceStep;
  /** Keys of participants; equal where nobody else takes part. */
  readonly from: string;
  readonly to: string;
  /** It never arrived. */
  readonly isLost: boolean;
  /** Request and reply. */
  readonly text: string;
  /** The same where there is little room. */
  readonly short: string;
}

const STORES: Readonly<Record<string, string>> = {
  redis: 'Redis',
  mysql: 'MySQL',
  local: 'Local memory',
  binlog: 'Binlog',
  kafka: 'Kafka',
};

/** Lanes from left to right, then the stores that are asked. */
export function participantsOf(trace: Trace, messages: readonly Message[]): readonly Participant[] {
  const used = new Set(messages.flatMap(({ from, to }) => [from, to]));
  const lanes = lanesOf(trace).map((name): Participant => ({ key: laneKey(name), title: oneLine(name), kind: 'lane' }));
  const servers = Object.keys(trace.initial.servers ?? {}).map((name) => [name, name] as const);
  const stores = [...servers, ...Object.entries(STORES)].map(([name, title]): Participant => {
    return { key: storeKey(name), title, kind: 'store' };
  });
  return [...lanes, ...stores].filter(({ key }) => used.has(key));
}

export function messagesOf(trace: Trace, steps: readonly TraceStep[]): readonly Message[] {
  return steps.map((step) => {
    const own = laneKey(laneOf(trace, step));
    const other = otherOf(trace, step) ?? own;
    const isDelivery = step.text.startsWith('deliver ') && step.store !== 'fault';
    const [from, to] = isDelivery ? [other, own] : [own, other];
    const { verb, rest } = shortText(step);
    const text = answered(step.text, step.reply);
    const short = answered(`${verb} ${rest}`.trim(), shortReply(step.reply));
    return { step, from, to, isLost: step.fault === 'drop', text, short };
  });
}

function answered(request: string, reply: string): string {
  return oneLine(reply === '' ? request : `${request} → ${reply}`);
}

/** Of a stale window: `redis`, or `local node1`. */
export function keyOfWindow(store: string): string {
  return storeKey(store.split(' ')[0]!);
}

/** The participant that a step is about beside its own lane; null for none. */
function otherOf(trace: Trace, step: TraceStep): string | null {
  const [store = '', ...rest] = step.label.slice(step.actor.length + 1).split('.');
  const lane = (name: string): string | null => (trace.actors.includes(name) ? laneKey(name) : null);
  if (store === 'actor') return step.store === 'fault' ? lane(rest.join('.')) : null;
  if (store === 'replica') return lane(replicaOf(step));
  // Of several servers, a fault names the one that it strikes: `kill.nodes.redis1`.
  const server = [store, ...rest].find((name) => Object.hasOwn(trace.initial.servers ?? {}, name));
  const name = server ?? store;
  return server !== undefined || name in STORES ? storeKey(name) : null;
}

/** Statements on replicas say on which, by number; the first one's lane has none. */
function replicaOf({ text }: TraceStep): string {
  const number = /\/\* replica (\d+) \*\/$/.exec(text)?.[1] ?? '1';
  return number === '1' ? 'replica' : `replica${number}`;
}

function laneKey(name: string): string {
  return `lane ${name}`;
}

function storeKey(name: string): string {
  return `store ${name}`;
}
