import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CellResult, FuzzResult } from '../../harness/result.ts';
import type { Finished } from '../testing.ts';
import { cli, folderOf, parseResult, startCli, untilExploring } from '../testing.ts';

const CROWD = `version: 1
name: crowd
rows: { "item:1": v1 }
actors:
  reader: { count: 3, steps: [ { read: "item:1" } ] }
  writer: { count: 2, steps: [ { write: "item:1" } ] }
`;

const MINE = `import { defineStrategy } from 'stalemate';

export default defineStrategy({
  name: 'mine',
  title: 'Sets the cache before the row',
  create: () => ({
    async read({ redis, mysql }, key) {
      const cached = await redis.get(key);
      if (cached !== null) return cached;
      const [rows] = await mysql.execute('SELECT value FROM items WHERE id = ?', [key.split(':')[1]]);
      return rows[0]?.value ?? null;
    },
    async write({ redis, mysql }, key, value) {
      await redis.set(key, value);
      await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, key.split(':')[1]]);
    },
  }),
});
`;

const folder = folderOf({
  'crowd.yaml': `${CROWD}strategies: [cache-aside]\n`,
  'both.yaml': `${CROWD}strategies: [cache-aside, lease]\n`,
  'allowed.yaml': `${CROWD}strategies: [cache-aside]\nexpect:\n  - { strategy: all, anomaly: stale-at-rest, is: possible }\n  - { strategy: cache-aside, anomaly: stale-read, is: possible }\n`,
  'alone.yaml': `version: 1\nname: alone\nrows: { "item:1": v1 }\nactors: { reader: { steps: [ { read: "item:1" } ] } }\nstrategies: [cache-aside]\n`,
  'mine.mjs': MINE,
});
afterAll(() => folder.remove());

/** Each with a folder of saved failures of its own, unless it is said otherwise. */
let corpora = 0;
const fuzz = (...args: string[]): Promise<Finished> => {
  const corpus = args.includes('--corpus') ? [] : ['--corpus', `corpus-${corpora++}`];
  return cli(['fuzz', ...args, ...corpus, '--on', 'embedded'], folder.path);
};
const cellOf = (finished: Finished, number = 0): CellResult & { fuzz: FuzzResult } =>
  parseResult(finished).results[number] as CellResult & { fuzz: FuzzResult };

describe('stalemate fuzz', () => {
  it('shows many failing schedules as the few failures that they are', async () => {
    const finished = await fuzz('crowd.yaml', '--runs', '2000', '--json');
    const { fuzz: found, schedules, portfolio } = cellOf(finished);
    expect(finished.exitCode).toBe(1);
    expect(schedules.executed).toBe(2000);
    expect(found.failing).toBeGreaterThan(200);
    expect(found.failures.map(({ anomaly, counterexample }) => [anomaly, counterexample.steps.length])).toEqual([
      ['stale-at-rest', 5],
      ['stale-read', 6],
    ]);
    expect(found.failures.reduce((sum, failure) => sum + failure.schedules, 0)).toBe(found.failing);
    expect(portfolio!.find(({ arm }) => arm === 'guided')!.executed).toBeGreaterThan(100);
    expect(found.coverage!.curve.at(-1)).toEqual([2000, found.coverage!.seen]);
  });

  it('tells of each failure how it came about, how to run it again, and what was never tried', async () => {
    const { stdout, exitCode } = await fuzz('crowd.yaml', '--runs', '500', '--corpus', 'told');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/✗ stale-at-rest {3}cache-aside × crowd {3}\d+ of 500 schedules/);
    expect(stdout).toMatch(/first found by \S+ in schedule \d+; shrunk to 5 steps/);
    expect(stdout).toMatch(/reader had read v1 from MySQL at step 2, before the commit at step 3/);
    expect(stdout).toMatch(/Hand-offs seen: \d+ of \d+/);
    expect(stdout).toMatch(/fail {3}2 failures, in \d+ failing schedules/);
    const file = /Replay {2}npx stalemate replay (\S+)/.exec(stdout)![1]!;
    expect(file).toMatch(/^told\/crowd-cache-aside-stale-at-rest-[0-9a-f]{12}\.trace\.json$/);
    const replayed = await cli(['replay', file, '--on', 'embedded'], folder.path);
    expect(replayed.stdout).toContain('Reproduced');
    expect(replayed.exitCode).toBe(0);
  });

  it('prints the same JSON for the same seed, with any number of workers, apart from durations', async () => {
    const text = async (corpus: string, ...more: string[]): Promise<string> => {
      const { stdout } = await fuzz('both.yaml', '--runs', '16000', '--json', '--corpus', corpus, ...more);
      return stdout.replace(/"durationMs": \d+/g, '').replaceAll(corpus, 'corpus');
    };
    const first = await text('same-1', '--workers', '1');
    expect(await text('same-2', '--workers', '2')).toBe(first);
    expect(await text('other-seed', '--workers', '1', '--seed', '7')).not.toBe(first);
  }, 120_000);

  it('shares the budget out among the cells', async () => {
    const finished = await fuzz('both.yaml', '--runs', '1001', '--json');
    expect([0, 1].map((number) => cellOf(finished, number).schedules.executed)).toEqual([500, 501]);
  });

  it('ends when it has found enough, and when its time is over', async () => {
    const enough = await fuzz('crowd.yaml', '--runs', '50000000', '--max-failures', '2', '--json');
    expect(cellOf(enough).fuzz.failures).toHaveLength(2);
    expect(enough.exitCode).toBe(1);
    const first = parseResult(await fuzz('both.yaml', '--max-failures', '1', '--json'));
    expect(first.results).toHaveLength(1);
    expect(first.unconfirmed).toContain('The budget ended before 1 of 2 cells were fuzzed.');
    const late = await fuzz('crowd.yaml', '--time', '300ms', '--json');
    expect(cellOf(late).schedules.executed).toBeGreaterThan(0);
    expect(late.exitCode).toBe(1);
  });

  it('passes when the scenario allows what is found', async () => {
    const finished = await fuzz('allowed.yaml', '--runs', '1000', '--json');
    expect(finished.exitCode).toBe(0);
    expect(cellOf(finished)).toMatchObject({ fuzz: { failures: [], failing: 0 } });
    expect(cellOf(finished).anomalies['stale-at-rest']!.schedules).toBeGreaterThan(0);
  });

  it('is inconclusive when nothing raced', async () => {
    expect((await fuzz('alone.yaml', '--runs', '100')).exitCode).toBe(3);
  });

  it('writes a valid partial result when it is interrupted', async () => {
    const { process: child, finished } = startCli(
      ['fuzz', 'crowd.yaml', '--runs', '50000000', '--json', '--on', 'embedded', '--corpus', 'interrupted'],
      folder.path,
    );
    await untilExploring(child, 'hand-offs');
    child.kill('SIGINT');
    const ended = await finished;
    expect(ended.exitCode).toBe(130);
    expect(cellOf(ended).fuzz.failures.length).toBeGreaterThan(0);
    expect(ended.stderr).toMatch(/schedules · [\d,]+\/s · .* failing · \d+ hand-offs/);
  });

  it('says what is wrong with its arguments', async () => {
    const problems: readonly (readonly [args: string[], message: RegExp])[] = [
      [['crowd.yaml', '--time', 'soon'], /--time: found "soon", expected a duration/],
      [['crowd.yaml', '--policy', 'lucky'], /--policy: found "lucky", expected .*portfolio/],
      [['crowd.yaml', '--fail-on', 'old'], /--fail-on: found "old", expected any, new/],
      [['crowd.yaml', '--baseline', 'nowhere.json'], /--baseline nowhere.json: .*Fix:/],
      [['crowd.yaml', '--baseline', 'mine.mjs'], /--baseline mine.mjs: found what is not JSON/],
      [['--scenarios', 'crowd.yaml'], /found the files crowd.yaml, but it makes scenarios of its own/],
      [['--scenarios', '--strategy', 'cache-asid'], /found "cache-asid", which is no strategy.*cache-aside/],
    ];
    for (const [args, message] of problems) {
      const { stderr, exitCode } = await fuzz(...args);
      expect(stderr).toMatch(message);
      expect([args.join(' '), exitCode]).toEqual([args.join(' '), 2]);
    }
  });
});

describe('saved failures', () => {
  it('are executed first by the next session', async () => {
    await fuzz('crowd.yaml', '--runs', '500', '--corpus', 'kept');
    const again = cellOf(await fuzz('crowd.yaml', '--runs', '500', '--corpus', 'kept', '--json'));
    expect(again.fuzz.replayed.map(({ outcome }) => outcome)).toEqual(['still fails', 'still fails']);
    expect(readdirSync(join(folder.path, 'kept'))).toHaveLength(2);
  });

  it('fail the next session, even when it finds nothing itself', async () => {
    await fuzz('crowd.yaml', '--runs', '500', '--corpus', 'short');
    const finished = await fuzz('crowd.yaml', '--runs', '1', '--corpus', 'short', '--json');
    expect(cellOf(finished).fuzz.failures).toEqual([]);
    expect(finished.exitCode).toBe(1);
  });

  it('are told apart when the scenario has changed, or the code was mended', async () => {
    const scenario = (readers: number): string =>
      `${CROWD.replace('count: 3', `count: ${readers}`)}strategies: [ { use: ./own.mjs, as: own } ]\n`;
    writeFileSync(join(folder.path, 'own.mjs'), MINE);
    writeFileSync(join(folder.path, 'own.yaml'), scenario(3));
    await fuzz('own.yaml', '--runs', '300', '--corpus', 'own', '--max-failures', '1');
    const saved = readdirSync(join(folder.path, 'own')).length;
    expect(saved).toBeGreaterThan(0);
    const outcomes = async (): Promise<string[]> => {
      const { fuzz: found } = cellOf(await fuzz('own.yaml', '--runs', '1', '--corpus', 'own', '--json'));
      return [...new Set(found.replayed.map(({ outcome }) => outcome))];
    };
    writeFileSync(join(folder.path, 'own.yaml'), scenario(2));
    expect(await outcomes()).toEqual(['scenario changed']);
    writeFileSync(join(folder.path, 'own.yaml'), scenario(3));
    writeFileSync(join(folder.path, 'own.mjs'), MINE.replace('await redis.set(key, value);', 'await redis.get(key);'));
    expect(await outcomes()).toEqual(['does not fail any more']);
  });

  it('say what is wrong with a file that somebody has broken', async () => {
    await fuzz('crowd.yaml', '--runs', '500', '--corpus', 'broken');
    const [name] = readdirSync(join(folder.path, 'broken'));
    writeFileSync(join(folder.path, 'broken', name!), '{ "format": 1 }');
    const { stderr, exitCode } = await fuzz('crowd.yaml', '--corpus', 'broken');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${join('broken', name!)}:1:`);
    expect(stderr).toContain('mend these files, or delete them');
  });
});

describe('a baseline', () => {
  it('lets known failures pass, from a result or from a folder of saved ones', async () => {
    const { stdout } = await fuzz('crowd.yaml', '--runs', '500', '--corpus', 'base', '--json');
    writeFileSync(join(folder.path, 'base.json'), stdout);
    for (const baseline of ['base.json', 'base']) {
      const known = await fuzz('crowd.yaml', '--runs', '500', '--seed', '7', '--baseline', baseline, '--json');
      expect(cellOf(known).fuzz.failures.map(({ isNew }) => isNew)).toEqual([false, false]);
      expect(known.exitCode).toBe(0);
    }
    const any = await fuzz('crowd.yaml', '--runs', '500', '--baseline', 'base.json', '--fail-on', 'any');
    expect(any.exitCode).toBe(1);
    expect(any.stdout).toContain('in the baseline');
  });

  it('does not let another failure pass', async () => {
    const base = await fuzz('crowd.yaml', '--runs', '500', '--json');
    const result = JSON.parse(base.stdout) as { results: { fuzz: { failures: unknown[] } }[] };
    result.results[0]!.fuzz.failures.pop();
    writeFileSync(join(folder.path, 'part.json'), JSON.stringify(result));
    const finished = await fuzz('crowd.yaml', '--runs', '500', '--baseline', 'part.json', '--json');
    expect(cellOf(finished).fuzz.failures.map(({ isNew }) => isNew)).toEqual([false, true]);
    expect(finished.exitCode).toBe(1);
  });
});

describe('stalemate fuzz --scenarios', () => {
  it('finds the smallest scenario in which a strategy of the user fails, and saves it as a file that runs', async () => {
    const finished = await fuzz(
      '--scenarios',
      '--strategy',
      './mine.mjs',
      '--runs',
      '2000',
      '--max-failures',
      '1',
      '--json',
      '--corpus',
      'made',
    );
    expect(finished.exitCode).toBe(1);
    const [failure] = cellOf(finished).fuzz.failures;
    const { file, text } = failure!.scenario!;
    expect(readFileSync(join(folder.path, file), 'utf8')).toBe(text);
    expect(existsSync(join(folder.path, failure!.counterexample.traceFile!))).toBe(true);
    const run = await cli(['run', file, '--on', 'embedded', '--json'], folder.path);
    expect(run.exitCode).toBe(0);
    const [cell] = parseResult(run).results;
    expect(cell!.anomalies[failure!.anomaly]!.schedules).toBeGreaterThan(0);
  });

  it('does the same again for the same seed', async () => {
    const text = async (corpus: string): Promise<string> => {
      const args = [
        '--scenarios',
        '--strategy',
        'set-first',
        '--runs',
        '100',
        '--json',
        '--corpus',
        corpus,
        '--seed',
        '3',
      ];
      return (await fuzz(...args)).stdout.replace(/"durationMs": \d+/g, '').replaceAll(corpus, 'corpus');
    };
    const first = await text('made-1');
    expect(await text('made-2')).toBe(first);
    expect(first).toContain('generated-set-first-stale-at-rest');
  }, 120_000);

  it('executes its own saved failures first', async () => {
    const args = [
      '--scenarios',
      '--strategy',
      'set-first',
      '--runs',
      '100',
      '--seed',
      '3',
      '--corpus',
      'made-again',
      '--json',
    ];
    const saved = cellOf(await fuzz(...args)).fuzz.failures.length;
    const { replayed } = cellOf(await fuzz(...args)).fuzz;
    expect(saved).toBeGreaterThan(0);
    expect(replayed.map(({ outcome }) => outcome)).toEqual(Array.from({ length: saved }, () => 'still fails'));
  }, 120_000);
});
