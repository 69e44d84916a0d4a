/** Policy `timed` as a user meets it. */
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeReal } from '../infra/testing.ts';
import type { Result } from '../harness/result.ts';
import { cli, folderOf, parseResult, serverOptions } from './testing.ts';

const file = (name: string, rest: string): string => `version: 1
name: ${name}
strategies:
  - delete-first
  - { use: double-delete, as: twice, with: { delay: 50ms } }
explore: { policy: timed, runs: 6 }
timing:
  redis: { p50: 0.5ms, p99: 5ms }
  mysql: { mixture: [ { share: 99%, p50: 2ms, p99: 20ms }, { share: 1%, constant: 100ms } ] }
load: { duration: 1s, reads_per_second: 1000, writes_per_second: 100, keys: { count: 20, zipf: 0.99 }, ttl_jitter: 10% }
${rest}`;

const threshold = (line: string): string => `thresholds:\n  - { strategy: all, ${line} }\n`;

const folder = folderOf({
  'plain.yaml': file('plain', ''),
  'met.yaml': file('met', threshold('metric: hit_rate, min: 10%')),
  'missed.yaml': file('missed', threshold('metric: stale_read_rate, max: 0.1%, min_samples: 1000')),
  'open.yaml': file('open', threshold('metric: consistent_within_5m, min: 99%')),
  'profile.yaml': file('profile', '').replace(/timing:[\s\S]*load:/, 'timing: { profile: ./profile.json }\nload:'),
  'profile.json': JSON.stringify({
    profileVersion: 1,
    stalemate: '0.1.0',
    servers: { redis: '8.0.6', mysql: '9.7.4', kafka: null },
    steps: ['redis.get', 'mysql.select'].map((step) => ({
      step,
      valueBytes: null,
      latency: {
        count: 2,
        minMs: 1,
        maxMs: 3,
        meanMs: 2,
        buckets: [
          [2, 1],
          [3, 1],
        ],
      },
    })),
    binlog: null,
    kafka: null,
    replica: null,
    memory: [{ valueBytes: 100, keys: 1000, bytesPerKey: 200 }],
  }),
});
afterAll(() => folder.remove());

const run = (...args: string[]) => cli(['run', '--on', 'embedded', ...args], folder.path);
const withoutTime = (result: Result): unknown => ({
  ...result,
  results: result.results.map((cell) => ({ ...cell, durationMs: 0 })),
});

describe('a load', () => {
  it('gives the same figures with any number of threads, as JSON', async () => {
    const one = parseResult(await run('plain.yaml', '--json', '--workers', '1'));
    const two = parseResult(await run('plain.yaml', '--json', '--workers', '2'));
    expect(withoutTime(two)).toEqual(withoutTime(one));
    const [cell] = one.results;
    expect(cell!.policy).toBe('timed');
    expect(cell!.rates!['stale_read_rate']!.value).toBeGreaterThan(0);
    expect(cell!.timed).toMatchObject({ durationMs: 1000, warmupMs: 100, runs: 6 });
    expect(one.differences!.map(({ strategy, than }) => [strategy, than])).toContainEqual(['twice', 'delete-first']);
  });

  it('is shown apart from what is counted in schedules, with intervals', async () => {
    const { stdout } = await run('plain.yaml', '--output', join(folder.path, 'report'));
    expect(stdout).toContain('Expected in production: plain   6 × 1 s of virtual time, 95 % intervals');
    expect(stdout).toMatch(/delete-first {2}[\d,]+ per million \([\d,]+ to [\d,]+\)/);
    expect(stdout).toMatch(/twice: [\d,]+ fewer stale reads per million than delete-first in the same 6 runs/);
    expect(stdout).not.toContain('schedules that show');
  });

  it('takes its latencies from a profile', async () => {
    const result = parseResult(await run('profile.yaml', '--json'));
    const { rates } = result.results[0]!;
    expect(rates!['read_latency_p50']!.value).toBeGreaterThan(1);
    expect(rates!['memory_per_key']!.value).toBe(200);
  });
});

describe('thresholds', () => {
  it.each([
    ['are met', 'met.yaml', 0, /passed {2}met: twice hit_rate ≥ 10 %: [\d.]+ % \(95 %: [\d.]+ % to [\d.]+ %\) of/],
    [
      'are not',
      'missed.yaml',
      1,
      /failed {2}missed: delete-first stale_read_rate ≤ 1,000 per million: .*the whole interval/,
    ],
    [
      'have nothing to go by',
      'open.yaml',
      3,
      /inconclusive {2}open: .*not measured: there was nothing to measure it on/,
    ],
  ])('that %s', async (_, name, exitCode, text) => {
    const finished = await run(name, '--output', join(folder.path, 'report'));
    expect(finished.stdout).toMatch(text);
    expect(finished.exitCode).toBe(exitCode);
  });
});

describe('what has no schedules', () => {
  it.each([
    ['another policy', ['--policy', 'random'], '--policy: found it beside policy `timed`'],
    ['a shard', ['--shard', '1/2'], '--shard: found it beside policy `timed`'],
  ])('takes no %s', async (_, args, message) => {
    const finished = await run('plain.yaml', ...args);
    expect(finished.stderr).toContain(message);
    expect(finished.exitCode).toBe(2);
  });
});

describeReal('on real servers too', (servers) => {
  it('a load begins as on the embedded engine, step by step', async () => {
    const finished = await cli(['run', 'plain.yaml', '--on', 'twin', ...serverOptions(servers), '--json'], folder.path);
    const result = parseResult(finished);
    for (const { twin, engine } of result.results) {
      expect(engine).toBe('twin');
      expect(twin).toEqual({ schedulesCompared: 1, stepsCompared: 1000, differences: 0 });
    }
  });
});
