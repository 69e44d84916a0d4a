/**
 * The same steps with the bare drivers: one ioredis connection that all schedules share, as many mysql2 connections as
 * schedules are in flight, each schedule's steps one after the other. Nothing is judged, isolated or observed; rows and
 * keys of their own for all schedules are put there before the clock starts.
 */
import type { Redis } from 'ioredis';
import type { Connection } from 'mysql2/promise';
import { ITEMS_DDL } from '../../harness/engines/schema.ts';
import type { Contender } from '../contender.ts';
import { timed } from '../contender.ts';
import { OLD_VALUE } from '../scenario.ts';
import type { Call } from './calls.ts';
import { callsOf } from './calls.ts';
import { connectMysql, connectRedis } from './connect.ts';
import type { StepOptions } from './steps.ts';
import { SEED } from './steps.ts';
import { recordWorkload } from './workload.ts';

const ROWS_PER_INSERT = 1000;

export async function bareSteps({ servers, concurrency, schedules }: StepOptions): Promise<Contender> {
  const workload = await recordWorkload(SEED, schedules);
  const name = `bench_bare_${process.pid}`;
  const runs = workload.runs.map((requests, n) => callsOf(requests, n, name));
  const redis = await connectRedis(servers);
  const connections = await Promise.all(Array.from({ length: concurrency }, () => connectMysql(servers)));
  const [control] = connections as [Connection];
  await control.query(`CREATE DATABASE ${name}`);
  for (const connection of connections) await connection.query(`USE ${name}`);
  await control.query(ITEMS_DDL);
  return {
    async round() {
      await prepare(control, redis, runs);
      return timed(async () => {
        const stale = await runAll(connections, redis, runs);
        if (stale !== workload.staleRuns) {
          throw new Error(`${stale} runs ended with the old value, expected ${workload.staleRuns}`);
        }
        return { done: workload.steps, found: workload.staleSchedules };
      });
    },
    async close() {
      await clearKeys(redis, runs);
      await control.query(`DROP DATABASE ${name}`);
      redis.disconnect();
      for (const connection of connections) connection.destroy();
    },
  };
}

async function runAll(connections: readonly Connection[], redis: Redis, runs: readonly (readonly Call[])[]) {
  let next = 0;
  let stale = 0;
  const work = async (mysql: Connection): Promise<void> => {
    for (let calls = runs[next++]; calls !== undefined; calls = runs[next++]) {
      if ((await runOne(mysql, redis, calls)) === OLD_VALUE) stale++;
    }
  };
  await Promise.all(connections.map(work));
  return stale;
}

/** Returns what the last GET answered, which is the observer's. */
async function runOne(mysql: Connection, redis: Redis, calls: readonly Call[]): Promise<string | null> {
  let seen: string | null = null;
  for (const call of calls) {
    switch (call.name) {
      case 'execute':
        await mysql.execute(call.sql, [...call.params]);
        break;
      case 'get':
        seen = await redis.get(call.key);
        break;
      case 'set':
        await redis.set(call.key, call.value, 'PX', call.ttlMs);
        break;
      case 'del':
        await redis.del(call.key);
    }
  }
  return seen;
}

async function prepare(control: Connection, redis: Redis, runs: readonly (readonly Call[])[]): Promise<void> {
  await clearKeys(redis, runs);
  await control.query('TRUNCATE TABLE items');
  for (let from = 0; from < runs.length; from += ROWS_PER_INSERT) {
    const ids = runs.slice(from, from + ROWS_PER_INSERT).map((_, i) => [from + i, OLD_VALUE, 1]);
    await control.query('INSERT INTO items (id, value, version) VALUES ?', [ids]);
  }
}

async function clearKeys(redis: Redis, runs: readonly (readonly Call[])[]): Promise<void> {
  const keys = runs.flatMap((calls) => calls.flatMap((call) => (call.name === 'get' ? [call.key] : [])));
  for (let from = 0; from < keys.length; from += ROWS_PER_INSERT) {
    await redis.unlink(keys.slice(from, from + ROWS_PER_INSERT));
  }
}
