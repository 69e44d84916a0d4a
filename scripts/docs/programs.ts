/** TypeScript of the documentation: checked as a user's project would check it, and run where a block is a whole program. */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../cli/package-root.ts';
import { type Block, placeOf } from './blocks.ts';

/** Inside the repository, where packages are found; nothing there is kept. */
const FOLDER = join(packageRoot, '.stalemate', 'docs');

const HEADS: Readonly<Record<string, { readonly head: string; readonly tail: string }>> = {
  strategy: {
    head: `import { defineStrategy } from 'stalemate';\nexport default defineStrategy({ name: 'part', title: 'A part', create: () => ({\nasync read() { return null; }, async write() {},`,
    tail: '}) });',
  },
  read: {
    head: `import type { Context } from 'stalemate';\nexport async function part({ redis, mysql, local, clock }: Context, key: string, id: number) {`,
    tail: '}',
  },
};

export interface Program {
  readonly block: Block;
  readonly path: string;
  /** How many lines of ours come before it. */
  readonly headLines: number;
}

/** Writes each block to a file of its own. */
export function writePrograms(blocks: readonly Block[]): Program[] {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const root = packageRoot;
  writeFileSync(
    join(FOLDER, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'ES2023',
        module: 'NodeNext',
        strict: true,
        skipLibCheck: true,
        noEmit: true,
        allowImportingTsExtensions: true,
        types: ['node'],
        typeRoots: [join(root, 'node_modules', '@types')],
        paths: {
          stalemate: [join(root, 'dist', 'index.d.ts')],
          'stalemate/*': [join(root, 'dist', 'suite', '*.d.ts')],
        },
      },
      include: ['**/*.ts'],
    }),
  );
  // The service that pages tell of is the one of the examples.
  mkdirSync(join(FOLDER, 'src'));
  copyFileSync(
    join(packageRoot, 'examples', 'plain-service', 'product-service.ts'),
    join(FOLDER, 'src', 'product-service.ts'),
  );
  // As `"types": ["stalemate/vitest"]` does, where we are installed.
  writeFileSync(join(FOLDER, 'matchers.ts'), "import 'stalemate/vitest';\n");
  return blocks.map((block, index) => {
    const { head, tail } =
      block.inside === null ? { head: '', tail: '' } : (HEADS[block.inside] ?? unknownPlace(block));
    const path = join(FOLDER, `block-${index + 1}${suffixOf(block)}.ts`);
    const begin = head === '' ? '' : `${head}\n`;
    writeFileSync(path, `${begin}${block.text}\n${tail}\nexport {};\n`);
    return { block, path, headLines: begin.split('\n').length - 1 };
  });
}

function unknownPlace(block: Block): never {
  throw new Error(`${placeOf(block)}: found \`inside: ${block.inside}\`, expected ${Object.keys(HEADS).join(' or ')}`);
}

/** By which a runner finds its own. */
function suffixOf({ text }: Block): string {
  if (text.includes("from 'vitest'") && /\b(it|test)\(/.test(text)) return '.vitest';
  return text.includes("from 'node:test'") ? '.node' : '';
}

/** What the compiler says, by the places in the documentation. */
export async function typeProblems(programs: readonly Program[]): Promise<string[]> {
  const { output } = await run(['node_modules/typescript/bin/tsc', '-p', FOLDER, '--pretty', 'false']);
  return output
    .split('\n')
    .filter((line) => line.includes('error TS'))
    .map((line) => {
      const [, name, row, rest] = /(block-\d+\S*\.ts)\((\d+),\d+\): (.*)$/.exec(line) ?? [];
      const program = programs.find(({ path }) => name !== undefined && path.endsWith(`/${name}`));
      if (program === undefined) return line;
      const { block, headLines } = program;
      return `${block.file}:${block.line + Number(row) - 1 - headLines}: ${rest}`;
    });
}

/** The tests among them, each by its own runner. */
export async function runTests(programs: readonly Program[]): Promise<{ exitCode: number | null; output: string }[]> {
  const paths = (suffix: string): string[] => programs.map(({ path }) => path).filter((path) => path.endsWith(suffix));
  const runs: Promise<{ exitCode: number | null; output: string }>[] = [];
  if (paths('.node.ts').length > 0) runs.push(run(['--import', 'tsx', '--test', ...paths('.node.ts')]));
  if (paths('.vitest.ts').length > 0) {
    const config = join(FOLDER, 'vitest.config.mjs');
    const external = '/\\/dist\\//';
    writeFileSync(
      config,
      `export default { test: { include: ['*.vitest.ts'], setupFiles: ['stalemate/vitest'], testTimeout: 60_000, server: { deps: { external: [${external}] } } } };`,
    );
    runs.push(run(['node_modules/vitest/vitest.mjs', 'run', '--root', FOLDER, '--config', config]));
  }
  return Promise.all(runs);
}

export function isStrategy({ block: { text, inside } }: Program): boolean {
  return inside === null && /export default (defineStrategy|adapt)\(/.test(text);
}

export function removePrograms(): void {
  rmSync(FOLDER, { recursive: true, force: true });
}

function run(args: readonly string[]): Promise<{ exitCode: number | null; output: string }> {
  const { VITEST: _, NODE_OPTIONS: __, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd: packageRoot, env: { ...env, NO_COLOR: '1' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, output })));
}
