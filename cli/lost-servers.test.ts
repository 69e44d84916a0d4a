/** Servers that die, freeze or run out of room while schedules are executed on them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { acquireServers } from '../infra/acquire.ts';
import type { Acquired } from '../infra/acquire.ts';
import { describeKafka, describeReal } from '../infra/testing.ts';
import { folderOf, parseResult, serverOptions, startCli, untilExploring } from './testing.ts';
import type { Finished } from './testing.ts';

const scenario = (strategy: string, pipeline = 'binlog'): string => `version: 1
name: long
rows: { "item:1": v1 }
actors:
  reader: { steps: [ { read: "item:1" } ] }
  writer: { count: 2, steps: [ { write: "item:1", value: v2 } ] }
pipeline: ${pipeline}
strategies: [${strategy}]
explore: { policy: random, runs: 50000000, seed: 1 }
`;

const folder = folderOf({
  'long.yaml': scenario('cache-aside'),
  // Only those who follow the changes have mysqld write a binlog.
  'changes.yaml': scenario('setnx-setex-binlog'),
  'kafka.yaml': scenario('setnx-setex-binlog', 'kafka'),
});
afterAll(() => folder.remove());

const longOn = (file: string): readonly string[] => [join(folder.path, file), '--on', 'real', '--json'];
const LONG = longOn('long.yaml');

describeReal('a private server', () => {
  it.concurrent('frozen while fuzz explores: one error, what was found until then, and no process left', async () => {
    const { process: child, finished } = startCli(['fuzz', ...LONG, '--corpus', join(folder.path, 'corpus')]);
    await untilExploring(child);
    const started = descendantsOf(child.pid!);
    const victim = started.find((pid) => commandOf(pid).includes('redis-server'));
    process.kill(victim!, 'SIGSTOP');
    expectLost(
      await finished,
      /^The connection to Redis is lost: it has not answered for 7 seconds\. .* Fix: repeat the run/m,
    );
    expect(started.filter((pid) => commandOf(pid) !== '')).toEqual([]);
  }, 120_000);

  const directory = mkdtempSync(join(tmpdir(), 'stalemate-full-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400m', 'tmpfs', directory]).status === 0;
  afterAll(() => {
    if (isMounted) spawnSync('umount', ['-l', directory]);
    rmSync(directory, { recursive: true, force: true });
  });

  it.skipIf(!isMounted).concurrent(
    'mysqld without room on its disk: one error and what was found until then (skipped where nobody may mount a small disk)',
    async () => {
      const { process: child, finished } = startCli(['run', ...longOn('changes.yaml')], undefined, {
        TMPDIR: directory,
      });
      await untilExploring(child);
      // What mysqld gives back is taken too.
      const filling = setInterval(() => fill(join(directory, 'rest')), 200);
      const done = await finished.finally(() => clearInterval(filling));
      expect(done.stderr).toMatch(/^MySQL: its disk is full \(.*\)\. Fix: make room/m);
      expect(parseResult(done)).toMatchObject({ exitCode: 2, results: [{ problems: [{ kind: 'server' }] }] });
    },
    60_000,
  );
});

await describeKafka('servers that somebody has named', () => {
  let servers: Acquired;
  beforeAll(async () => {
    const env = { ...process.env, STALEMATE_REDIS_URL: '', STALEMATE_MYSQL_URL: '', STALEMATE_KAFKA_URL: '' };
    servers = await acquireServers({ env, needs: { replicas: 0, kafka: true }, providers: ['local', 'packages'] });
  }, 120_000);
  afterAll(() => servers?.close());

  const signal = (name: 'mysqld' | 'kafka', what: NodeJS.Signals): void => {
    process.kill(Number(servers.places![name]!.split(' ')[1]), what);
  };
  const start = async (args: readonly string[]): Promise<{ readonly finished: Promise<Finished> }> => {
    const { process: child, finished } = startCli([...args, ...serverOptions(servers)]);
    await untilExploring(child);
    return { finished };
  };
  /** So that the command with Kafka misses that first. */
  const BETWEEN_MS = 2_500;
  const KAFKA = ['run', ...longOn('kafka.yaml')];

  it('are told with their place, when they are frozen', async () => {
    const fuzzing = ['fuzz', ...LONG, '--corpus', join(folder.path, 'other')];
    const [run, fuzz] = await Promise.all([start(KAFKA), start(fuzzing)]);
    signal('kafka', 'SIGSTOP');
    await sleep(BETWEEN_MS);
    signal('mysqld', 'SIGSTOP');
    expectLost(
      await run.finished,
      /^The connection to Kafka at 127\.0\.0\.1:\d+ is lost: it has not answered for 7 seconds\./m,
    );
    expectLost(
      await fuzz.finished,
      /^The connection to MySQL at .*\.sock is lost: (it has not answered for 7 seconds|connect ETIMEDOUT)\./m,
    );
    for (const name of ['kafka', 'mysqld'] as const) signal(name, 'SIGCONT');
  }, 60_000);

  it('are told with their place, when they are killed', async () => {
    const [withKafka, without] = await Promise.all([start(KAFKA), start(['run', ...LONG])]);
    signal('kafka', 'SIGKILL');
    expectLost(
      await withKafka.finished,
      /^The connection to Kafka at .* is lost: .*\. Fix: see whether Kafka runs there/m,
    );
    signal('mysqld', 'SIGKILL');
    expectLost(
      await without.finished,
      /^The connection to MySQL at .* is lost: .*\. Fix: see whether MySQL runs there/m,
    );
  }, 60_000);
});

/** One error, no stack trace, and what was found until then. */
function expectLost(done: Finished, says: RegExp): void {
  expect(done.stderr).toMatch(says);
  expect(done.stderr).not.toMatch(/\n\s+at /);
  expect(done.stderr.match(/Fix: /g)).toHaveLength(1);
  const result = parseResult(done);
  expect([done.exitCode, result.exitCode]).toEqual([70, 70]);
  expect(result.results).toMatchObject([
    {
      problems: [{ kind: 'server', message: expect.stringMatching(says) }],
      certificate: { budget: { endedBy: 'failure' } },
    },
  ]);
}

/** Writes until there is no room left. */
function fill(file: string): void {
  const block = Buffer.alloc(64 * 1024);
  try {
    for (;;) writeFileSync(file, block, { flag: 'a' });
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  }
}

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
