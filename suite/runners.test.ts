/** Test files as users write them, run by the runners themselves. jest is not installed here; it has what `matchers.test.ts` asks for. */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../cli/package-root.ts';
import { cli, folderOf } from '../cli/testing.ts';

const RACE = `{
  name: 'race',
  rows: { 'item:1': 'v1' },
  actors: { reader: { steps: [{ read: 'item:1' }] }, writer: { steps: [{ write: 'item:1', value: 'v2' }] } },
}`;

const NODE_TEST = `
import { test } from 'node:test';
import { assertNeverServesStale, explore } from 'stalemate';

const race = ${RACE};
for (const strategy of ['lease', 'cache-aside']) {
  test(strategy, async () => assertNeverServesStale(await explore({ scenario: race, strategy })));
}
`;

const VITEST = `
import { expect, it } from 'vitest';
import { explore } from 'stalemate';

const race = ${RACE};
it.each(['lease', 'cache-aside'])('%s', async (strategy) => {
  expect(await explore({ scenario: race, strategy })).toNeverServeStale();
});
`;

/** Linked, we are not where vitest knows packages to be: it would compile all of us. */
const CONFIG = `export default {
  test: { setupFiles: ['stalemate/vitest'], testTimeout: 30_000, server: { deps: { external: [/\\/dist\\//] } } },
};`;

let project: ReturnType<typeof folderOf>;

beforeAll(async () => {
  // Compiles, where that is due.
  await cli(['--version']);
  project = folderOf({ 'race.node.mjs': NODE_TEST, 'race.test.ts': VITEST, 'vitest.config.mjs': CONFIG });
  mkdirSync(join(project.path, 'node_modules'));
  symlinkSync(packageRoot, join(project.path, 'node_modules', 'stalemate'));
  symlinkSync(join(packageRoot, 'node_modules', 'vitest'), join(project.path, 'node_modules', 'vitest'));
});
afterAll(() => project.remove());

/** A runner of its own, which is told nothing of the one around it. */
function runner(
  given: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<{ exitCode: number | null; output: string }> {
  const { VITEST: _, NODE_TEST_CONTEXT: __, NODE_OPTIONS: ___, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd: project.path, env: { ...env, ...given, NO_COLOR: '1' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, output })));
}

describe('a test file', () => {
  it('of node:test passes and fails by assertions, and is run again with one schedule', async () => {
    const { exitCode, output } = await runner({}, '--test', 'race.node.mjs');
    expect(output).toMatch(/pass 1\n.*fail 1\n/);
    expect(output).toMatch(/cache-aside × race: expected that it never serves stale data, found stale-at-rest/);
    expect(output).toMatch(/reader had read v1 from MySQL at step 2/);
    expect(exitCode).toBe(1);
    const [, token, file] = /Replay {2}STALEMATE_REPLAY=(\S+) node --test (\S+)/.exec(output)!;
    const again = await runner({ STALEMATE_REPLAY: token! }, '--test', file!);
    expect(again.output).toMatch(/stale-at-rest {3}cache-aside × race {3}1 of 1 schedules/);
    expect(again.output).toMatch(/pass 1\n.*fail 1\n/);
  });

  it('of vitest passes and fails by matchers, with the report attached', async () => {
    const { exitCode, output } = await runner({}, 'node_modules/vitest/vitest.mjs', 'run');
    expect(output).toMatch(/1 failed \| 1 passed/);
    expect(output).toMatch(/5 reader {4}redis {2}SET item:1 v1 PX 60000/);
    expect(output).toMatch(/Stalemate's report of cache-aside × race/);
    expect(readdirSync(join(project.path, '.vitest-attachments'))).toHaveLength(1);
    expect(exitCode).toBe(1);
  });
});
