/** `fuzz --queue` and its workers, as child processes on a Redis of their own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_NEEDS } from '../harness/engines/real/servers.ts';
import { describeReal } from '../infra/testing.ts';
import { Board } from './queue/board.ts';
import { openQueueRedis } from './queue/connection.ts';
import { identityOf } from './queue/identity.ts';
import type { Overview, QueueState } from './queue/overview.ts';
import { Queues } from './queue/overview.ts';
import { Presence } from './queue/presence.ts';
import { OwnRedis } from './queue/testing.ts';
import type { Finished, Started } from './testing.ts';
import { cli, folderOf, parseResult, serverOptions, startCli } from './testing.ts';

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
describeReal('a queue', (servers) => {
  const url = redis.url();
  const WORK = ['crowd.yaml', '--runs', '1500', '--unit', '100', '--seed', '7'];
  let alone = '';

  beforeAll(async () => {
    await redis.start();
    worker(url);
    worker(url);
    alone = findingsOf(await fuzz('alone', ...WORK, '--on', 'embedded'), 'alone');
  });
  afterAll(async () => {
    for (const { process: child } of started) child.kill('SIGKILL');
    await Promise.all(started.map(({ finished }) => finished));
    await redis.end();
  });

  it('gives what one process gives, byte for byte, and nothing while it is paused', async () => {
    expect((await cli(['queue', url, 'pause'])).exitCode).toBe(0);
    const publishing = fuzz('queued', ...WORK, '--queue', url);
    await until(async () => (await stateOf(url)).waiting > 0);
    expect(await stateOf(url)).toMatchObject({ active: 0, isPaused: true });
    await cli(['queue', url, 'resume']);
    const queued = await publishing;
    expect(queued.exitCode).toBe(1);
    expect(findingsOf(queued, 'queued')).toBe(alone);
    expect(parseResult(queued).results.map((cell) => cell.strategy)).toEqual(['cache-aside', 'lease', 'delete-first']);
    const replay = parseResult(queued).results[0]!.fuzz!.failures[0]!.counterexample.replay.split(' ').slice(2);
    expect((await cli([...replay, '--on', 'embedded'], folder.path)).exitCode).toBe(0);
  });

  it('loses nothing when its publisher is killed, and then its Redis, which starts again with nothing in it', async () => {
    await cli(['queue', url, 'pause']);
    const first = startCli(['fuzz', ...WORK, '--corpus', 'resumed', '--json', '--queue', url], folder.path);
    await until(async () => (await stateOf(url)).waiting > 0);
    first.process.kill('SIGKILL');
    const publishing = fuzz('resumed', ...WORK, '--queue', url);
    await until(async () =>
      (await overviewOf(url)).sessions.some(({ where }) => !where.endsWith(`-${first.process.pid}`)),
    );
    await cli(['queue', url, 'resume']);
    await until(async () => (await overviewOf(url)).sessions.every(({ units }) => units > 2));
    await redis.kill();
    await redis.start();
    expect(findingsOf(await publishing, 'resumed')).toBe(alone);
  });

  it('lists a unit that cannot be done as a dead letter, does the others, and exits with 3', async () => {
    const finished = await fuzz('deadly', 'deadly.yaml', '--runs', '200', '--queue', url);
    expect(finished.exitCode).toBe(3);
    expect(parseResult(finished).results.map((cell) => cell.strategy)).toEqual(['cache-aside']);
    expect(finished.stderr).toContain('1 unit was given up');
    const dead = await cli(['queue', url, 'dead']);
    expect(dead.stdout).toMatch(/^deadly × crowd {3}unit \S+, --on embedded, after 3 attempts\n/);
    expect(dead.stdout).toContain('the process that executed it ended: signal SIGKILL');
    expect((await cli(['queue', url, 'retry'])).stdout).toBe('1 unit is tried again.\n');
  });

  it('is refused by a worker of another version, which says so on both sides; one that fits waits, or leaves after a while', async () => {
    const elsewhere = redis.url(1);
    const identity = { ...identityOf([]), version: '0.0.9' };
    const options = await openQueueRedis(elsewhere, 'test');
    const board = await Board.open(options, 'old', { identity, mode: 'embedded', needs: NO_NEEDS });
    const session = {
      identity,
      mode: 'embedded',
      where: 'there',
      command: 'fuzz',
      done: 0,
      total: 1,
      units: 0,
    } as const;
    await new Presence(board.redis, 'sessions', 'old', () => session).begin();
    const fitting = worker(redis.url(2), '--idle', '1s').finished;
    const { exitCode, stderr } = await worker(elsewhere).finished;
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/This worker refuses: there: the work is that of stalemate 0\.0\.9, .* stalemate \d/);
    expect((await overviewOf(elsewhere)).refusals).toEqual([expect.stringMatching(/^worker \S+ refused: there: /)]);
    await board.close(true);
    expect(await fitting).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('Left after 0 units.') });
  });

  it('asks the real servers of its workers, and has no need of any itself', async () => {
    const work = ['crowd.yaml', '--strategy', 'cache-aside', '--runs', '300', '--unit', '100', '--on', 'twin'];
    worker(url, '--on', 'twin', ...serverOptions(servers));
    const queued = await fuzz('twins', ...work, '--queue', url);
    const undisturbed = await fuzz('twins-alone', ...work, ...serverOptions(servers));
    expect(findingsOf(queued, 'twins')).toBe(findingsOf(undisturbed, 'twins-alone'));
    expect(parseResult(queued).results[0]!.fuzz!.failures[0]!.confirmed).toBe('CONFIRMED');
  });

  it('loses nothing, and counts nothing twice, when a worker is killed in the middle of a unit', async () => {
    const work = ['dies.yaml', '--runs', '200'];
    const queued = await fuzz('killed', ...work, '--queue', url);
    const undisturbed = await fuzz('unkilled', ...work, '--on', 'embedded');
    expect(started.filter(({ process: child }) => child.signalCode === 'SIGKILL')).toHaveLength(1);
    expect(findingsOf(queued, 'killed')).toBe(findingsOf(undisturbed, 'unkilled'));
  });
});

it('says what is wrong with its arguments', async () => {
  const wrong = async (...args: string[]): Promise<string> => {
    const { exitCode, stderr } = await cli(args);
    expect(exitCode).toBe(2);
    return stderr;
  };
  expect(await wrong('worker')).toContain('Fix: stalemate worker redis://host:6379');
  expect(await wrong('queue', 'redis://127.0.0.1:1', 'staus')).toContain('Did you mean status?');
  expect(await wrong('worker', 'redis://someone:secret@127.0.0.1:1')).toMatch(
    /^redis:\/\/someone@127\.0\.0\.1:1 cannot hold a queue: .*ECONNREFUSED/,
  );
});

async function overviewOf(url: string): Promise<Overview> {
  const queues = await Queues.open(await openQueueRedis(url, 'test'));
  return queues.overview().finally(() => queues.close());
}

async function stateOf(url: string): Promise<QueueState> {
  return (await overviewOf(url)).queues.find(({ mode }) => mode === 'embedded')!;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50);
}
