/** One fuzzing session on a queue with 1, 2 and 4 workers, what a unit costs, and on paper what 1,000 cores give. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { packageRoot } from '../../cli/package-root.ts';
import { openQueueRedis } from '../../cli/queue/connection.ts';
import { present } from '../../cli/queue/presence.ts';
import { OwnRedis } from '../../cli/queue/testing.ts';
import type { Outcome } from '../benchmarks.ts';
import type { Rounds } from '../compare.ts';
import { spreadOf } from '../compare.ts';
import { onPaper } from './model.ts';
import type { Costs } from './model.ts';
import { fuzzOnce } from './session.ts';
import type { Measured } from './session.ts';

const WORKERS = [1, 2, 4];
/** Schedules of a unit: as by default, and so few that what counts is the unit. */
const UNIT = 20_000;
const SMALL_UNIT = 256;
/** Of each of the four cells. */
const SCHEDULES = 150_000;
const FEWER_SCHEDULES = 20_000;
const ROUNDS_MAX = 3;

export async function queue({ timed }: Rounds): Promise<Outcome> {
  const redis = new OwnRedis();
  await redis.start();
  const folder = mkdtempSync(join(tmpdir(), 'stalemate-bench-queue-'));
  try {
    const runs = new Map<number, Measured[]>();
    for (const workers of WORKERS) {
      const crew = await hire(redis.url(), workers);
      await fuzzOnce(redis.url(), { runs: FEWER_SCHEDULES, size: UNIT, seed: 1, folder });
      const measured: Measured[] = [];
      for (let round = 0; round < Math.min(timed, ROUNDS_MAX); round++)
        measured.push(await fuzzOnce(redis.url(), { runs: SCHEDULES, size: UNIT, seed: 2 + round, folder }));
      runs.set(workers, measured);
      if (workers === 1) {
        const few = await fuzzOnce(redis.url(), { runs: FEWER_SCHEDULES, size: UNIT, seed: 99, folder });
        const many = await fuzzOnce(redis.url(), { runs: FEWER_SCHEDULES, size: SMALL_UNIT, seed: 99, folder });
        runs.set(0, [few, many]);
      }
      crew.dismiss();
    }
    return outcomeOf(runs);
  } finally {
    await redis.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function outcomeOf(runs: ReadonlyMap<number, readonly Measured[]>): Outcome {
  const [few, many] = runs.get(0) as readonly [Measured, Measured];
  const speeds = WORKERS.map((workers) =>
    spreadOf(runs.get(workers)!.map(({ schedules, seconds }) => schedules / seconds)),
  );
  const rows = WORKERS.map((workers, i) => {
    const { median, min, max } = speeds[i]!;
    const efficiency = median / (workers * speeds[0]!.median);
    return `  ${workers} worker${workers === 1 ? ' ' : 's'}   ${whole(median)} schedules/s (${whole(min)} – ${whole(max)})   efficiency ${(100 * efficiency).toFixed(0)} %`;
  });
  const costs = costsOf(few, many, 1 / speeds[0]!.median);
  const digests = WORKERS.map((workers) =>
    runs
      .get(workers)!
      .map(({ digest }) => digest)
      .join(),
  );
  return {
    text: [
      `Queue: ${whole(4 * SCHEDULES)} schedules of 4 cells in units of ${whole(UNIT)}, on ${availableParallelism()} cores`,
      ...rows,
      `  What a unit costs beside its schedules, at the worker ${ms(costs.workerSeconds)}, at the publisher ${ms(costs.publisherSeconds)} of CPU time, at the Redis ${ms(costs.redisSeconds)} of CPU time and ${whole(costs.bytes)} bytes`,
      ...onPaper(costs, UNIT),
    ].join('\n'),
    isSame: new Set(digests).size === 1 && few.digest === many.digest,
  };
}

/** The same schedules in few units and in many: what differs is the units. */
function costsOf(few: Measured, many: Measured, scheduleSeconds: number): Costs {
  const units = many.units - few.units;
  const each = (of: (one: Measured) => number): number => Math.max(0, of(many) - of(few)) / units;
  return {
    scheduleSeconds,
    workerSeconds: each(({ seconds }) => seconds),
    publisherSeconds: each(({ publisherSeconds }) => publisherSeconds),
    redisSeconds: each(({ redisSeconds }) => redisSeconds),
    bytes: many.bytes / many.units,
  };
}

/** Workers as users start them. Resolves when all are there. */
async function hire(url: string, count: number): Promise<{ dismiss(): void }> {
  // What is measured is compiled already; a worker that compiled again would be another build.
  const env = { ...process.env, STALEMATE_NO_BUILD: '1' };
  const crew = Array.from({ length: count }, () =>
    spawn(join(packageRoot, 'bin', 'stalemate'), ['worker', url], { stdio: ['ignore', 'ignore', 'inherit'], env }),
  );
  const redis = new Redis((await openQueueRedis(url, 'bench')).options);
  while ((await present(redis, 'workers')).size < count) {
    if (crew.some(({ exitCode }) => exitCode !== null)) throw new Error('a worker did not come');
    await sleep(50);
  }
  redis.disconnect();
  return { dismiss: () => crew.forEach((worker) => worker.kill('SIGTERM')) };
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function ms(seconds: number): string {
  return `${(1000 * seconds).toFixed(2)} ms`;
}
