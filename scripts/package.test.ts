/** The package as npm would publish it, installed where nothing else is, and used as its README says. */
import { spawn } from 'node:child_process';
import { builtinModules } from 'node:module';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../cli/package-root.ts';

/** What an install may take on disk, without what is optional. */
const INSTALL_BYTES_MAX = 60_000_000;
/** What npm says when the registry cannot be reached. */
const NO_NETWORK = /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|ENOTCACHED|ECONNRESET/;

interface Finished {
  readonly exitCode: number | null;
  readonly output: string;
}

function run(command: string, args: readonly string[], cwd: string): Promise<Finished> {
  const child = spawn(command, args, { cwd, env: { ...process.env, NO_COLOR: '1', VITEST: '' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, output })));
}

const tool = (path: string): string => join(packageRoot, 'node_modules', path);
const node = (args: readonly string[], cwd: string): Promise<Finished> => run(process.execPath, args, cwd);

/** The installed command, without the time that `npx` takes to find it. */
const stalemate = (...args: readonly string[]): Promise<Finished> => run('node_modules/.bin/stalemate', args, project);

const folder = mkdtempSync(join(tmpdir(), 'stalemate-package-'));
const project = join(folder, 'project');
const installed = join(project, 'node_modules', 'stalemate');
let tarball: string;
/** Why there is nothing to try; null when it is installed. */
let missing: string | null = null;

beforeAll(async () => {
  expect(await node(['scripts/build.mjs', '--types'], packageRoot)).toMatchObject({ exitCode: 0 });
  const packed = await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], packageRoot);
  expect(packed.exitCode, packed.output).toBe(0);
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))!);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { exitCode, output } = await run('npm', ['install', ...options, tarball], project);
  if (exitCode === 0) return;
  if (process.env.CI || !NO_NETWORK.test(output)) throw new Error(`npm install failed:\n${output}`);
  missing = `npm install needs the registry, which cannot be reached: ${output.split('\n')[0]}`;
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Outside of CI, what cannot be installed is skipped, and the reason is told. */
function whenInstalled(name: string, test: () => Promise<void>): void {
  it(name, async (context) => {
    if (missing !== null) return context.skip(missing);
    await test();
  });
}

describe('the package', () => {
  it('holds no more than it needs, and names nothing that is not in it', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: arrayBufferOf(tarball) } });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('imports nothing but what it depends on', () => {
    const { dependencies, peerDependencies } = JSON.parse(
      readFileSync(join(packageRoot, 'package.json'), 'utf8'),
    ) as Manifest;
    const known = new Set([...builtinModules, 'stalemate', ...Object.keys({ ...dependencies, ...peerDependencies })]);
    const strangers = filesIn(join(packageRoot, 'dist'))
      // What runs in the page imports nothing.
      .filter((file) => file.endsWith('.js') && !file.includes(`${sep}report${sep}`))
      .flatMap((file) =>
        importsIn(readFileSync(file, 'utf8'))
          .filter((name) => !known.has(name))
          .map((name) => `${relative(packageRoot, file)} imports ${name}`),
      );
    expect(strangers).toEqual([]);
    expect(
      importsIn('import { a } from "one";\nimport "@two/b/c";\nawait import("three");\nimport d from "node:fs";'),
    ).toEqual(['one', '@two/b', 'three']);
  });

  it('has types that resolve wherever ES modules do', async () => {
    const { exitCode, output } = await node(
      [tool('@arethetypeswrong/cli/dist/index.js'), tarball, '--profile', 'esm-only', '--no-emoji', '--no-color'],
      folder,
    );
    expect(exitCode, output).toBe(0);
    expect(output.match(/^│ "stalemate\S*" +│ OK \((ESM|JSON)\)/gm)).toHaveLength(5);
  });

  whenInstalled(`takes at most ${INSTALL_BYTES_MAX / 1e6} MB, and brings no test code along`, async () => {
    expect(bytesIn(join(project, 'node_modules'))).toBeLessThan(INSTALL_BYTES_MAX);
    const packages = readdirSync(join(project, 'node_modules'));
    for (const optional of ['testcontainers', 'kafkajs', 'bullmq', 'vitest', 'typescript', 'node-sql-parser'])
      expect(packages).not.toContain(optional);
    expect(filesIn(installed).filter((file) => /\.test\.|\.map$|\/fixtures\//.test(file))).toEqual([]);
  });

  whenInstalled('begins with `npx stalemate init && npx stalemate run`', async () => {
    const { exitCode, output } = await run(
      'sh',
      ['-c', 'npx stalemate init && npx stalemate run --on embedded'],
      project,
    );
    expect(output).toMatch(/wrote scenarios\/my-race\.yaml/);
    expect(output).toMatch(/pass {3}expectations: 2 passed/);
    expect(exitCode).toBe(0);
    expect(statSync(join(project, 'stalemate-report', 'report.html')).size).toBeGreaterThan(10_000);
  });

  whenInstalled('brings the scenarios that a strategy of your own is tried in', async () => {
    const init = await stalemate('init', 'strategy');
    const [, library, strategy] = /npx stalemate run (\S+) --strategy (\S+)/.exec(init.output)!;
    const scenario = join(library!, 'cold-1w1r.yaml');
    const { exitCode, output } = await stalemate('run', scenario, '--strategy', strategy!, '--on', 'embedded');
    expect(output).toMatch(/my-strategy +rest 1\/10/);
    expect(exitCode).toBe(0);
    const listed = await stalemate('list', join('node_modules', 'stalemate', 'scenarios'));
    expect(listed.exitCode, listed.output).toBe(0);
  });

  whenInstalled('is imported by tests, with types', async () => {
    writeFileSync(join(project, 'race.test.ts'), RACE_TEST);
    const options = [
      '--strict',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--skipLibCheck',
      'false',
      '--types',
      'node',
    ];
    const checked = await node([tool('typescript/bin/tsc'), ...options, 'race.test.ts'], project);
    expect(checked).toEqual({ exitCode: 0, output: '' });
    const { exitCode, output } = await node(['--test', 'race.test.js'], project);
    expect(output).toMatch(/pass 1\n.*fail 0\n/);
    expect(exitCode).toBe(0);
  });
});

const RACE_TEST = `
import { test } from 'node:test';
import { assertNeverServesStale, defineStrategy, duration, explore, type Scenario, z } from 'stalemate';
import { matchers } from 'stalemate/matchers';

const race: Scenario = {
  name: 'race',
  rows: { 'item:1': 'v1' },
  actors: { reader: { steps: [{ read: 'item:1' }] }, writer: { steps: [{ write: 'item:1', value: 'v2' }] } },
};

const setAfterwards = defineStrategy({
  name: 'set-afterwards',
  title: 'Read: fill only an absent key. Write: update the row, then set the key',
  options: z.strictObject({ ttl: duration().prefault('5s') }),
  create: ({ ttl }) => ({
    async read({ redis, mysql }, key) {
      const cached = await redis.get(key);
      if (cached !== null) return cached;
      const [rows] = await mysql.execute('SELECT value FROM items WHERE id = ?', [Number(key.split(':')[1])]);
      const value = (rows as { value: string }[])[0]?.value ?? null;
      if (value !== null) await redis.set(key, value, 'PX', ttl, 'NX');
      return value;
    },
    async write({ redis, mysql }, key, value) {
      const id = Number(key.split(':')[1]);
      await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, id]);
      await redis.set(key, value, 'PX', ttl);
    },
  }),
});

test('what is set afterwards is never stale', async () => {
  const exploration = await explore({ scenario: race, strategy: { use: setAfterwards, with: { ttl: '1s' } } });
  assertNeverServesStale(exploration);
  const { pass }: { pass: boolean } = matchers.toConverge.call({ isNot: false }, exploration);
  if (!pass) throw new Error('the matcher differs');
});
`;

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** The packages that a compiled module names, `node:` left out. */
function importsIn(source: string): string[] {
  const paths = [
    ...source.matchAll(/^(?:import|export|\}) (?:.* )?from "([^".][^"]*)";$/gm),
    ...source.matchAll(/^import "([^".][^"]*)";$/gm),
    ...source.matchAll(/(?<!\{)\bimport\(["']([^'".][^'"]*)["']\)/g),
  ];
  return paths
    .map(([, path]) => path!)
    .filter((path) => !path.startsWith('node:'))
    .map((path) =>
      path
        .split('/')
        .slice(0, path.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function arrayBufferOf(file: string): ArrayBuffer {
  return new Uint8Array(readFileSync(file)).buffer;
}

function bytesIn(directory: string): number {
  return filesIn(directory).reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0);
}
