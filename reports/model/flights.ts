/** Messages on their way: which step sent what a later step delivers. Worked out from the texts of the steps, as a reader would. */
import type { Trace, TraceStep } from '../../harness/result.ts';
import { isChanged } from './state.ts';

/** From the step that sent it to the one that delivers it, by number. */
export interface Flight {
  readonly from: number;
  readonly to: number;
  /** Where it leaves from: the store that the sender gave it to. */
  readonly store: 'redis' | 'mysql' | 'kafka' | 'binlog';
  /** Null: of no key, or of several. */
  readonly key: string | null;
  /** It never arrived. */
  readonly isLost: boolean;
}

const ROW_EVENT = /^deliver the \w+ of (\S+)/;
const SENT_EVENT = /^send the \w+ of (\S+)/;
const PUBLISHED = /^S?PUBLISH (\S+) (.*)$/s;
const NOTICE = /^deliver (.*) from (\S+)$/s;
const APPLIED = /^apply (.*)'s commit/s;
/** The channel on which Redis itself tells that a key was changed. */
const INVALIDATIONS = '__redis__:invalidate';
const REDIS_READ = /^(GET|MGET|EXISTS|TTL|PTTL|HGET|HGETALL|HMGET)\b/;

/** All messages of a trace whose sending is among its steps, in the order of their delivery. */
export function flightsOf(trace: Trace): readonly Flight[] {
  const sendings = new Map<string, Sending[]>();
  const delivered = new Map<string, number>();
  const flights: Flight[] = [];
  for (const step of trace.steps) {
    const topic = topicOf(step, sendings);
    if (topic === null) {
      for (const [name, sending] of sendingsOf(trace, step)) append(sendings, name, sending);
      continue;
    }
    const sent = sendings.get(topic) ?? [];
    const reader = JSON.stringify([step.actor, topic]);
    const position = delivered.get(reader) ?? 0;
    delivered.set(reader, position + 1);
    // What is delivered more often than it was sent is the latest once more.
    const source = topic.startsWith('invalidation ') ? sent.at(-1) : (sent[position] ?? sent.at(-1));
    if (source !== undefined) flights.push({ ...source, to: step.number, isLost: step.fault === 'drop' });
    // A message that was handed on is itself sent.
    for (const [name, sending] of sendingsOf(trace, step)) append(sendings, name, sending);
  }
  return flights;
}

type Sending = Pick<Flight, 'from' | 'store' | 'key'>;

/** What a step delivers, in the words in which it was sent; null for none. */
function topicOf({ text, store }: TraceStep, sendings: ReadonlyMap<string, unknown>): string | null {
  const event = ROW_EVENT.exec(text);
  if (event !== null) {
    const viaQueue = `queue ${event[1]}`;
    return store !== 'binlog' && sendings.has(viaQueue) ? viaQueue : `row ${event[1]}`;
  }
  const notice = NOTICE.exec(text);
  if (notice !== null)
    return notice[2] === INVALIDATIONS ? `invalidation ${notice[1]}` : `channel ${notice[2]} ${notice[1]}`;
  const applied = APPLIED.exec(text);
  return applied === null ? null : `commit ${applied[1]}`;
}

function sendingsOf(trace: Trace, step: TraceStep): readonly (readonly [topic: string, sending: Sending])[] {
  const { number: from, text, store, actor } = step;
  const published = PUBLISHED.exec(text);
  if (published !== null) return [[`channel ${published[1]} ${published[2]}`, { from, store: 'redis', key: null }]];
  const sent = SENT_EVENT.exec(text);
  if (sent !== null) return [[`queue ${sent[1]}`, { from, store: 'kafka', key: null }]];
  if (store === 'redis') {
    if (REDIS_READ.test(text)) return [];
    return text.split(/\s+/).map((word) => [`invalidation ${word}`, { from, store, key: word }] as const);
  }
  if (store !== 'mysql') return [];
  const keys = Object.keys(step.state.mysql).filter((key) => isChanged(trace, from, { store, key }));
  if (keys.length === 0) return [];
  const rows = keys.map((key) => [`row ${key}`, { from, store: 'mysql', key }] as const);
  return [...rows, [`commit ${actor}`, { from, store: 'mysql', key: keys.length === 1 ? keys[0]! : null }]];
}

function append(sendings: Map<string, Sending[]>, topic: string, sending: Sending): void {
  const list = sendings.get(topic);
  if (list === undefined) sendings.set(topic, [sending]);
  else list.push(sending);
}
