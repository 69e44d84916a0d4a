import { afterAll, describe, expect, it } from 'vitest';
import { strategies } from '../../strategies/registry.ts';
import { packageRoot } from '../package-root.ts';
import { cli, folderOf } from '../testing.ts';

const folder = folderOf({
  'mine.mjs': `/**
 * Mine deletes first.
 */
export default {
  create: () => ({
    async read({ redis, mysql }, key) {
      const cached = await redis.get(key);
      if (cached !== null) return cached;
      const [rows] = await mysql.execute('SELECT value FROM items WHERE id = 1');
      await redis.set(key, rows[0].value);
      return rows[0].value;
    },
    async write({ redis, mysql }, key, value) {
      await redis.del(key);
      await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = 1', [value]);
    },
  }),
};
`,
});
afterAll(() => folder.remove());

describe('stalemate list strategies', () => {
  it('has a line for each', async () => {
    const { stdout, exitCode } = await cli(['list', 'strategies']);
    expect(exitCode).toBe(0);
    const names = stdout.split('\n').map((line) => line.split(' ')[0]);
    expect(names).toEqual(expect.arrayContaining(Object.keys(strategies)));
  });

  it('has the options of each, with their defaults', async () => {
    const { stdout } = await cli(['list', 'strategies']);
    expect(stdout).toMatch(
      /^singleflight +Read: .*\n +ttl: 60s · fill: set \(of set, lease\) · forget: false · cleanup: own \(of own, any\)$/m,
    );
  });

  it('has them as JSON', async () => {
    const { stdout } = await cli(['list', 'strategies', '--json']);
    const listed = JSON.parse(stdout) as readonly { name: string }[];
    expect(listed.map(({ name }) => name)).toEqual(Object.keys(strategies));
    expect(listed.find(({ name }) => name === 'singleflight')).toMatchObject({
      title: expect.stringContaining('Read: '),
      options: [
        { name: 'ttl', default: '60s' },
        { name: 'fill', default: 'set', values: ['set', 'lease'] },
        { name: 'forget', default: false },
        { name: 'cleanup', default: 'own', values: ['own', 'any'] },
      ],
    });
  });
});

describe('stalemate explain', () => {
  it('shows the steps of each operation, the race, the shortest counterexample and what to run', async () => {
    const { stdout, exitCode } = await cli(['explain', 'singleflight']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      'Options  ttl: 60s · fill: set (of set, lease) · forget: false · cleanup: own (of own, any)',
    );
    expect(stdout).toMatch(/The race\n {2}Singleflight: of the reads of a key/);
    expect(stdout).toMatch(/A read that misses\n +1 reader {2}redis {2}GET item:1 .*\n +2 reader {2}mysql {2}SELECT/);
    expect(stdout).toMatch(/A read that hits\n +1 reader {2}redis {2}GET item:1 +v1\n\n/);
    expect(stdout).toMatch(/A write\n +1 writer {2}mysql {2}UPDATE .*\n +2 writer {2}redis {2}DEL/);
    expect(stdout).toMatch(/standard-cold-1w1r +stale-at-rest 1 of 10 schedules/);
    expect(stdout).toContain('The shortest counterexample: stale-at-rest in standard-cold-1w1r');
    expect(stdout).toContain('npx stalemate run scenarios/standard --strategy singleflight\n');
    expect(stdout).toContain('npx stalemate run scenarios/anomalies/singleflight-join.yaml\n');
  });

  it('says which name was meant', async () => {
    const { stderr, exitCode } = await cli(['explain', 'cache-asid']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('explain: found cache-asid, expected a built-in strategy');
    expect(stderr).toContain('did you mean cache-aside?');
  });

  it('explains a file of yours', async () => {
    const { stdout, exitCode } = await cli(['explain', './mine.mjs'], folder.path);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('The race\n  Mine deletes first.');
    expect(stdout).toMatch(/standard-cold-1w1r +stale-at-rest 6 of 10 schedules/);
  });

  it('writes a page of Markdown, with the code', async () => {
    const { stdout, exitCode } = await cli(['explain', 'double-delete', '--markdown']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^# double-delete\n\nRead: fill on a miss/);
    expect(stdout).toContain('| `reads` | `primary` | `primary`, `replica` |');
    expect(stdout).toMatch(/### A write\n\n```text\n +1 writer {2}redis {2}DEL item:1/);
    expect(stdout).toContain('| standard-cold-1w1r | stale-at-rest 3 | 20 |');
    expect(stdout).toContain('- `scenarios/anomalies/double-delete-too-early.yaml`');
    expect(stdout).toMatch(/## Its code\n\n```ts\n\/\*\*/);
  });
});

describe('stalemate run --strategy ./mine.mjs', () => {
  it('leaves out scenarios with replicas when it has tables of its own', async () => {
    const { path, remove } = folderOf({
      'tables.mjs': `export default { tables: ['CREATE TABLE sent (id INT PRIMARY KEY)'], create: () => ({ read: async () => null, write: async () => {} }) };`,
    });
    const standard = `${packageRoot}/scenarios/standard/`;
    const args = ['--strategy', './tables.mjs', '--on', 'embedded'];
    const both = await cli(['run', `${standard}{cold-1w1r,lagging-replica}.yaml`, ...args], path);
    expect(both.stderr).toContain('lagging-replica.yaml: replicas have none of its own tables');
    expect(both.stdout).toContain('standard-cold-1w1r');
    expect((await cli(['run', `${standard}lagging-replica.yaml`, ...args], path)).exitCode).toBe(4);
    remove();
  });

  it('tries it in scenarios that do not name it, and what it prints replays', async () => {
    const file = `${packageRoot}/scenarios/standard/cold-1w1r.yaml`;
    const { stdout } = await cli(['run', file, '--strategy', './mine.mjs', '--on', 'embedded'], folder.path);
    expect(stdout).toContain('rest 6/10');
    const [, token] = /replay (\S+) /.exec(stdout)!;
    const replayed = await cli(['replay', token!, file, '--strategy', './mine.mjs', '--on', 'embedded'], folder.path);
    expect(replayed.stdout).toContain('reproduced');
  });
});
