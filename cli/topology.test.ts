/** What a user sees of cache levels, of several Redis nodes, and of nodes that come and go. */
import { expect, it } from 'vitest';
import { describeReal } from '../infra/testing.ts';
import { cli, folderOf, parseResult, serverOptions } from './testing.ts';

const LEVELS = 'scenarios/patterns/levels-ttls.yaml';
const GUTTER = 'scenarios/patterns/gutter-node-dies.yaml';
const MOVED = `
version: 1
name: moved
rows: { "item:1": v1 }
warm: ["item:1"]
topology: { redis_nodes: 3 }
actors:
  writer: { steps: [ { write: "item:1", value: v2 } ] }
  late: { after: [writer], steps: [ { read: "item:1" } ] }
faults:
  - { kind: join, store: redis2, times: 1 }
  - { kind: leave, store: redis2, times: 1 }
strategies: [gutter]
`;

it('cache levels are told apart, and how long old values are served is a figure', async () => {
  const { exitCode, stdout } = await cli(['run', LEVELS, '--on', 'embedded']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/redis +GET item:1 on origin +v1/);
  expect(stdout).toMatch(/edge-shorter +0 s–9\.9 s/);
  expect(stdout).toMatch(/inverted +0 s–59\.9 s/);
});

it('a counterexample in which a server joins and leaves is replayed from its token and from its file', async () => {
  const folder = folderOf({ 'moved.yaml': MOVED });
  const file = `${folder.path}/moved.yaml`;
  const run = await cli(['run', file, '--on', 'embedded', '--json', '--save-traces', folder.path]);
  const { steps, replay } = parseResult(run).results[0]!.anomalies['stale-read']!.counterexample!;
  for (const step of ['join.nodes.redis2', 'members1.nodes.refresh', 'leave.nodes.redis2'])
    expect(steps).toContain(step);
  const replays = await Promise.all([
    cli(['replay', /st1\.\S+/.exec(replay)![0], file, '--on', 'embedded']),
    cli(['replay', `${folder.path}/moved-gutter-stale-read.trace.json`, '--on', 'embedded']),
  ]);
  folder.remove();
  for (const { exitCode, stdout } of replays) {
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Reproduced: it shows stale-read/);
    expect(stdout).toMatch(/members1 +actor +node1 hears who is there/);
  }
});

describeReal('on real servers', (servers) => {
  it('levels, and servers that die and come back, are confirmed step for step', async () => {
    const options = ['--on', 'twin', '--json', ...serverOptions(servers)];
    const result = parseResult(await cli(['run', LEVELS, GUTTER, ...options]));
    expect(result).toMatchObject({ verdict: 'pass', exitCode: 0, unconfirmed: [] });
    for (const { schedules, twin } of result.results) {
      expect(twin).toMatchObject({ differences: 0 });
      expect(twin!.schedulesCompared).toBeGreaterThanOrEqual(schedules.executed);
    }
  }, 60_000);
});
