/** Private servers that die, freeze or run out of room while schedules are executed on them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeReal } from '../infra/testing.ts';
import { folderOf, parseResult, startCli, untilExploring } from './testing.ts';

const scenario = (strategy: string): string => `version: 1
name: long
rows: { "item:1": v1 }
actors:
  reader: { steps: [ { read: "item:1" } ] }
  writer: { count: 2, steps: [ { write: "item:1", value: v2 } ] }
strategies: [${strategy}]
explore: { policy: random, runs: 50000000, seed: 1 }
`;

const folder = folderOf({
  'long.yaml': scenario('cache-aside'),
  // Only those who follow the changes have mysqld write a binlog.
  'changes.yaml': scenario('setnx-setex-binlog'),
});
afterAll(() => folder.remove());

const longOn = (file: string): readonly string[] => [join(folder.path, file), '--on', 'real', '--json'];
const LONG = longOn('long.yaml');

interface Row {
  readonly server: 'redis-server' | 'mysqld';
  readonly what: string;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  readonly args: readonly string[];
  readonly says: RegExp;
}

const ROWS: readonly Row[] = [
  {
    server: 'mysqld',
    what: 'killed while run explores',
    signal: 'SIGKILL',
    args: ['run', ...LONG],
    says: /^The connection to MySQL is lost: .*\. Fix: repeat the run/m,
  },
  {
    server: 'redis-server',
    what: 'frozen while run explores',
    signal: 'SIGSTOP',
    args: ['run', ...LONG],
    says: /^The connection to Redis is lost: it has not answered for 7 seconds\. .* Fix: repeat the run/m,
  },
  {
    server: 'mysqld',
    what: 'frozen while fuzz explores',
    signal: 'SIGSTOP',
    args: ['fuzz', ...LONG, '--corpus', join(folder.path, 'corpus')],
    says: /^The connection to MySQL is lost: (it has not answered for 7 seconds|connect ETIMEDOUT)\. .*Fix: repeat the run/m,
  },
];

describeReal('a private server', () => {
  it.concurrent.each(ROWS)(
    '$server $what: one error, what was found until then, and no process left',
    async ({ server, signal, args, says }) => {
      const { process: child, finished } = startCli(args);
      await untilExploring(child);
      const started = descendantsOf(child.pid!);
      const victim = started.find((pid) => commandOf(pid).includes(server));
      process.kill(victim!, signal);
      const done = await finished;
      expect(done.stderr).toMatch(says);
      expect(done.stderr).not.toMatch(/\n\s+at /);
      expect(done.stderr.match(/Fix: /g)).toHaveLength(1);
      const result = parseResult(done);
      expect([done.exitCode, result.exitCode]).toEqual([70, 70]);
      expect(result.results).toMatchObject([{ problems: [{ kind: 'engine', message: expect.stringMatching(says) }] }]);
      expect(started.filter((pid) => commandOf(pid) !== '')).toEqual([]);
    },
    120_000,
  );

  const directory = mkdtempSync(join(tmpdir(), 'stalemate-full-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400m', 'tmpfs', directory]).status === 0;
  afterAll(() => {
    if (isMounted) spawnSync('umount', ['-l', directory]);
    rmSync(directory, { recursive: true, force: true });
  });

  it.skipIf(!isMounted)(
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
      expect(parseResult(done)).toMatchObject({ exitCode: 2, results: [{ problems: [{ kind: 'engine' }] }] });
    },
    60_000,
  );
});

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
