// Makes the pages of the site from what the repository has: docs/*.md, two other pages, and one for each built-in strategy.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const site = join(root, 'site');
const pages = join(site, 'pages');

/** Pages that do not lie in docs/, by their name on the site. */
const OTHERS = { 'strategies/README.md': 'strategies/index.md', 'benchmarks/README.md': 'benchmarks.md' };
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
  const { explainStrategy } = await import('../dist/cli/explain/explain.js');
  const { explanationPage } = await import('../dist/cli/explain/markdown.js');
  const { sourceOf } = await import('../dist/cli/explain/head-comment.js');
  const { strategies } = await import('../dist/strategies/registry.js');
  for (const name of Object.keys(strategies))
    write(`strategies/${name}.md`, explanationPage(await explainStrategy(name, 1), await sourceOf(name)));
}

export async function writePages() {
  rmSync(pages, { recursive: true, force: true });
  mkdirSync(join(pages, 'strategies'), { recursive: true });
  for (const file of readdirSync(join(root, 'docs'))) {
    if (file.endsWith('.md')) write(file, withTable(relinked(read(`docs/${file}`), './')));
    else cpSync(join(root, 'docs', file), join(pages, file));
  }
  write('strategies/index.md', linkedRows(relinked(read('strategies/README.md'), '../'), './'));
  write('benchmarks.md', relinked(read('benchmarks/README.md'), './'));
  cpSync(join(site, 'home.md'), join(pages, 'index.md'));
  cpSync(join(site, 'live.md'), join(pages, 'live.md'));
  await writeStrategies();
}
