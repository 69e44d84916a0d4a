/** What a user sees on real servers. */
import { expect, it } from 'vitest';
import { describeKafka, describeMariadb, describeReal } from '../infra/testing.ts';
import type { CellResult } from '../harness/result.ts';
import { cli, parseResult, serverOptions } from './testing.ts';

const countsOf = ({ scenario, strategy, schedules, anomalies }: CellResult): unknown => [
  scenario,
  strategy,
  schedules.interleavings,
  Object.entries(anomalies).map(([anomaly, { schedules: seen }]) => [anomaly, seen]),
];

await describeKafka('on real servers, with a Kafka', (servers) => {
  it('the whole library passes, and every schedule that was repeated gave the same history', async () => {
    const finished = await cli(['run', 'scenarios/*.yaml', '--on', 'twin', '--json', ...serverOptions(servers)]);
    const result = parseResult(finished);
    expect(result.results.flatMap(({ twin }) => twin?.firstDifference ?? [])).toEqual([]);
    expect(result.results.flatMap(({ problems }) => problems)).toEqual([]);
    expect(result).toMatchObject({ verdict: 'pass', exitCode: 0 });
    const repeated = result.results.filter(({ twin }) => twin !== undefined);
    const others = result.results.filter(({ twin }) => twin === undefined);
    expect(new Set(others.map(({ scenario }) => scenario))).toEqual(new Set(NEED_MORE));
    const small = repeated.filter(({ schedules }) => schedules.executed <= 1000);
    // The counterexample of a reduced search is the tidiest of its class, which may be another schedule than the executed one.
    for (const { schedules, twin } of small) expect(twin!.schedulesCompared).toBeGreaterThanOrEqual(schedules.executed);
    for (const { anomalies } of small) {
      for (const { schedules, confirmed } of Object.values(anomalies))
        if (schedules > 0) expect(confirmed).toBe('CONFIRMED');
    }
  }, 300_000);
});

/** Scenarios that need other servers than these: they have tests of their own. */
const NEED_MORE = ['lagging-replica'];

describeReal('on real servers', (servers) => {
  it('exploring there alone counts the same as exploring on the embedded engine', async () => {
    const files = ['scenarios/classic-race.yaml', 'scenarios/warm-cache.yaml', 'scenarios/writer-crash.yaml'];
    const real = parseResult(await cli(['run', ...files, '--on', 'real', '--json', ...serverOptions(servers)]));
    const embedded = parseResult(await cli(['run', ...files, '--on', 'embedded', '--json']));
    expect(real.results.map(countsOf)).toEqual(embedded.results.map(countsOf));
    expect(real.servers.redis).toMatch(/^\d+\.\d+/);
  }, 300_000);
});

await describeMariadb('on a MariaDB given by URL', (servers) => {
  it('schedules give the same as on the embedded engine, and the version says where', async () => {
    // One that waits for locks, and one that follows the binlog.
    const strategies = ['--strategy', 'delete-in-transaction,setnx-setex-binlog'];
    const args = ['run', 'scenarios/classic-race.yaml', ...strategies, '--on', 'twin', '--json'];
    const { results, servers: versions } = parseResult(await cli([...args, ...serverOptions(servers)]));
    expect(versions.mysql).toMatch(/^mariadb 1\d\.\d+\.\d+$/);
    expect(results.map(({ twin }) => [twin!.schedulesCompared > 0, twin!.differences])).toEqual([
      [true, 0],
      [true, 0],
    ]);
  }, 300_000);
});
