/** One session of fuzzing on a queue, measured at the publisher and at the Redis. */
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { forFuzzing } from '../../cli/fuzz/job.ts';
import type { FuzzCell } from '../../cli/fuzz/tasks.ts';
import { openQueueRedis } from '../../cli/queue/connection.ts';
import { fuzzOnQueue } from '../../cli/queue/publisher.ts';
import { resolveStrategies } from '../../cli/strategies.ts';
import { NO_NEEDS } from '../../harness/engines/real/servers.ts';
import { digestOf } from '../../harness/exploration/replay/digest.ts';
import type { Scenario } from '../../harness/scenario.ts';
import { scenarioOf } from '../scenario.ts';

export interface SessionOptions {
  /** Schedules of each cell. */
  readonly runs: number;
  /** Schedules of a unit. */
  readonly size: number;
  readonly seed: number;
  /** For saved failures. */
  readonly folder: string;
}

export interface Measured {
  readonly schedules: number;
  readonly units: number;
  readonly seconds: number;
  /** CPU time. */
  readonly publisherSeconds: number;
  readonly redisSeconds: number;
  /** Received and sent by the Redis. */
  readonly bytes: number;
  /** Of all that was found. */
  readonly digest: string;
}

const STRATEGIES = ['cache-aside', 'lease', 'delete-first', 'singleflight'];

export async function fuzzOnce(url: string, { runs, size, seed, folder }: SessionOptions): Promise<Measured> {
  const connection = await openQueueRedis(url, 'bench');
  const redis = new Redis(connection.options);
  const cells = await cellsOf(seed);
  const before = await loadOf(redis);
  const cpu = process.cpuUsage();
  const began = performance.now();
  const { outcome, units } = await fuzzOnQueue({
    redis: connection,
    mode: 'embedded',
    cells,
    needs: NO_NEEDS,
    budget: { runs: runs * cells.length, timeMs: null, maxFailures: null },
    corpus: join(folder, 'failures'),
    saved: [],
    isKnown: () => false,
    size,
    say: () => {},
  });
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const after = await loadOf(redis);
  redis.disconnect();
  if (outcome.error !== undefined) throw outcome.error;
  return {
    schedules: outcome.results.reduce((sum, cell) => sum + cell.schedules.executed, 0),
    units,
    seconds,
    publisherSeconds: (user + system) / 1e6,
    redisSeconds: after.cpuSeconds - before.cpuSeconds,
    bytes: after.bytes - before.bytes,
    digest: digestOf(outcome.results.map((cell) => ({ ...cell, durationMs: 0 }))),
  };
}

/** Three readers and two writers of one key, under four strategies. */
async function cellsOf(seed: number): Promise<FuzzCell[]> {
  const base = scenarioOf(seed, 1, 3);
  const [writer] = base.actors.filter(({ group }) => group === 'writer');
  const second = {
    ...writer!,
    name: 'writer2',
    operations: [{ kind: 'write', key: 'item:1', value: 'v3', node: 1 } as const],
  };
  const uses = STRATEGIES.map((use) => ({ use, as: use, with: {} }));
  const scenario: Scenario = { ...base, actors: [...base.actors, second], strategies: uses };
  const resolved = await resolveStrategies(scenario, uses);
  return resolved.map((strategy) => ({ kind: 'file', scenario: forFuzzing(scenario, 'portfolio', seed), strategy }));
}

async function loadOf(redis: Redis): Promise<{ readonly cpuSeconds: number; readonly bytes: number }> {
  const info = await redis.info();
  const figure = (name: string): number => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? 0);
  return {
    cpuSeconds: figure('used_cpu_user') + figure('used_cpu_sys'),
    bytes: figure('total_net_input_bytes') + figure('total_net_output_bytes'),
  };
}
