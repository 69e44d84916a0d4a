/** What a user sees on real servers. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeReal } from '../infra/testing.ts';
import type { CellResult } from '../harness/result.ts';
import { cli, parseResult, serverOptions, startCli, untilExploring } from './testing.ts';

const countsOf = ({ scenario, strategy, schedules, anomalies }: CellResult): unknown => [
  scenario,
  strategy,
  schedules.interleavings,
  Object.entries(anomalies).map(([anomaly, { schedules: seen }]) => [anomaly, seen]),
];

describeReal('on real servers', (servers) => {
  it('the whole library passes, and every schedule that was repeated gave the same history', async () => {
    const finished = await cli(['run', 'scenarios/*.yaml', '--on', 'twin', '--json', ...serverOptions(servers)]);
    const result = parseResult(finished);
    expect(result.results.flatMap(({ twin }) => twin?.firstDifference ?? [])).toEqual([]);
    expect(result.results.flatMap(({ problems }) => problems)).toEqual([]);
    expect(result).toMatchObject({ verdict: 'pass', exitCode: 0 });
    const small = result.results.filter(({ schedules }) => schedules.executed <= 1000);
    // The counterexample of a reduced search is the tidiest of its class, which may be another schedule than the executed one.
    for (const { schedules, twin } of small) expect(twin!.schedulesCompared).toBeGreaterThanOrEqual(schedules.executed);
    for (const { anomalies } of small) {
      for (const { schedules, confirmed } of Object.values(anomalies))
        if (schedules > 0) expect(confirmed).toBe('CONFIRMED');
    }
  }, 300_000);

  it('exploring there alone counts the same as exploring on the embedded engine', async () => {
    const files = ['scenarios/classic-race.yaml', 'scenarios/warm-cache.yaml', 'scenarios/writer-crash.yaml'];
    const real = parseResult(await cli(['run', ...files, '--on', 'real', '--json', ...serverOptions(servers)]));
    const embedded = parseResult(await cli(['run', ...files, '--on', 'embedded', '--json']));
    expect(real.results.map(countsOf)).toEqual(embedded.results.map(countsOf));
    expect(real.servers.redis).toMatch(/^\d+\.\d+/);
  }, 300_000);

  it.each(['redis-server', 'mysqld'])(
    '%s killed in the middle of a run gives one error and exit code 70',
    async (server) => {
      const args = ['run', 'scenarios/two-readers.yaml', '--strategy', 'versioned-set', '--on', 'real', '--json'];
      const { process: child, finished } = startCli(args);
      await untilExploring(child);
      const victim = descendantsOf(child.pid!).find((pid) => commandOf(pid).includes(server));
      process.kill(victim!, 'SIGKILL');
      const done = await finished;
      expect(done.exitCode).toBe(70);
      expect(done.stderr).toMatch(/The connection to (Redis|MySQL) is lost/);
      expect(done.stderr).not.toMatch(/\n\s+at /);
    },
    120_000,
  );
});

function descendantsOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry): [number, number] => [Number(entry), parentOf(Number(entry))]);
  const children = (of: number): number[] =>
    parents.filter(([, parent]) => parent === of).flatMap(([id]) => [id, ...children(id)]);
  return children(pid);
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)$/m.exec(readSafely(`/proc/${pid}/status`))?.[1] ?? 0);
}

function commandOf(pid: number): string {
  return readSafely(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
}

function readSafely(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
