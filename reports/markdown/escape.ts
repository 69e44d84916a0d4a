/** Texts of others in Markdown: nothing of them is markup, a link, a mention or HTML. */
import { oneLine } from '../counterexample/one-line.ts';

export function inline(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]#~|]/g, (character) => `\\${character}`)
    .replace(/[&<>@]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/(https?|www)(?=[:.])/gi, '$1<!-- -->');
}

/** A block of code that no text can end before its time. */
export function fenced(text: string, language = ''): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${text.endsWith('\n') ? text : `${text}\n`}${fence}`;
}

export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lineOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [lineOf(head), lineOf(head.map(() => '---')), ...rows.map(lineOf)].join('\n');
}
