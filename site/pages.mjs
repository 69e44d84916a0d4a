// Makes the pages of the site from what the repository has: docs/*.md, two other pages, and one for each built-in strategy.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const site = join(root, 'site');
const pages = join(site, 'pages');

/** Pages that do not lie in docs/, by their name on the site. */
const OTHERS = { 'strategies/README.md': 'strategies/index.md', 'benchmarks/README.md': 'benchmarks.md' };
/** The strategy with which the live engine begins. */
const PLAYED = 'cache-aside';
const STRATEGIES = '[strategies/README.md](./strategies/index.md).';

const read = (file) => readFileSync(join(root, file), 'utf8');
const write = (page, text) => writeFileSync(join(pages, page), text);

/** What is no page of the site, such as a source file, is named and not linked. */
function relinked(text, up) {
  return text.replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (whole, label, target) => {
    const [path, anchor] = target.split('#');
    if (/^[a-z]+:/.test(target) || path === '') return whole;
    const other = Object.keys(OTHERS).find((file) => path.endsWith(file));
    const page = other === undefined ? basename(path) : OTHERS[other];
    if (other === undefined && !existsSync(join(root, 'docs', page))) return label;
    return `[${label}](${up}${page}${anchor === undefined ? '' : `#${anchor}`})`;
  });
}

/** Rows that begin with the name of a strategy link to its page. */
function linkedRows(text, folder) {
  return text.replace(/^\| `([\w-]+)` \|/gm, (_, name) => `| [${name}](${folder}${name}.md) |`);
}

/** On the site a page has the table that it names. */
function withTable(text) {
  const rows = read('strategies/README.md')
    .match(/^\|.*$/gm)
    .join('\n');
  return text.replace(STRATEGIES, () => `${STRATEGIES}\n\n${linkedRows(rows, './strategies/')}`);
}

async function writeStrategies() {
  const { explainStrategy } = await import('../cli/explain/explain.ts');
  const { explanationPage } = await import('../cli/explain/markdown.ts');
  const { sourceOf } = await import('../cli/explain/head-comment.ts');
  const { strategies } = await import('../strategies/registry.ts');
  for (const name of Object.keys(strategies)) {
    const explanation = await explainStrategy(name, 1);
    write(`strategies/${name}.md`, explanationPage(explanation, await sourceOf(name)));
    if (name === PLAYED) write('races.json', JSON.stringify(racesOf(explanation)));
  }
}

/** What the live engine on the site begins with: a counterexample in each scenario that has one. */
function racesOf({ result }) {
  return result.results.flatMap(({ title, anomalies }) => {
    const [shown] = Object.values(anomalies).filter(({ counterexample }) => counterexample?.recording !== undefined);
    if (shown === undefined) return [];
    const { recording, schedule } = shown.counterexample;
    return [{ title, scenario: recording.scenario, strategy: PLAYED, schedule }];
  });
}

export async function writePages() {
  rmSync(pages, { recursive: true, force: true });
  for (const folder of ['strategies', 'public']) mkdirSync(join(pages, folder), { recursive: true });
  for (const file of readdirSync(join(root, 'docs'))) {
    if (file.endsWith('.md')) write(file, withTable(relinked(read(`docs/${file}`), './')));
    else cpSync(join(root, 'docs', file), join(pages, file));
  }
  write('strategies/index.md', linkedRows(relinked(read('strategies/README.md'), '../'), './'));
  write('benchmarks.md', relinked(read('benchmarks/README.md'), './'));
  cpSync(join(site, 'home.md'), join(pages, 'index.md'));
  cpSync(join(site, 'live.md'), join(pages, 'live.md'));
  for (const file of ['live.js', 'lua.wasm']) cpSync(join(root, 'dist/report', file), join(pages, 'public', file));
  await writeStrategies();
}
