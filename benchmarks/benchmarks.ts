/** The comparisons by name: who against whom, on how much, and what both must agree on. */
import { availableParallelism } from 'node:os';
import { acquireServers } from '../infra/acquire.ts';
import { calibration } from './calibration/calibration.ts';
import type { Rounds, Side } from './compare.ts';
import { compare } from './compare.ts';
import { determinism } from './determinism/determinism.ts';
import { duel } from './duel.ts';
import { first } from './first/first.ts';
import { pauses } from './hidden-race/strategy.ts';
import type { PauseName } from './hidden-race/strategy.ts';
import { host } from './host.ts';
import { locks } from './locks/locks.ts';
import { queue } from './queue/queue.ts';
import { reduction } from './reduction/reduction.ts';
import { shrink } from './shrink/shrink.ts';
import { soak } from './soak/benchmark.ts';
import { tableOf } from './table.ts';
import { timed } from './timed/timed.ts';

export interface Outcome {
  readonly text: string;
  /** Both sides did the same work and found the same race. */
  readonly isSame: boolean;
}

export const benchmarks = {
  schedules,
  steps,
  locks,
  hidden,
  first,
  determinism,
  reduction,
  shrink,
  soak,
  calibration,
  timed,
  queue,
} satisfies Record<string, (rounds: Rounds) => Promise<Outcome>>;
export type BenchmarkName = keyof typeof benchmarks;

/** Each side gets what takes it about a second; of ours, each thread. */
const SCHEDULES = { stalemate: 200_000, fastCheck: 40_000 };
/** One stale schedule in 16 when each enabled step is as likely: four choices between two. */
const STALE_SHARE = 1 / 16;
const STALE_SHARE_ERROR = 0.004;

/** As users run it, with a thread for each core, and on one thread: fast-check has no more. */
async function schedules(rounds: Rounds): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (const threads of new Set([availableParallelism(), 1])) outcomes.push(await schedulesOn(threads, rounds));
  return { text: outcomes.map(({ text }) => text).join('\n\n'), isSame: outcomes.every(({ isSame }) => isSame) };
}

async function schedulesOn(threads: number, rounds: Rounds): Promise<Outcome> {
  const comparison = await duel(
    host('schedules/stalemate', { schedules: SCHEDULES.stalemate * threads, threads }),
    host('schedules/fast-check', { schedules: SCHEDULES.fastCheck }),
    (ours, theirs) => compare(ours, theirs, rounds),
  );
  const shares = [comparison.ours, comparison.theirs].map(shareOf);
  const text = tableOf(
    {
      title: `Embedded engine, ${threads === 1 ? '1 thread' : `${threads} threads`}: schedules per second. Cache-aside, 1 reader + 1 writer, policy random`,
      ours: 'stalemate',
      theirs: 'fast-check',
      unit: 'schedule',
      target: 10,
    },
    comparison,
  );
  return {
    text: `${text}\n  stale at rest: ${shares.map(percent).join(' and ')} of the schedules (expected 6.25 %)`,
    isSame: shares.every((share) => Math.abs(share - STALE_SHARE) < STALE_SHARE_ERROR),
  };
}

/** The real engine's default. */
const CONCURRENCY = 64;
const REAL_SCHEDULES = 5000;

async function steps(rounds: Rounds): Promise<Outcome> {
  const servers = await acquireServers({ onProgress: (line) => void process.stderr.write(`${line}\n`) });
  try {
    const { redis, mysql, isPrivate } = servers;
    const options = { servers: { redis, mysql, isPrivate }, concurrency: CONCURRENCY, schedules: REAL_SCHEDULES };
    const comparison = await duel(host('steps/stalemate', options), host('steps/bare', options), (ours, theirs) =>
      compare(ours, theirs, rounds),
    );
    const text = tableOf(
      {
        title: `Real servers (Redis ${redis.version}, MySQL ${mysql.version}): steps per second, ${CONCURRENCY} schedules in flight`,
        ours: 'stalemate',
        theirs: 'ioredis + mysql2',
        unit: 'step',
        target: 0.7,
      },
      comparison,
    );
    return { text, isSame: comparison.ours.found === comparison.theirs.found };
  } finally {
    await servers.close();
  }
}

const SEEDS = 100;
const SCHEDULES_PER_SEED = 300;

async function hidden(): Promise<Outcome> {
  const lines = [
    `Seeds of ${SEEDS} that find the race within ${SCHEDULES_PER_SEED} schedules, by what stands between two calls`,
  ];
  let isSame = true;
  for (const pause of Object.keys(pauses) as PauseName[]) {
    const options = { pause, seeds: SEEDS, schedules: SCHEDULES_PER_SEED };
    const found = await duel(
      host('seeds/stalemate', options),
      host('seeds/fast-check', options),
      async (ours, theirs) => [(await ours.round()).found, (await theirs.round()).found],
    );
    lines.push(
      `  ${pause.padEnd(14)} stalemate ${String(found[0]).padStart(3)}   fast-check ${String(found[1]).padStart(3)}`,
    );
    isSame &&= found[0] === SEEDS && (pause !== 'nothing' || found[1] === SEEDS);
  }
  return { text: lines.join('\n'), isSame };
}

function shareOf({ found, done }: Side): number {
  return found / done;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
