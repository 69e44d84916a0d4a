/** A PlantUML sequence diagram. What a store holds that is stale shows as a coloured bar on its lifeline. */
import { excerptOf } from './excerpt.ts';
import { keyOfWindow, messagesOf, participantsOf } from './messages.ts';
import { cut, oneLine, wrap } from './one-line.ts';
import { type Subject, titleOf } from './subject.ts';

const STEPS_MAX = 300;
const LABEL_MAX = 72;
const LINE_MAX = 100;
const STALE = '#F2A36B';

export function plantumlOf(subject: Subject): string {
  const { trace } = subject;
  const { steps, leftOut } = excerptOf(trace, STEPS_MAX);
  const messages = messagesOf(trace, steps);
  const participants = participantsOf(trace, messages);
  const names = new Map(participants.map(({ key }, index) => [key, `p${index + 1}`]));
  const first = steps[0]?.number ?? 1;
  const windows = trace.staleWindows.filter(({ store }) => names.has(keyOfWindow(store)));
  const lines = [
    '@startuml',
    `title ${escape(titleOf(subject))}`,
    `autonumber ${first}`,
    'hide footbox',
    ...participants.map(
      ({ key, title, kind }) =>
        `${kind === 'store' ? 'database' : 'participant'} "${escape(title)}" as ${names.get(key)}`,
    ),
  ];
  if (leftOut !== null) lines.push(`note across: ${prose(leftOut)}`);
  for (const { store, from, to } of windows) {
    if (from < first && (to ?? first) >= first) lines.push(`activate ${names.get(keyOfWindow(store))} ${STALE}`);
  }
  for (const { step, from, to, isLost, short } of messages) {
    lines.push(`${names.get(from)} ${isLost ? '->x' : '->'} ${names.get(to)}: ${label(short)}`);
    if (step.blockedBy !== null) {
      const end = step.grantedAt === null ? 'to the end' : `until step ${step.grantedAt}`;
      lines.push(`note right of ${names.get(from)}: ${label(`waits for the lock of ${step.blockedBy} ${end}`)}`);
    }
    for (const { store, key, from: opensAt, to: closesAt, opens, closes } of windows) {
      const place = names.get(keyOfWindow(store));
      if (closesAt === step.number && opensAt < step.number)
        lines.push(
          `deactivate ${place}`,
          `note over ${place}: ${prose(`${key} is fresh again${closes === null ? '' : `: ${closes}`}`)}`,
        );
      if (opensAt === step.number)
        lines.push(`activate ${place} ${STALE}`, `note over ${place}: ${prose(`${key} is stale: ${opens}`)}`);
    }
  }
  lines.push(`note across: ${prose(`${subject.anomaly}: ${subject.because}`)}`, '@enduml');
  return `${lines.join('\n')}\n`;
}

/** In several lines. */
function prose(text: string): string {
  return wrap(oneLine(text), LINE_MAX).map(escape).join('\\n');
}

function label(text: string): string {
  return escape(cut(oneLine(text), LABEL_MAX));
}

/** What PlantUML would read as markup, as a comment or as a call of its preprocessor is named by its code point. */
function escape(text: string): string {
  const markup = /[<>~\\%$"]|\/'|'\/|\*\*|\/\/|__|--|\[\[|\]\]|\{\{|\}\}|&(?=[#\w])|^['!@]/g;
  return oneLine(text).replace(markup, (found) => [...found].map(codePoint).join(''));
}

function codePoint(character: string): string {
  return `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`;
}
