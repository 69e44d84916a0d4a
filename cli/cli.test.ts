import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from './package-root.ts';
import { cli, folderOf, parseResult, startCli, untilExploring } from './testing.ts';

const RACE = `version: 1
name: race
rows: { "item:1": v1 }
actors:
  reader: { steps: [ { read: "item:1" } ] }
  writer: { steps: [ { write: "item:1", value: v2 } ] }
`;

const folder = folderOf({
  'race.yaml': `${RACE}strategies: [cache-aside]\n`,
  'fails.yaml': `${RACE}strategies: [cache-aside]\nexpect: [ { strategy: all, anomaly: stale-at-rest, is: never } ]\n`,
  'alone.yaml': `version: 1\nname: alone\nrows: { "item:1": v1 }\nactors: { reader: { steps: [ { read: "item:1" } ] } }\nstrategies: [cache-aside]\nexpect: [ { strategy: all, anomaly: stale-read, is: never } ]\n`,
  'broken.yaml': `version: 1\nname: broken\nactors:\n  reader: { stepz: [] }\nstrategies: [cache-asid]\n`,
  'long.yaml': `${RACE}strategies: [cache-aside]\nexplore: { policy: random, runs: 50000000, seed: 1 }\n`,
  'timer.yaml': `${RACE}strategies: [ { use: ./timer.ts, as: timer } ]\n`,
  'timer.ts': `import { defineStrategy } from 'stalemate';

export default defineStrategy({
  name: 'timer',
  title: 'A delayed delete with a real timer',
  create: () => ({
    read: ({ redis }, key) => redis.get(key),
    async write({ redis }, key, value) {
      await redis.set(key, value);
      setTimeout(() => void redis.del(key), 500);
    },
  }),
});
`,
  'plain.yaml': `${RACE}strategies: [ { use: ./plain.mjs, as: plain } ]\n`,
  'plain.mjs': `export default { create: () => ({ read: ({ redis }, key) => redis.get(key), write: async ({ redis }, key, value) => { await redis.set(key, value); await redis.expire(key, 60); } }) };\n`,
  'no-default.yaml': `${RACE}strategies: [ { use: ./no-default.mjs, as: odd } ]\n`,
  'no-default.mjs': 'export const strategy = 1;\n',
});
afterAll(() => folder.remove());
const run = (...args: string[]) => cli(args, folder.path);

describe('stalemate run', () => {
  it('says that it judges nothing where nothing is expected', async () => {
    const { stdout, exitCode } = await run('run', 'plain.yaml', '--on', 'embedded');
    expect(stdout).toContain('nothing was expected, so nothing is judged');
    expect(exitCode).toBe(0);
  });

  it('prints the counts that anyone can check by hand', async () => {
    const result = parseResult(await cli(['run', 'scenarios/classic-race.yaml', '--on', 'embedded', '--json']));
    const counts = result.results.map(({ strategy, schedules, anomalies }) => [
      strategy,
      `${anomalies['stale-at-rest']!.schedules}/${schedules.interleavings}`,
    ]);
    expect(Object.fromEntries(counts)).toMatchObject({
      'cache-aside': '1/10',
      'delete-first': '6/10',
      'set-first': '4/8',
      'double-delete': '3/20',
      'delete-in-transaction': '12/20',
      'setnx-setex': '0/10',
      lease: '0/10',
    });
    expect(result).toMatchObject({ verdict: 'pass', exitCode: 0 });
  });

  it('passes no search that its budget ended, also where nothing is expected', async () => {
    const { exitCode } = await run('run', 'race.yaml', '--runs', '2', '--on', 'embedded');
    expect(exitCode).toBe(3);
    expect((await run('run', 'race.yaml', '--runs', '1000', '--on', 'embedded')).exitCode).toBe(0);
  });

  it('prints the same JSON in every process, apart from durations', async () => {
    const text = async () =>
      (await run('run', 'long.yaml', '--runs', '2000', '--on', 'embedded', '--json')).stdout.replace(
        /"durationMs": \d+/g,
        '',
      );
    expect(await text()).toBe(await text());
  });

  it('shows the matrix, the argument, the steps and how to replay', async () => {
    const { stdout, exitCode } = await run('run', 'race.yaml', '--on', 'embedded');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('rest 1/5');
    expect(stdout).toMatch(/reader had read v1 from MySQL at step 2, before the commit at step 3/);
    expect(stdout).toContain('stale window opens');
    expect(stdout).toMatch(/Replay {2}npx stalemate replay st1\.[\w-]+ race\.yaml/);
    expect(stdout).toContain('Nothing was confirmed on real servers');
    expect(existsSync(join(folder.path, 'stalemate-report', 'report.html'))).toBe(true);
  });

  it('exits with 1 when an expectation fails, and says which', async () => {
    const { stdout, exitCode } = await run('run', 'fails.yaml', '--on', 'embedded');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('stale-at-rest never: stale-at-rest in 1 of 5 schedules');
  });

  it('exits with 3 when nothing raced', async () => {
    const { stdout, exitCode } = await run('run', 'alone.yaml', '--on', 'embedded');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('nothing raced');
  });

  it('exits with 3 when a strategy uses a real timer, and names its line', async () => {
    const { stdout, exitCode } = await run('run', 'timer.yaml', '--on', 'embedded');
    expect(exitCode).toBe(3);
    expect(stdout).toContain(`setTimeout at ${join(folder.path, 'timer.ts')}:10:7`);
  });

  it('exits with 2 and tells every problem of a broken file, without a stack', async () => {
    const { stdout, stderr, exitCode } = await run('run', 'broken.yaml', 'race.yaml', '--on', 'embedded');
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/broken\.yaml:4:13: .*stepz/);
    expect(stderr).toMatch(/broken\.yaml:5:14: .*cache-asid/);
    expect(stderr).toContain('Nothing was run');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('takes a strategy from a plain module, and says what is wrong with one that is none', async () => {
    expect((await run('run', 'plain.yaml', '--on', 'embedded')).exitCode).toBe(0);
    const { stderr, exitCode } = await run('run', 'no-default.yaml', '--on', 'embedded');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no default export');
  });

  it('says which tables of a strategy cannot be made, and which the embedded engine does not know', async () => {
    const strategy = (tables: readonly string[]): string =>
      `export default { name: 'mine', title: 'mine', tables: ${JSON.stringify(tables)}, create: () => ({ read: async () => null, write: async () => {} }) };`;
    writeFileSync(
      join(folder.path, 'index.mjs'),
      strategy(['CREATE INDEX i ON items (value)', 'CREATE TABLE items (id BIGINT)']),
    );
    writeFileSync(
      join(folder.path, 'date.mjs'),
      strategy(['CREATE TABLE t (id BIGINT PRIMARY KEY, at FLOAT NOT NULL)']),
    );
    const none = await run('run', 'race.yaml', '--strategy', './index.mjs', '--on', 'embedded');
    expect(none.exitCode).toBe(2);
    expect(none.stderr).toContain(
      'found "CREATE INDEX i ON items (value)" among its tables. Fix: write a CREATE TABLE',
    );
    expect(none.stderr).toContain('found a second table items');
    const date = await run('run', 'race.yaml', '--strategy', './date.mjs', '--on', 'embedded');
    expect(date.exitCode).toBe(2);
    expect(date.stderr).toMatch(/does not know the type FLOAT in: .* Fix: run with --on real$/m);
    expect(date.stderr).not.toMatch(/\n\s+at /);
  });

  it('exits with 4 when nothing matches', async () => {
    expect((await run('run', 'nowhere/*.yaml')).exitCode).toBe(4);
    expect((await run('run', 'race.yaml', '--strategy', 'lease')).exitCode).toBe(4);
  });

  it('exits with 2 for an option, a value or a command that it does not know', async () => {
    for (const args of [['run', '--sed', '1'], ['run', '--seed', 'one'], ['run', '--on', 'mars'], ['rnu']]) {
      const { exitCode, stderr } = await run(...args);
      expect([args, exitCode]).toEqual([args, 2]);
      expect(stderr).not.toMatch(/\n\s+at /);
    }
    expect((await run('run', '--sed', '1')).stderr).toContain('Did you mean --seed?');
    expect((await run('rnu')).stderr).toContain('Did you mean `stalemate run`?');
  });

  it('writes a valid partial result when it is interrupted', async () => {
    const { process: child, finished } = startCli(['run', 'long.yaml', '--on', 'embedded', '--json'], folder.path);
    await untilExploring(child);
    child.kill('SIGINT');
    const done = await finished;
    expect(done.exitCode).toBe(130);
    const result = parseResult(done);
    expect(result.verdict).toBe('inconclusive');
    expect(result.results[0]!.schedules.complete).toBe(false);
    expect(result.results[0]!.schedules.executed).toBeGreaterThan(0);
  }, 60_000);
});

describe('the other commands', () => {
  it('list what would run', async () => {
    const { stdout, exitCode } = await cli(['list', '--json']);
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as { name: string }[]).map(({ name }) => name)).toContain('classic-race');
  });

  it('print a draft-07 schema, the one that lies beside the library', async () => {
    const { stdout } = await cli(['schema']);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#' });
    expect(stdout).toBe(readFileSync(new URL('../scenarios/scenario.schema.json', import.meta.url), 'utf8'));
  });

  it('write a first scenario that runs, and do not overwrite it', async () => {
    expect((await run('init', 'mine')).exitCode).toBe(0);
    const result = parseResult(await run('run', 'mine', '--on', 'embedded', '--json'));
    expect(result.verdict).toBe('pass');
    expect((await run('init', 'mine')).exitCode).toBe(2);
  });

  it('write a strategy that runs where the built-in ones are held against each other', async () => {
    expect((await run('init', 'strategy', 'own/mine')).stderr).toContain('own/mine.ts');
    const { stdout } = await run('init', 'strategy', 'own/mine.ts');
    expect(stdout).toMatch(/stalemate run \S*scenarios\/standard --strategy \.\/own\/mine\.ts/);
    const standard = join(packageRoot, 'scenarios/standard/{cold-1w1r,cold-1w2r}.yaml');
    const tried = await run('run', standard, '--strategy', './own/mine.ts', '--on', 'embedded');
    // As cache-aside in strategies/README.md.
    expect(tried.stdout).toMatch(
      /^mine\n {2}standard-cold-1w1r +rest 1\/10\n {2}standard-cold-1w2r +rest 70, stale 2\/534\n/m,
    );
    expect((await run('init', 'strategy', 'own/mine.ts')).exitCode).toBe(2);
  });

  it('init adapter writes a service whose race is found', async () => {
    expect((await run('init', 'adapter', 'own/my-cache.ts')).exitCode).toBe(0);
    writeFileSync(
      join(folder.path, 'race.yaml'),
      'version: 1\nname: race\nrows: { "item:1": v1 }\nactors: { reader: { steps: [ { read: "item:1" } ] }, writer: { steps: [ { write: "item:1", value: v2 } ] } }\nstrategies: [ ./own/my-cache.ts ]\n',
    );
    const result = parseResult(await run('run', 'race.yaml', '--on', 'embedded', '--json'));
    expect(result.results[0]).toMatchObject({
      strategy: 'my-cache',
      schedules: { executed: 10, complete: true },
      anomalies: { 'stale-at-rest': { schedules: 1 } },
    });
  });

  it('say how they are used', async () => {
    expect((await run('--help')).stdout).toContain('replay');
    expect((await run('run', '--help')).stdout).toContain('--seed');
    expect((await run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
