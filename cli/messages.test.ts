/** What a user sees of nodes that listen to Redis. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeReal } from '../infra/testing.ts';
import { cli, folderOf, parseResult, serverOptions } from './testing.ts';

const BEYOND_ONE_REDIS = `version: 1
name: several
rows: { "item:1": v1 }
topology: { redis_nodes: 2 }
actors: { reader: { steps: [ { read: "item:1" } ] } }
strategies: [ STRATEGY ]
`;

const UNDER_LOAD = `version: 1
name: loaded
rows: { "item:1": v1 }
topology: { nodes: 2 }
strategies:
  - { use: hot-key-promotion, as: told, with: { invalidate: pubsub } }
  - { use: hot-key-promotion, as: not-told }
explore: { policy: timed, runs: 2 }
timing: { redis: { p50: 0.3ms, p99: 3ms }, mysql: { p50: 2ms, p99: 20ms } }
load: { duration: 5s, reads_per_second: 200, writes_per_second: 5, keys: { count: 10 } }
`;

const MINE = `import { defineStrategy } from 'stalemate';
export default defineStrategy({
  name: 'mine',
  title: 'Listens.',
  create: () => ({
    async start({ subscriber }) { await subscriber.subscribe('changes'); },
    read: ({ redis }, key) => redis.get(key),
    async write() {},
  }),
});
`;

describe('a strategy that listens to Redis', () => {
  let folder: ReturnType<typeof folderOf>;
  beforeAll(() => {
    folder = folderOf({
      'named.yaml': BEYOND_ONE_REDIS.replace('STRATEGY', 'client-side-caching'),
      'other.yaml': BEYOND_ONE_REDIS.replace('STRATEGY', 'cache-aside'),
      'mine.ts': MINE,
      'loaded.yaml': UNDER_LOAD,
    });
  });
  afterAll(() => folder.remove());

  it('is refused beside several Redis servers, with a way to mend it', async () => {
    const { exitCode, stderr } = await cli(['run', 'named.yaml', '--on', 'embedded'], folder.path);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/strategy client-side-caching: it listens to one Redis .*Fix: remove `levels`/);
  });

  it('is left out there where only the command line names it, with a line that says so', async () => {
    const args = ['run', 'other.yaml', '--strategy', './mine.ts', '--on', 'embedded'];
    const { stderr } = await cli(args, folder.path);
    expect(stderr).toMatch(/mine is not tried in other\.yaml: it listens to one Redis/);
  });

  it('hears it under a load, too: only then is a copy of a key that is written soon gone', async () => {
    const args = ['run', 'loaded.yaml', '--on', 'embedded', '--json'];
    const { results } = parseResult(await cli(args, folder.path));
    const rateOf = (name: string): number =>
      results.find(({ strategy }) => strategy === name)!.metrics.stale_read_rate!;
    expect(rateOf('told')).toBeGreaterThan(0);
    expect(rateOf('told')).toBeLessThan(rateOf('not-told') / 10);
  });

  it('tells in its argument that a message was lost', async () => {
    const args = ['run', 'scenarios/anomalies/message-lost.yaml', '--strategy', 'told-by-tracking', '--on', 'embedded'];
    const { stdout } = await cli([...args, '--json']);
    const [cell] = (JSON.parse(stdout) as ReturnType<typeof parseResult>).results;
    expect(cell!.anomalies['stale-at-rest']?.counterexample!.because).toMatch(
      /The message to subscriber2 at step 4 was lost/,
    );
  });
});

describeReal('messages of a real Redis', (servers) => {
  it.each([
    ['push-overtakes-reply', 'without-a-placeholder'],
    ['message-lost', 'told-by-tracking'],
  ])(
    'confirm %s under %s, step for step',
    async (name, strategy) => {
      const args = ['run', `scenarios/anomalies/${name}.yaml`, '--strategy', strategy, '--on', 'twin', '--json'];
      const result = parseResult(await cli([...args, ...serverOptions(servers)]));
      expect(result).toMatchObject({ verdict: 'pass', unconfirmed: [] });
      expect(result.results[0]!.twin).toMatchObject({ differences: 0 });
      expect(result.results[0]!.anomalies['stale-at-rest']).toMatchObject({ confirmed: 'CONFIRMED' });
    },
    60_000,
  );
});
