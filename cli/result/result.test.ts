import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Result } from '../../harness/result.ts';
import { advice } from '../../reports/html/samples/advice.ts';
import { loadScenario } from '../../scenarios/load.ts';
import { catalogue } from '../strategies.ts';
import { cli, folderOf } from '../testing.ts';

const RACE = `version: 1
rows: { "item:1": v1 }
actors:
  reader: { steps: [ { read: "item:1" } ] }
  writer: { steps: [ { write: "item:1", value: v2 } ] }
`;
const folder = folderOf({
  'race.yaml': `name: race\n${RACE}strategies: [cache-aside, lease]\nexpect: [ { strategy: lease, anomaly: stale-at-rest, is: never } ]\n`,
  'other.yaml': `name: other\n${RACE}strategies: [delete-first]\n`,
  'no-json.json': 'schedules: 5',
  'page.html': '<!doctype html><title>x</title>',
  'trace.json': '{ "format": "stalemate-trace", "version": 1 }',
  'future.json': '{ "schemaVersion": 9, "stalemate": "9.0.0" }',
});
afterAll(() => folder.remove());

const path = (name: string) => join(folder.path, name);
const read = (name: string) => readFileSync(path(name), 'utf8');
const stalemate = (...args: string[]) => cli(args, folder.path);
const resultIn = (name: string) => JSON.parse(read(name)) as Result;
const write = (name: string, result: unknown) => writeFileSync(path(name), JSON.stringify(result));

beforeAll(async () => {
  const on = ['--on', 'embedded', '--reporter', 'html'];
  await stalemate('run', 'race.yaml', ...on, '--output', 'main.html', '--output-file.ndjson=main.ndjson');
  await stalemate('run', 'other.yaml', ...on, '--output', 'other.html');
});

describe('stalemate report', () => {
  it('makes from a result the very report that was made at once, from each form of it', async () => {
    const wholes = read('main.html');
    writeFileSync(path('main.json.gz'), gzipSync(read('main.json')));
    for (const [index, form] of ['main.json', 'main.ndjson', 'main.json.gz'].entries()) {
      const { stdout, exitCode } = await stalemate('report', form, '-o', `again-${index}.html`);
      expect([stdout, exitCode]).toEqual([`Report  again-${index}.html\n`, 0]);
      expect(read(`again-${index}.html`)).toBe(wholes);
    }
  });

  it('puts several results into one, with what has changed since a baseline', async () => {
    const earlier = resultIn('main.json');
    write('baseline.json', { ...earlier, results: earlier.results.map((cell) => ({ ...cell, anomalies: {} })) });
    const args = ['main.json', 'other.json', '--baseline', 'baseline.json', '-o', 'both'];
    expect((await stalemate('report', ...args)).exitCode).toBe(0);
    const html = read('both/report.html').replace(/<script[\s\S]*<\/script>/, '');
    expect(html).toMatch(/Compared with the baseline[\s\S]*1 of \d+[\s\S]*Not in the baseline: delete-first in other/);
    expect(resultIn('both/report.json').results.map(({ strategy }) => strategy)).toEqual([
      'cache-aside',
      'lease',
      'delete-first',
    ]);
  });

  it('takes advice beside results, and says what is wrong with damaged advice', async () => {
    write('advice.json', advice);
    await stalemate('report', 'main.json', 'advice.json', '-o', 'advised.html');
    expect(read('advised.html')).toContain('20ms is the smallest value that meets it');
    expect(resultIn('advised.json')).toMatchObject({
      advice: [{ scenario: 'known' }],
      results: [{ scenario: 'race' }, {}],
    });
    write('advice.json', { ...advice, sweeps: [{ ...advice.sweeps[0], curve: 1 }] });
    const { stderr, exitCode } = await stalemate('report', 'advice.json');
    expect(stderr).toContain('advice.json: sweeps.0.curve: Invalid input: expected array');
    expect(exitCode).toBe(2);
    expect((await stalemate('diff', 'main.json', 'advice.json')).stderr).toContain('Fix: `stalemate report` takes it');
  });

  it('opens it, and says so where nothing can open it', async () => {
    const args = ['report', 'main.json', '-o', 'opened.html', '--open'];
    const opened = await cli(args, folder.path, { BROWSER: 'true' });
    expect([opened.exitCode, opened.stdout, opened.stderr]).toEqual([0, 'Report  opened.html\n', '']);
    const none = await cli(args, folder.path, { BROWSER: path('no-browser') });
    expect(none.exitCode).toBe(0);
    expect(none.stderr).toMatch(/--open: spawn .*ENOENT\. Open it yourself: .*opened\.html/);
  });

  it('tells of every file that is no result, at once', async () => {
    const damaged = resultIn('main.json');
    Object.assign(damaged.results[0]!.schedules, { executed: 'many' });
    Object.assign(damaged.results[1]!, { certificate: null });
    write('damaged.json', damaged);
    const files = [
      'no-json.json',
      'nowhere.json',
      'page.html',
      'trace.json',
      'future.json',
      'damaged.json',
      'race.yaml',
    ];
    const { stdout, stderr, exitCode } = await stalemate('report', 'main.json', ...files, '-o', 'none.html');
    expect([exitCode, stdout, existsSync(path('none.html'))]).toEqual([2, '', false]);
    expect(stderr).toContain('no-json.json: found no JSON');
    expect(stderr).toContain('nowhere.json: it cannot be read (ENOENT)');
    expect(stderr).toContain('page.html: found an HTML report, expected the result that it was made from');
    expect(stderr).toContain('trace.json: found a trace file');
    expect(stderr).toContain(
      'future.json: found a result with schemaVersion 9, expected 1. Fix: use the version of Stalemate that wrote it (9.0.0)',
    );
    expect(stderr).toContain('damaged.json: results.0.schedules.executed: ');
    expect(stderr).toContain('damaged.json: results.1.certificate: ');
    expect(stderr).toContain('race.yaml: found no JSON');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('takes no cell twice, and no shard', async () => {
    write('again.json', resultIn('main.json'));
    write('shard.json', { ...resultIn('other.json'), shard: { index: 1, count: 2 } });
    const { stderr, exitCode } = await stalemate('report', 'main.json', 'again.json', 'shard.json');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('again.json: cache-aside × race (race.yaml) is in main.json too');
    expect(stderr).toContain('shard.json: found shard 1 of 2, expected a whole run. Fix: stalemate merge');
  });
});

describe('stalemate diff', () => {
  it('finds no difference between a result and itself', async () => {
    const { stdout, exitCode } = await stalemate('diff', 'main.json', 'main.ndjson');
    expect([stdout, exitCode]).toEqual(['nothing new fails   0 changes, 2 cells as before\n', 0]);
  });

  it('exits with 1 when something new fails, and says what is gone', async () => {
    const now = resultIn('main.json');
    const [racy, lease] = now.results;
    const safe = { ...racy!, anomalies: {} };
    write('safe.json', { ...now, results: [safe, lease] });
    const worse = await stalemate('diff', 'safe.json', 'main.json');
    expect(worse.exitCode).toBe(1);
    expect(worse.stdout).toMatch(/^✗ new  cache-aside × race  stale-at-rest: 1 of \d, was 0 of \d$/m);
    expect(worse.stdout).toContain('1 new failure   1 change, 1 cell as before');
    const better = await stalemate('diff', 'main.json', 'safe.json', '--json');
    expect(better.exitCode).toBe(0);
    expect(JSON.parse(better.stdout)).toMatchObject({
      schemaVersion: 1,
      exitCode: 0,
      cells: [{ strategy: 'cache-aside', changes: [{ kind: 'gone', what: 'stale-at-rest', fails: false }] }, {}],
    });
  });

  it('refuses results of different work, with every reason', async () => {
    const now = resultIn('main.json');
    const results = now.results.map((cell) => ({ ...cell, seed: 7, policy: 'random', scenarioDigest: 'another one' }));
    write('different.json', { ...now, results });
    const { stdout, stderr, exitCode } = await stalemate('diff', 'main.json', 'different.json');
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('cache-aside × race: seed: 7, was 42');
    expect(stderr).toContain('lease × race: policy: random, was exhaustive');
    expect(stderr).toMatch(/lease × race: digest of the scenario: another one, was [0-9a-f]{12}/);
    expect(stderr).toContain('Nothing was compared');
  });

  it('exits with 4 where nothing is in both', async () => {
    const { stderr, exitCode } = await stalemate('diff', 'main.json', 'other.json');
    expect([exitCode, stderr.includes('have no scenario and strategy in common')]).toEqual([4, true]);
  });
});

describe('stalemate export', () => {
  const FAILURE = 'race.cache-aside.stale-at-rest';

  it('writes a counterexample in every form, and the trace file replays', async () => {
    const forms = 'text,mermaid,plantuml,svg,perfetto,itf,regression,trace';
    const { stdout, exitCode } = await stalemate('export', 'main.json', FAILURE, '--as', forms, '--output', 'forms');
    expect(exitCode).toBe(0);
    const files = stdout.trimEnd().split('\n');
    expect(files.map((file) => file.replace(`forms/${FAILURE}.`, ''))).toEqual([
      'txt',
      'mmd',
      'puml',
      'svg',
      'perfetto.json',
      'itf.json',
      'yaml',
      'trace.json',
    ]);
    const replay = await stalemate('replay', `forms/${FAILURE}.trace.json`);
    expect([replay.exitCode, replay.stdout.startsWith('reproduced')]).toEqual([0, true]);
  });

  it('writes a regression scenario that loads, pins the order and passes', async () => {
    const { stdout } = await stalemate('export', 'main.json', FAILURE, '--as', 'regression');
    expect(parse(stdout)).toMatchObject({ name: 'race-stale-at-rest', strategies: ['cache-aside'] });
    const loaded = loadScenario(stdout, path('saved.yaml'), { strategies: catalogue });
    expect(loaded.ok).toBe(true);
    writeFileSync(path('saved.yaml'), stdout);
    expect((await stalemate('run', 'saved.yaml', '--on', 'embedded', '--json')).exitCode).toBe(0);
  });

  it('lists the failures where none is named', async () => {
    const results = resultIn('main.json').results.flatMap((cell) => [cell, { ...cell, scenario: 'again' }]);
    write('two.json', { ...resultIn('main.json'), results });
    const { stdout, exitCode } = await stalemate('export', 'two.json');
    expect(exitCode).toBe(0);
    expect(stdout.match(/^\S+$/gm)).toEqual([FAILURE, 'again.cache-aside.stale-at-rest']);
  });

  it('says which failure and which form it does not know', async () => {
    const failure = await stalemate('export', 'main.json', 'race.cache-aside.stale-at-res');
    expect([failure.exitCode, failure.stderr]).toEqual([2, expect.stringContaining(`did you mean \`${FAILURE}\`?`)]);
    const form = await stalemate('export', 'main.json', '--as', 'mermade');
    expect([form.exitCode, form.stderr]).toEqual([2, expect.stringContaining('did you mean `mermaid`?')]);
  });
});
