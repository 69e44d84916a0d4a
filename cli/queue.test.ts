/** `fuzz --queue` and its workers, as child processes on a Redis of their own. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeReal } from '../infra/testing.ts';
import { OwnRedis } from './queue/testing.ts';
import type { Finished, Started } from './testing.ts';
import { cli, folderOf, parseResult, startCli } from './testing.ts';

const CROWD = `version: 1
name: crowd
rows: { "item:1": v1 }
actors:
  reader: { count: 2, steps: [ { read: "item:1" } ] }
  writer: { count: 2, steps: [ { write: "item:1" } ] }
`;

const strategy = (read: string): string => `import { existsSync, writeFileSync } from 'node:fs';
import { defineStrategy } from 'stalemate';
const isWorker = process.argv[1].includes('queue/hand');
export default defineStrategy({
  name: 'mine',
  title: 'Mine',
  create: () => ({
    async read({ redis, mysql }, key) {
      ${read}
      return redis.get(key);
    },
    async write({ redis, mysql }, key, value) {
      await redis.set(key, value);
      await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, key.split(':')[1]]);
    },
  }),
});
`;

const folder = folderOf({
  'crowd.yaml': `${CROWD}strategies: [cache-aside, lease, delete-first]\n`,
  'dies.yaml': `${CROWD}strategies: [cache-aside, ./dies-once.mjs]\n`,
  'dies-once.mjs': strategy(
    `if (isWorker && !existsSync('died')) { writeFileSync('died', ''); process.kill(process.ppid, 'SIGKILL'); }`,
  ),
  'deadly.yaml': `${CROWD}strategies: [cache-aside, ./deadly.mjs]\n`,
  'deadly.mjs': strategy(`if (isWorker) process.kill(process.pid, 'SIGKILL');`),
});
afterAll(() => folder.remove());

const redis = new OwnRedis();
const started: Started[] = [];

const worker = (url: string, ...more: string[]): Started => {
  const one = startCli(['worker', url, '--lease', '2s', ...more], folder.path);
  started.push(one);
  return one;
};
const fuzz = (corpus: string, ...args: string[]): Promise<Finished> =>
  cli(['fuzz', ...args, '--corpus', corpus, '--json'], folder.path);

/** What must not depend on who did the work. */
const findingsOf = ({ stdout }: Finished, corpus: string): string =>
  stdout.replace(/"durationMs": \d+/g, '').replaceAll(corpus, 'CORPUS');

/** Two workers serve all tests, one after the other; the last one kills one of them. */
describeReal('a queue', () => {
  const url = redis.url();
  beforeAll(async () => {
    await redis.start();
    worker(url);
    worker(url);
  });
  afterAll(async () => {
    for (const { process: child } of started) child.kill('SIGKILL');
    await Promise.all(started.map(({ finished }) => finished));
    await redis.end();
  });

  it('gives what one process gives, byte for byte', async () => {
    const work = ['crowd.yaml', '--runs', '3000', '--seed', '7'];
    const queued = await fuzz('queued', ...work, '--queue', url);
    const alone = await fuzz('alone', ...work, '--on', 'embedded');
    expect(queued.exitCode).toBe(1);
    expect(findingsOf(queued, 'queued')).toBe(findingsOf(alone, 'alone'));
    expect(parseResult(queued).results.map((cell) => cell.strategy)).toEqual(['cache-aside', 'lease', 'delete-first']);
    const replay = parseResult(queued).results[0]!.fuzz!.failures[0]!.counterexample.replay.split(' ').slice(2);
    expect((await cli([...replay, '--on', 'embedded'], folder.path)).exitCode).toBe(0);
  });

  it('lists a unit that cannot be done as a dead letter, does the others, and exits with 3', async () => {
    const finished = await fuzz('deadly', 'deadly.yaml', '--runs', '400', '--queue', url);
    expect(finished.exitCode).toBe(3);
    expect(parseResult(finished).results.map((cell) => cell.strategy)).toEqual(['cache-aside']);
    expect(finished.stderr).toContain('1 unit was given up');
    const dead = await cli(['queue', url, 'dead']);
    expect(dead.stdout).toMatch(/^deadly × crowd {3}unit \S+, --on embedded, after 3 attempts\n/);
    expect(dead.stdout).toContain('the process that executed it ended: signal SIGKILL');
    expect((await cli(['queue', url, 'retry'])).stdout).toBe('1 unit is tried again.\n');
  });

  it('loses nothing, and counts nothing twice, when a worker is killed in the middle of a unit', async () => {
    const work = ['dies.yaml', '--runs', '400'];
    const queued = await fuzz('killed', ...work, '--queue', url);
    const alone = await fuzz('unkilled', ...work, '--on', 'embedded');
    expect(started.filter(({ process: child }) => child.signalCode === 'SIGKILL')).toHaveLength(1);
    expect(findingsOf(queued, 'killed')).toBe(findingsOf(alone, 'unkilled'));
  });
});
