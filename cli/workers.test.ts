import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cli, folderOf, parseResult, startCli } from './testing.ts';

/**
 * Cache-aside as a user's module that knows in which thread it runs. The main thread dawdles until another one has
 * executed a schedule, so that there is something left to help with on any machine.
 */
const moduleOf = (name: string, inThread = '') => `import { existsSync, writeFileSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const mark = new URL('./${name}.helped', import.meta.url);
const isAlone = process.argv.at(-1) === '1';
let isHelped = isAlone;

function meet() {
  if (isHelped) return;
  isHelped = existsSync(mark);
  if (isMainThread && !isHelped) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  if (isMainThread || isHelped) return;
  writeFileSync(mark, '');
  writeSync(2, 'a thread helps with ${name}\\n');
}

export default {
  create: () => ({
    async read({ redis, mysql }, key) {
      meet();
      if (!isMainThread) { ${inThread} }
      const cached = await redis.get(key);
      if (cached !== null) return cached;
      const [[row]] = await mysql.query('SELECT value FROM items WHERE id = 1');
      await redis.set(key, row.value);
      await redis.expire(key, 60);
      return row.value;
    },
    async write({ redis, mysql }, key, value) {
      await mysql.query('UPDATE items SET value = ?, version = version + 1 WHERE id = 1', [value]);
      await redis.del(key);
    },
  }),
};
`;
/** Where `inThread` stands in the module. */
const LINE = 21;

const scenarioOf = (name: string, explore: string) => `version: 1
name: ${name}
rows: { "item:1": v1 }
actors:
  reader: { count: 2, steps: [ { read: "item:1" } ] }
  writer: { steps: [ { write: "item:1" } ] }
strategies: [ { use: ./${name}.mjs, as: mine } ]
explore: ${explore}
`;

const RANDOM = '{ policy: random, runs: 6000, seed: 3 }';
const folder = folderOf({
  'random.yaml': scenarioOf('random', RANDOM),
  'random.mjs': moduleOf('random'),
  'exhaustive.yaml': scenarioOf('exhaustive', '{ policy: exhaustive, reduction: none }'),
  'exhaustive.mjs': moduleOf('exhaustive'),
  'timer.yaml': scenarioOf('timer', RANDOM),
  'timer.mjs': moduleOf('timer', 'setTimeout(() => {}, 1);'),
  'endless.yaml': scenarioOf('endless', `${RANDOM.slice(0, -1)}, max_steps: 50 }`),
  'endless.mjs': moduleOf('endless', 'for (;;) await redis.get(key);'),
  'throws.yaml': scenarioOf('throws', RANDOM),
  'throws.mjs': moduleOf('throws', "throw new Error('not in a thread');"),
  'leaves.yaml': scenarioOf('leaves', RANDOM),
  'leaves.mjs': moduleOf('leaves', 'process.exit(7);'),
  'long.yaml': scenarioOf('long', '{ policy: random, runs: 50000000, seed: 3 }'),
  'long.mjs': moduleOf('long'),
});
afterAll(() => folder.remove());

const run = (workers: number, ...files: string[]) =>
  cli(['run', ...files, '--on', 'embedded', '--json', '--workers', String(workers)], folder.path);

describe('--workers', () => {
  it('changes nothing in the result but durations', async () => {
    const withoutDurations = (text: string) => text.replace(/"durationMs": \d+/g, '');
    const alone = await run(1, 'random.yaml', 'exhaustive.yaml');
    expect(alone.stderr).not.toContain('a thread helps');
    expect(parseResult(alone).results.map(({ schedules }) => schedules.complete)).toEqual([true, false]);
    const two = await run(2, 'random.yaml', 'exhaustive.yaml');
    expect(two.stderr).toContain('a thread helps with random');
    expect(two.stderr).toContain('a thread helps with exhaustive');
    expect(withoutDurations(two.stdout)).toBe(withoutDurations(alone.stdout));
  });

  it('may be more than the cores', async () => {
    const [many, alone] = [await run(5, 'random.yaml'), await run(1, 'random.yaml')];
    expect(parseResult(many).results[0]!.anomalies).toEqual(parseResult(alone).results[0]!.anomalies);
  });

  it.each([
    ['timer', 'escaped', `setTimeout at ${join(folder.path, 'timer.mjs')}:${LINE}:`],
    ['endless', 'step-limit', 'the run was not over after 50 steps'],
    ['throws', 'strategy', `${join(folder.path, 'throws.mjs')}:${LINE}:`],
  ])('%s: a problem that a thread finds is told as if the main thread had found it', async (name, kind, message) => {
    const finished = await run(2, `${name}.yaml`);
    const [problem] = parseResult(finished).results[0]!.problems;
    expect(problem).toMatchObject({ kind, message: expect.stringContaining(message) as string });
    expect(finished.exitCode).toBe(3);
  });

  it('ends with one clear error when a thread dies', async () => {
    const finished = await run(2, 'leaves.yaml');
    expect(finished.exitCode).toBe(70);
    expect(finished.stderr).toContain('a worker thread ended before its work was done: it left with exit code 7');
    expect(finished.stderr).toContain('Fix: run with --workers 1');
    expect(parseResult(finished).results).toEqual([]);
  });

  it('stops with Ctrl-C, and what the threads have done counts', async () => {
    const { process: child, finished } = startCli(
      ['run', 'long.yaml', '--on', 'embedded', '--json', '--workers', '2'],
      folder.path,
    );
    child.stderr!.on('data', (chunk: string) => {
      if (chunk.includes('a thread helps')) child.kill('SIGINT');
    });
    const result = await finished;
    expect(result.exitCode).toBe(130);
    expect(parseResult(result).results[0]!.schedules.executed).toBeGreaterThan(0);
  });

  it('takes whole numbers of one or more', async () => {
    const { stderr, exitCode } = await run(0, 'random.yaml');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--workers: found "0", expected a whole number of 1 or more');
  });
});
