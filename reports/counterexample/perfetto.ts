/**
 * Chrome's trace format, which Perfetto and `chrome://tracing` open: lanes are threads, steps are slices, and each message is a
 * flow from the one who sends to the one who gets it. A step takes a millisecond there: most runs take no virtual time at all,
 * and all that matters is the order. The virtual time is an argument of each slice.
 */
import { messagesOf, participantsOf, keyOfWindow } from './messages.ts';
import { type Subject, titleOf } from './subject.ts';

const STEP_US = 1000;
const SLICE_US = 800;
const PROCESS = 1;

type Event = Readonly<Record<string, unknown>>;

export function perfettoOf(subject: Subject): string {
  const { trace, because, replay, stalemate } = subject;
  const messages = messagesOf(trace, trace.steps);
  const participants = participantsOf(trace, messages);
  const threads = new Map(participants.map(({ key }, index) => [key, index + 1]));
  const events: Event[] = [meta('process_name', 0, titleOf(subject))];
  for (const { key, title } of participants) {
    const tid = threads.get(key)!;
    events.push(meta('thread_name', tid, title), { ...meta('thread_sort_index', tid, ''), args: { sort_index: tid } });
  }
  for (const { actor, kind, key, value, from, to, stale } of trace.operations) {
    const tid = threads.get(`lane ${actor}`);
    if (tid === undefined) continue;
    const end = startOf((to ?? trace.steps.length) + 1) - (STEP_US - SLICE_US);
    const name = [kind, key].filter((word) => word !== null).join(' ');
    events.push(slice(name, 'operation', tid, startOf(from) - 1, end + 1, { value, stale }));
  }
  for (const { step, from, to, isLost, text } of messages) {
    const { number, at, sentence, witness } = step;
    const args = { step: number, sentence, virtualTimeMs: at, witness };
    const [sender, receiver] = [threads.get(from)!, threads.get(to)!];
    const start = startOf(number);
    events.push(slice(`${number} ${text}`, 'step', sender, start, start + SLICE_US, args));
    if (sender === receiver || isLost) continue;
    events.push(slice(`${number} ${text}`, 'effect', receiver, start, start + SLICE_US, args));
    const flow = { name: 'message', cat: 'message', id: number, pid: PROCESS };
    events.push(
      { ...flow, ph: 's', tid: sender, ts: start + 1 },
      { ...flow, ph: 'f', bp: 'e', tid: receiver, ts: start + 2 },
    );
  }
  trace.staleWindows.forEach(({ store, key, from, to, opens, closes }, index) => {
    const tid = threads.get(keyOfWindow(store)) ?? 0;
    const window = { name: `stale: ${key}`, cat: 'stale window', id: `stale${index}`, pid: PROCESS, tid };
    events.push({ ...window, ph: 'b', ts: startOf(from), args: { opens } });
    events.push({ ...window, ph: 'e', ts: startOf(to ?? trace.steps.length + 1), args: { closes } });
  });
  const metadata = { because, replay, stalemate, clock: 'a step is one millisecond' };
  return `${JSON.stringify({ traceEvents: events, displayTimeUnit: 'ms', metadata }, null, 1)}\n`;
}

function meta(name: string, tid: number, text: string): Event {
  return { ph: 'M', name, pid: PROCESS, tid, ts: 0, args: { name: text } };
}

function slice(name: string, cat: string, tid: number, from: number, to: number, args: Event): Event {
  return { ph: 'X', name, cat, pid: PROCESS, tid, ts: from, dur: to - from, args };
}

function startOf(step: number): number {
  return step * STEP_US;
}
