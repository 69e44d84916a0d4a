/** A Mermaid sequence diagram: for descriptions of pull requests, wikis and design documents, which draw it. */
import type { StaleWindow } from '../../harness/result.ts';
import { excerptOf } from './excerpt.ts';
import { keyOfWindow, type Message, messagesOf, type Participant, participantsOf } from './messages.ts';
import { cut, oneLine, wrap } from './one-line.ts';
import { type Subject, titleOf } from './subject.ts';

/** Mermaid refuses longer texts, and nobody reads longer diagrams. */
const CHARACTERS_MAX = 50_000;
const STEPS_MAX = 300;
const LABEL_MAX = 72;
const LINE_MAX = 100;

export function mermaidOf(subject: Subject): string {
  let stepsMax = STEPS_MAX;
  let text = diagramOf(subject, stepsMax);
  // Escapes make some texts longer than others.
  while (text.length > CHARACTERS_MAX && stepsMax > 1) text = diagramOf(subject, (stepsMax = stepsMax >> 1));
  return text;
}

function diagramOf(subject: Subject, stepsMax: number): string {
  const { trace } = subject;
  const { steps, leftOut } = excerptOf(trace, stepsMax);
  const messages = messagesOf(trace, steps);
  const participants = participantsOf(trace, messages);
  const names = new Map(participants.map(({ key }, index) => [key, `p${index + 1}`]));
  const [first, last] = [steps[0]?.number ?? 1, steps.at(-1)?.number ?? 1];
  const windows = trace.staleWindows.filter(({ from, to }) => from <= last && (to ?? last) >= first);
  const shaded = spansOf(windows, first, last);
  const lines = [
    'sequenceDiagram',
    `  accTitle: ${plain(titleOf(subject))}`,
    `  accDescr: ${plain(subject.because)}`,
    `  autonumber ${first} 1`,
    ...participants.map(({ key, title }) => `  participant ${names.get(key)} as ${label(title)}`),
  ];
  const over = (text: string, keys: readonly string[]): string =>
    `  Note over ${keys.map((key) => names.get(key)).join(',')}: ${prose(text)}`;
  const all = ends(participants);
  if (leftOut !== null) lines.push(over(leftOut, all));
  for (const message of messages) {
    const { number } = message.step;
    if (shaded.some((span) => span.from === number)) lines.push('  rect rgba(213, 94, 0, 0.14)');
    lines.push(arrow(message, names), ...notesOf(message, windows).map((text) => over(text, sidesOf(message))));
    if (shaded.some((span) => span.to === number)) lines.push('  end');
  }
  lines.push(over(`${subject.anomaly}: ${subject.because}`, all));
  return `${lines.join('\n')}\n`;
}

function arrow({ from, to, isLost, short }: Message, names: ReadonlyMap<string, string>): string {
  return `  ${names.get(from)}${isLost ? '-x' : '->>'}${names.get(to)}: ${label(short)}`;
}

/** Between whom a note stands: the sender and the store. */
function sidesOf({ from, to }: Message): readonly string[] {
  return from === to ? [from] : [from, to];
}

function ends(participants: readonly Participant[]): readonly string[] {
  return [...new Set([participants[0], participants.at(-1)].flatMap((one) => (one === undefined ? [] : [one.key])))];
}

/** What stands below a message. */
function notesOf({ step, to }: Message, windows: readonly StaleWindow[]): readonly string[] {
  const notes: string[] = [];
  if (step.blockedBy !== null) {
    const end = step.grantedAt === null ? 'to the end' : `until step ${step.grantedAt}`;
    notes.push(`waits for the lock of ${step.blockedBy} ${end}`);
  }
  for (const { store, key, from, to: end, opens, closes } of windows) {
    const where = keyOfWindow(store) === to ? key : `${key} (${store})`;
    if (from === step.number) notes.push(`${where} is stale from here on: ${opens}`);
    if (end === step.number) notes.push(`${where} is fresh again${closes === null ? '' : `: ${closes}`}`);
  }
  return notes;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Shaded parts must not cross: windows that overlap are one. */
function spansOf(windows: readonly StaleWindow[], first: number, last: number): readonly Span[] {
  const spans: { from: number; to: number }[] = [];
  for (const { from, to } of windows.toSorted((a, b) => a.from - b.from)) {
    const span = { from: Math.max(from, first), to: Math.min(to ?? last, last) };
    const open = spans.at(-1);
    if (open !== undefined && span.from <= open.to) open.to = Math.max(open.to, span.to);
    else spans.push(span);
  }
  return spans;
}

/** Mermaid reads `#` as the begin of an entity, `;` as the end of a line, `%%` as a comment and `<` as HTML. */
function escape(text: string): string {
  return text.replace(/[#;%<>&"`{}[\]\\]/g, (character) => `#${character.charCodeAt(0)};`);
}

function label(text: string): string {
  return escape(cut(oneLine(text), LABEL_MAX));
}

/** In several lines. */
function prose(text: string): string {
  return wrap(oneLine(text), LINE_MAX).map(escape).join('<br/>');
}

/** Accessible texts know no entities. */
function plain(text: string): string {
  return oneLine(text).replace(/[#;%<>&"`{}[\]\\]/g, ' ');
}
