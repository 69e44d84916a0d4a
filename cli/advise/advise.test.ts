import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { cli, folderOf, startCli } from '../testing.ts';
import type { Advice } from '../../harness/result.ts';

/**
 * A fill sends its SET 21 ms after the SELECT took effect, and takes 1 ms more to get there; the second delete takes effect
 * 1 ms (reply of the UPDATE) + delay + 1 ms after the UPDATE. A SELECT just before the UPDATE is the worst case, so old values
 * stay when 22 > 2 + delay: up to 19 ms some do, from 20 ms on none can.
 */
const KNOWN = `version: 1
name: known
rows: { "item:1": w0 }
strategies: [double-delete]
explore: { policy: timed, runs: 6, seed: 7 }
timing:
  redis: { request: 1ms, reply: 1ms }
  mysql: { request: 1ms, reply: 1ms }
  steps: { mysql.select: { request: 1ms, reply: 21ms } }
load:
  duration: 5s
  reads_per_second: 500
  writes_per_second: 40
  keys: { count: 10 }
`;

const SMALL = KNOWN.replace('[double-delete]', '[double-delete, write-through, local-refresh]')
  .replace('runs: 6', 'runs: 3')
  .replace('duration: 5s', 'duration: 2s');

const folder = folderOf({
  'known.yaml': KNOWN,
  'small.yaml': SMALL,
  'untimed.yaml': `version: 1
name: untimed
rows: { "item:1": v1 }
actors: { reader: { steps: [ { read: "item:1" } ] } }
strategies: [cache-aside]
`,
});
afterAll(() => folder.remove());

const page = readFileSync(new URL('../../docs/advise.md', import.meta.url), 'utf8');
const advise = (...args: readonly string[]) => cli(['advise', ...args], folder.path);
const known = ['--scenario', 'known.yaml', '--max-stale', '0.1%'];
const small = ['--scenario', 'small.yaml', '--strategy', 'double-delete', '--max-stale', '0.1%'];

describe('stalemate advise', () => {
  it('finds the delay that is computed by hand: 20 ms, and not 19', async () => {
    const { stdout, exitCode } = await advise(...known, '--from', '10ms', '--to', '25ms');
    expect(stdout).toContain('✔ double-delete, delay: 20ms is the smallest value that meets it\n');
    expect(stdout).toMatch(/^ {2}19ms .* (no|open)$/m);
    expect(stdout).toMatch(/^▸ 20ms +0 \(at most [\d.]+\) .* 26 ms +yes$/m);
    expect(page).toContain(stdout.split('\n\nEmbedded')[0]);
    expect(exitCode).toBe(0);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('says that no value of the range meets the target, with exit code 1', async () => {
    const { stdout, exitCode } = await advise(...small, '--from', '0ms', '--to', '1ms');
    expect(stdout).toContain('✘ double-delete, delay: no value up to 1ms meets the target');
    expect(exitCode).toBe(1);
  });

  it('says how many more reads would tell when they do not suffice, with exit code 3', async () => {
    const args = ['--from', '30ms', '--to', '31ms', '--max-stale', '0.001%', '--runs', '2'];
    const { stdout, exitCode } = await advise(...small, ...args);
    const [, more, runs] = /About ([\d,]+) more reads would tell whether 3\dms meets it: --runs (\d+)\./.exec(stdout)!;
    // Three in a hundred thousand reads is the rule of three for one; 500 reads a second for 2 s in each run.
    expect(Number(more!.replaceAll(',', ''))).toBeCloseTo(299_572 - 2 * 1000, -3);
    expect(Number(runs)).toBeCloseTo(299_572 / 1000, -1);
    expect(exitCode).toBe(3);
  });

  it('ranks strategies, those without the option as they are, and gives all of it as JSON, the same each time', async () => {
    const args = [
      '--scenario',
      'small.yaml',
      '--max-stale',
      '1%',
      '--option',
      'delay',
      '--from',
      '20ms',
      '--to',
      '50ms',
    ];
    const [{ stdout }, again] = await Promise.all([
      advise(...args, '--json', '--workers', '1'),
      advise(...args, '--json', '--workers', '2'),
    ]);
    expect(again.stdout).toBe(stdout);
    const advice = JSON.parse(stdout) as Advice;
    expect(advice).toMatchObject({
      schemaVersion: 1,
      verdict: 'met',
      exitCode: 0,
      target: { metric: 'stale_read_rate', max: 0.01, confidence: 0.95 },
      runs: 3,
      isInterrupted: false,
    });
    expect(advice.sweeps.map(({ strategy, option, verdict }) => [strategy, option, verdict])).toEqual([
      ['double-delete', 'delay', 'met'],
      ['write-through', null, 'met'],
      ['local-refresh', null, 'not-met'],
    ]);
    const [swept] = advice.sweeps;
    expect(swept).toMatchObject({ smallest: '20ms', largest: '50ms', range: { fromMs: 20, toMs: 50 } });
    expect(swept!.curve.map(({ value, standing, change }) => [value, standing, change?.pairs])).toEqual([
      ['20ms', 'met', undefined],
      ['50ms', 'met', 3],
    ]);
    // write-through writes in 4 ms, double-delete with 20 ms in 26; local-refresh in 2, and serves old copies.
    expect(advice.ranking.map(({ strategy, front, meets }) => [strategy, front, meets])).toEqual([
      ['write-through', 1, true],
      ['local-refresh', 1, false],
      ['double-delete', 2, true],
    ]);
    expect(advice.ranking[2]!.dominatedBy).toEqual(['write-through']);
  });

  it('leaves a value at which the strategy fails out of its answer, and says why', async () => {
    const { stdout, exitCode } = await advise(
      ...['--scenario', 'small.yaml', '--strategy', 'write-through', '--max-stale', '1%'],
      ...['--option', 'ttl', '--from', '0ms', '--to', '1ms'],
    );
    expect(stdout).toMatch(/ttl: 1ms is the smallest value that meets it\n/);
    expect(stdout).toMatch(/0ms failed: .*invalid expire time/);
    expect(exitCode).toBe(0);
  });

  it('exits with 2 for bad input, and tells all of it', async () => {
    const bad = await advise('--scenario', 'known.yaml', '--max-stale', '0', '--from', '5', '--runs', '1');
    expect(bad.exitCode).toBe(2);
    expect(bad.stderr).toMatch(/--max-stale: found "0".*\n--from: found "5".*\n--runs: found "1"/);
    const option = await advise(...known, '--option', 'dely');
    expect(option.stderr).toContain('expected one of ttl, delay. Fix: did you mean --option delay?');
    expect(option.exitCode).toBe(2);
    const untimed = await advise('--scenario', 'untimed.yaml', '--max-stale', '1%');
    expect(untimed.stderr).toContain('expected `timed`');
    expect(untimed.exitCode).toBe(2);
  });

  it('writes down what is done when it is interrupted', async () => {
    const { process: child, finished } = startCli(['advise', ...known, '--runs', '400', '--json'], folder.path);
    await new Promise<void>((resolve) => {
      child.stderr!.on('data', (chunk: string) => chunk.includes('run ') && resolve());
      child.on('close', () => resolve());
    });
    child.kill('SIGINT');
    const { stdout, exitCode } = await finished;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ isInterrupted: true, verdict: 'inconclusive', exitCode: 130 });
  });
});
