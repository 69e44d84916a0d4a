/** What a user sees of scenarios with replicas, on real ones. */
import { expect, it } from 'vitest';
import { describeReplicas, urlOf } from '../infra/testing.ts';
import { cli, parseResult, serverOptions } from './testing.ts';

const FILE = 'scenarios/lagging-replica.yaml';

await describeReplicas('scenarios with a replica', (servers) => {
  const options = serverOptions(servers);
  const [replica, other] = servers.replicas.map((server) => urlOf('mysql', server));

  it('are confirmed on a real one, step for step', async () => {
    const result = parseResult(
      await cli(['run', FILE, '--on', 'twin', '--json', ...options, '--mysql-replica', `${replica!},${other!}`]),
    );
    expect(result).toMatchObject({ verdict: 'pass', exitCode: 0, unconfirmed: [] });
    for (const { schedules, twin, anomalies } of result.results) {
      expect(twin).toMatchObject({ differences: 0 });
      expect(twin!.schedulesCompared).toBeGreaterThanOrEqual(schedules.executed);
      for (const { schedules: shown, confirmed } of Object.values(anomalies))
        if (shown > 0) expect(confirmed).toBe('CONFIRMED');
    }
  }, 120_000);

  it('without one, are explored on the embedded engine, and the result says so', async () => {
    const result = parseResult(await cli(['run', FILE, '--on', 'twin', '--json', ...options]));
    expect(result).toMatchObject({ verdict: 'pass' });
    expect(result.results.map(({ engine }) => engine)).toEqual(result.results.map(() => 'embedded'));
    expect(result.unconfirmed.join(' ')).toMatch(/Scenarios with replicas were not confirmed on real ones/);
  }, 60_000);

  it('without one, are an error where only the real servers were asked for', async () => {
    const { exitCode, stderr } = await cli(['run', FILE, '--on', 'real', ...options]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/--on real: found 0 replicas of the MySQL, but a scenario has 1\. Fix: --mysql-replica/);
  }, 60_000);

  it('refuse a MySQL that is no replica of the other one', async () => {
    const primary = urlOf('mysql', servers.mysql);
    const { exitCode, stderr } = await cli(['run', FILE, ...options, '--mysql-replica', primary]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/is no replica of the MySQL at --mysql\./);
  }, 60_000);
});
