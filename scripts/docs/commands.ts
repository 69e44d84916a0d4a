/** Command lines of the documentation, read by the parser that reads those of users. */
import { parseArgs } from 'citty';
import { checkArguments } from '../../cli/arguments.ts';
import { commandNamed } from '../../cli/main.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../cli/package-root.ts';
import { type GivenOrder, orderOf } from '../../cli/run/order.ts';

/** What else a page may tell to type: other people's programs, whose options nobody checks here. */
const OTHERS =
  /^(npm (install|init|i|ci|publish)( |$)|npx (vitest|jest|tsc)( |$)|node --|git |docker |kubectl |cd |cat |mkdir |export |curl )/;
const OURS = /^(?:npx |\.\/bin\/)?stalemate(?: |$)/;

/** What is wrong with the lines; empty when nothing is. */
export async function problemsOfShell(text: string): Promise<string[]> {
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  const problems = lines.map(async (line) => {
    const words = line.replace(/(^|\s)#.*$/, '').trim();
    const problem = words === '' ? null : await problemOfLine(words);
    return problem === null ? [] : [`${words}: ${problem}`];
  });
  return (await Promise.all(problems)).flat();
}

async function problemOfLine(line: string): Promise<string | null> {
  for (const command of line.split(/ (?:&&|\|\||\|) /)) {
    const words = command
      .replace(/ >{1,2} *\S+/, '')
      .replace(/^(?:[A-Z_]+=\S+ )+/, '')
      .trim();
    const problem = OURS.test(words) ? await problemOfOurs(words.replace(OURS, '')) : problemOfOther(words);
    if (problem !== null) return problem;
  }
  return null;
}

function problemOfOther(words: string): string | null {
  if (OTHERS.test(words)) return null;
  const [, script] = /^npm (?:run )?(\w+)( -- .*)?$/.exec(words) ?? [];
  if (script !== undefined) {
    const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { scripts: object };
    return Object.hasOwn(scripts, script) ? null : `package.json has no script ${script}`;
  }
  return 'a program that nobody checks. Say why: <!-- not run: … -->';
}

async function problemOfOurs(text: string): Promise<string | null> {
  const [name, ...args] = wordsOf(text);
  if (name === undefined || name.startsWith('-')) return null;
  const command = await commandNamed(name);
  if (command === null) return `stalemate has no command ${name}`;
  const definition = (await command.args) ?? {};
  try {
    checkArguments(args, definition as never, name);
    if (name === 'run') orderOf(parseArgs(args, definition as never) as unknown as GivenOrder);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** As a shell parts them, without what needs one. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain!,
  );
}
