/** The steps of a run as lines of text, and prose broken into lines. */
import type { Trace } from '../harness/result.ts';
import type { Style } from './style.ts';

const TEXT_WIDTH_MAX = 60;
/** A narrow terminal breaks lines rather than have less of a command than this. */
const TEXT_WIDTH_MIN = 28;
/** What a common reply takes. */
const REPLY_WIDTH = 24;
/** `redis`, `mysql` and `binlog` look the same in every trace. */
const STORE_WIDTH_MIN = 6;

/** @param differsAt the number of a step to point at; null for none */
export function stepLines(trace: Trace, style: Style, columns: number, differsAt: number | null = null): string[] {
  const actorWidth = Math.max(0, ...trace.steps.map(({ actor }) => actor.length));
  const storeWidth = Math.max(STORE_WIDTH_MIN, ...trace.steps.map(({ store }) => store.length));
  const margin = '  123 '.length + actorWidth + 2 + storeWidth + 1;
  const textWidth = Math.min(
    TEXT_WIDTH_MAX,
    Math.max(TEXT_WIDTH_MIN, columns - margin - 2 - REPLY_WIDTH),
    Math.max(0, ...trace.steps.map(({ text }) => text.length)),
  );
  return trace.steps.map((step) => {
    const opens = trace.staleWindows.find(({ from }) => from === step.number);
    const closes = trace.staleWindows.find(({ to }) => to === step.number);
    const window = opens ? `  ← stale window opens: ${opens.opens}` : closes ? '  ← stale window closes' : '';
    const mark = step.number === differsAt ? `  ← not as recorded${window}` : window;
    const store = step.store.padEnd(storeWidth);
    const text = fit(step.text, textWidth);
    const line =
      `  ${String(step.number).padStart(3)} ${step.actor.padEnd(actorWidth)}  ${store} ${text}  ${step.reply}${mark}`.trimEnd();
    return step.witness ? line : style('dim', line);
  });
}

/** Which replica or Redis server it was for stands at its end, and is not cut. */
function fit(text: string, width: number): string {
  if (text.length <= width) return text.padEnd(width);
  const place = /(\/\* replica \d+ \*\/| on [a-z][a-z0-9_-]*)$/.exec(text)?.[0] ?? '';
  return `${text.slice(0, width - place.length - 1)}…${place}`;
}

export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
