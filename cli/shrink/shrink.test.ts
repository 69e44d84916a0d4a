import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, folderOf, parseResult } from '../testing.ts';

const folder = folderOf({
  'crowd.yaml': `version: 1
name: crowd
rows: { "item:1": v1, "item:7": w1 }
actors:
  reader: { count: 4, steps: [ { read: "item:1" }, { read: "item:1" } ] }
  writer: { steps: [ { write: "item:1", value: new } ] }
  other: { steps: [ { read: "item:7" }, { write: "item:7", value: w2 } ] }
faults: [ { kind: evict, key: "item:7", max: 1 } ]
strategies: [cache-aside]
explore: { policy: random, runs: 500, seed: 3 }
`,
});
afterAll(() => folder.remove());
const run = (...args: string[]) => cli(args, folder.path);
let token: string;

beforeAll(async () => {
  const result = parseResult(await run('run', 'crowd.yaml', '--on', 'embedded', '--json'));
  token = result.results[0]!.anomalies['stale-at-rest']!.counterexample!.token!;
});

describe('stalemate run', () => {
  it('shows the same schedule whatever the seed, and why it happens', async () => {
    const schedules = new Set<string>();
    for (const seed of ['3', '4', '5']) {
      const result = parseResult(await run('run', 'crowd.yaml', '--on', 'embedded', '--json', '--seed', seed));
      const { schedule, flips, pointOfNoReturn } = result.results[0]!.anomalies['stale-at-rest']!.counterexample!;
      schedules.add(schedule);
      expect(flips!.length).toBeGreaterThan(0);
      expect(pointOfNoReturn!.step).not.toBeNull();
    }
    expect([...schedules]).toHaveLength(1);
  });
});

describe('stalemate shrink', () => {
  it('prints what is left of a failure, why it happens, and how to run it again', async () => {
    const { stdout, exitCode } = await run('shrink', token, 'crowd.yaml', '--prove-minimal');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('→ 2 actors, 2 operations, 5 steps, 2');
    expect(stdout).toMatch(/reader +redis +SET item:1 v1/);
    expect(stdout).toContain('Swap steps 2 and 3, or 4 and 5, and it passes.');
    expect(stdout).toContain('After step 4 it cannot be saved; before it, 1 of 2 completions show it.');
    expect(stdout).toContain('Proven minimal in 5 executions');
    const shrunk = /replay (st1\S+) crowd\.yaml/.exec(stdout)![1]!;
    expect(await run('replay', shrunk, 'crowd.yaml')).toMatchObject({ exitCode: 0 });
  });

  it('says the same in JSON, and writes a trace and a report', async () => {
    const output = join(folder.path, 'out');
    const args = ['--json', '--save-traces', output, '--output', output] as const;
    const result = parseResult(await run('shrink', token, 'crowd.yaml', '--prove-minimal', ...args));
    expect(result).toMatchObject({
      verdict: 'pass',
      exitCode: 0,
      shrink: {
        anomaly: 'stale-at-rest',
        before: { actors: 6, operations: 11 },
        after: { actors: 2, operations: 2, faults: 0, steps: 5, switches: 2 },
        isCanonical: true,
        proof: { isProven: true },
      },
    });
    const { counterexample } = result.results[0]!.anomalies['stale-at-rest']!;
    expect(counterexample).toMatchObject({
      schedule: 'reader reader writer writer reader',
      flips: [
        { first: 2, second: 3 },
        { first: 4, second: 5 },
      ],
      pointOfNoReturn: { step: 4 },
    });
    expect(existsSync(counterexample!.traceFile!)).toBe(true);
    expect(existsSync(join(output, 'report.html'))).toBe(true);
  });

  it('takes a schedule too, and an anomaly to keep', async () => {
    const schedule =
      'reader1 reader1 writer writer reader1 reader2 reader1 reader2 reader3 reader3 reader4 reader4 other other other other other';
    const given = ['crowd.yaml', '--schedule', schedule, '--anomaly', 'stale-read', '--json'] as const;
    const result = parseResult(await run('shrink', ...given));
    expect(result.shrink).toMatchObject({ anomaly: 'stale-read', after: { actors: 2, operations: 3, switches: 2 } });
  });

  it('exits with 5 when the schedule does not show what is to be kept', async () => {
    const { stderr, exitCode } = await run('shrink', token, 'crowd.yaml', '--anomaly', 'dirty-read');
    expect(exitCode).toBe(5);
    expect(stderr).toContain('expected dirty-read');
    expect(stderr).toContain('Fix:');
  });

  it('exits with 3 when the proof does not come to its end', async () => {
    const { stdout, exitCode } = await run('shrink', token, 'crowd.yaml', '--prove-minimal', '--executions', '1');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('Not proven: the budget ended');
  });

  it.each([
    [['--anomaly', 'stale'], '--anomaly: found stale'],
    [['--executions', '9'], '--prove-minimal'],
    [['--replays', '0'], '--replays'],
  ])('exits with 2 when told %j', async (args, message) => {
    const { stderr, exitCode } = await run('shrink', token, 'crowd.yaml', ...args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});
