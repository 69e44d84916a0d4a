import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../harness/result.ts';
import { cli, folderOf, parseResult } from './testing.ts';

const RACE = `version: 1
rows: { "item:1": v1 }
actors:
  reader: { count: 2, steps: [ { read: "item:1" } ] }
  writer: { steps: [ { write: "item:1" } ] }
`;
const PINNED = `version: 1
name: pinned
rows: { "item:1": v1 }
actors:
  reader: { steps: [ { read: "item:1" } ] }
  writer: { steps: [ { write: "item:1", value: v2 } ] }
strategies: [cache-aside]
schedule: [reader.redis.get, reader.mysql.select, writer.mysql.update, writer.redis.del, reader.redis.set]
expect: [ { strategy: all, anomaly: stale-at-rest, is: always } ]
`;

const EXPECT = `
expect:
  - { strategy: all, anomaly: stale-at-rest, is: possible }
  - { strategy: all, anomaly: dirty-read, is: never }
`;
const strategies = (...names: string[]) => `strategies: [${names.join(', ')}]\n`;

const folder = folderOf({
  'all.yaml': `name: all\n${RACE}${strategies('cache-aside', 'delete-first')}explore: { policy: exhaustive, reduction: none }${EXPECT}`,
  'sample.yaml': `name: sample\n${RACE}${strategies('cache-aside')}explore: { policy: urw, runs: 101, seed: 3 }${EXPECT}`,
  'fails.yaml': `name: fails\n${RACE}${strategies('cache-aside')}explore: { policy: random, runs: 400, seed: 3 }
expect: [ { strategy: all, anomaly: stale-at-rest, is: never } ]\n`,
  'pinned.yaml': PINNED,
  'torn.json': '{ "schemaVersion": 1,',
  'other.json': '{ "name": "no result" }',
});
afterAll(() => folder.remove());

const path = (name: string) => join(folder.path, name);
const run = (...args: string[]) => cli(['run', ...args, '--on', 'embedded', '--json'], folder.path);
const merge = (...args: string[]) => cli(['merge', ...args], folder.path);
const withoutDurations = (text: string) => text.replace(/"durationMs": \d+/g, '');

/** Runs each shard and writes its result to `NAME-i.json`; gives their exit codes. */
async function runShards(name: string, count: number, files: readonly string[], ...options: string[]) {
  const exitCodes: (number | null)[] = [];
  for (let i = 1; i <= count; i++) {
    const { stdout, exitCode } = await run(...files, '--shard', `${i}/${count}`, ...options);
    writeFileSync(path(`${name}-${i}.json`), stdout);
    exitCodes.push(exitCode);
  }
  return exitCodes;
}

const FILES = ['all.yaml', 'sample.yaml', 'pinned.yaml'];
let exitCodes: (number | null)[];

beforeAll(async () => {
  exitCodes = await runShards('part', 3, FILES);
});

describe('stalemate merge', () => {
  it('prints what one process would have printed, in whatever order the shards are named', async () => {
    const whole = await run(...FILES);
    const merged = await merge('part-3.json', 'part-1.json', 'part-2.json', '--json');
    expect(withoutDurations(merged.stdout)).toBe(withoutDurations(whole.stdout));
    expect(merged.exitCode).toBe(whole.exitCode);
    expect(whole.exitCode).toBe(0);
  });

  it('writes the report and the page of text', async () => {
    const { stdout } = await merge('part-1.json', 'part-2.json', 'part-3.json', '--output', 'merged');
    expect(stdout).toContain('every interleaving in 2 cells');
    expect(stdout).toContain('expectations: 7 passed, 0 failed, 0 inconclusive');
    expect(readFileSync(path('merged/report.html'), 'utf8')).toContain('stale-at-rest');
    expect((JSON.parse(readFileSync(path('merged/report.json'), 'utf8')) as Result).shard).toBeUndefined();
  });

  it('fails when an expectation fails on the whole', async () => {
    await runShards('failing', 2, ['fails.yaml']);
    const merged = await merge('failing-1.json', 'failing-2.json', '--json');
    expect(merged.exitCode).toBe(1);
    expect(parseResult(merged).verdict).toBe('fail');
  });

  it('tells every file that is no result of a shard, at once', async () => {
    writeFileSync(path('whole.json'), (await run('sample.yaml')).stdout);
    const damaged = JSON.parse(readFileSync(path('part-1.json'), 'utf8')) as Result;
    Object.assign(damaged.results[0]!.part!, { executed: 'many' });
    writeFileSync(path('damaged.json'), JSON.stringify(damaged));
    const { stderr, stdout, exitCode } = await merge(
      'torn.json',
      'other.json',
      'nowhere.json',
      'whole.json',
      'damaged.json',
    );
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('torn.json: found no JSON');
    expect(stderr).toContain('other.json: found JSON that is no result');
    expect(stderr).toContain('nowhere.json: it cannot be read (ENOENT)');
    expect(stderr).toContain('whole.json: found the result of a whole run');
    expect(stderr).toContain('damaged.json: it is damaged at results.0.part.executed');
    expect(stderr).toContain('Nothing was merged');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('tells a shard that is missing, and one that is there twice', async () => {
    const { stderr, exitCode } = await merge('part-1.json', 'part-1.json', 'part-2.json');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('shard 3 of 3 is missing. Fix: add the result of --shard 3/3');
    expect(stderr).toContain('shard 1 of 3 is given 2 times: part-1.json, part-1.json');
  });

  it('tells shards of different runs apart', async () => {
    await runShards('seed', 2, ['all.yaml', 'sample.yaml'], '--seed', '9');
    await runShards('runs', 2, ['sample.yaml'], '--runs', '50');
    await runShards('same', 2, ['sample.yaml']);
    const counts = await merge('part-1.json', 'seed-2.json');
    expect(counts.exitCode).toBe(2);
    expect(counts.stderr).toContain('found shards of different runs: part-1.json of 3; seed-2.json of 2');
    const seeds = await merge('same-1.json', 'seed-2.json');
    expect(seeds.stderr).toContain('seed-2.json: cache-aside × sample (sample.yaml): found seed 9, expected 3');
    expect(seeds.stderr).toContain('same-1.json: cache-aside × all (all.yaml) is missing; seed-2.json has it');
    const budgets = await merge('same-1.json', 'runs-2.json');
    expect(budgets.stderr).toContain('found another scenario or another budget');
    expect([seeds.exitCode, budgets.exitCode]).toEqual([2, 2]);
  });

  it('refuses a shard that ended early, or that another version has written', async () => {
    const early = JSON.parse(readFileSync(path('part-2.json'), 'utf8')) as Result;
    writeFileSync(path('early.json'), JSON.stringify({ ...early, exitCode: 130, stalemate: '0.0.1' }));
    const { stderr, exitCode } = await merge('part-1.json', 'early.json', 'part-3.json');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('early.json: this shard ended early (exit code 130)');
    expect(stderr).toContain('early.json: found a result of Stalemate 0.0.1');
  });

  it('wants files', async () => {
    const { stderr, exitCode } = await merge();
    expect([exitCode, stderr.includes('found no file')]).toEqual([2, true]);
  });
});

describe('stalemate run --shard', () => {
  it('exits with 0 when nothing is wrong so far, and never says pass', () => {
    expect(exitCodes).toEqual([0, 0, 0]);
    const result = JSON.parse(readFileSync(path('part-2.json'), 'utf8')) as Result;
    expect(result).toMatchObject({ verdict: 'inconclusive', shard: { index: 2, count: 3 } });
    expect(result.results.map(({ schedules }) => schedules.complete)).toEqual([false, false, false, false]);
  });

  it('exits with 1 when a part shows what must never be', async () => {
    expect(await runShards('never', 2, ['fails.yaml'])).toContain(1);
  });

  it('says in one line what only the whole can tell', async () => {
    const { stdout, exitCode } = await cli(['run', 'all.yaml', '--on', 'embedded', '--shard', '1/2'], folder.path);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Shard 1 of 2: nothing is wrong so far. `stalemate merge` judges the whole');
    expect(stdout).not.toMatch(/dirty-read never:/);
  });

  it.each(['0/3', '4/3', '1', 'a/b', '1/0', '1/99999'])('takes no %s', async (shard) => {
    const { stderr, exitCode } = await run('all.yaml', '--shard', shard);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`--shard: found "${shard}", expected i/n`);
  });
});
