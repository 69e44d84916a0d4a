/**
 * What a strategy gets from a service, with bare clients behind it: ioredis and mysql2, the clock of the wall, and nobody who
 * decides what comes next. Each call waits before it is sent and after it is answered, as on a slow network.
 */
import type { Redis } from 'ioredis';
import type { Connection } from 'mysql2/promise';
import { REDIS_METHODS } from '../../harness/scheduler/handles/redis.ts';
import type { Context, Mysql } from '../../strategies/strategy.ts';
import { sleep } from './delays.ts';
import type { RowLocks } from './row-locks.ts';
import type { Recorder } from './recorder.ts';

export interface Wires {
  readonly redis: Redis;
  /** The operation's connection, taken when it first needs one. */
  readonly mysql: () => Promise<Connection>;
  readonly delay: () => Promise<void>;
  readonly recorder: Recorder;
  readonly locks: RowLocks;
}

/** What of a context this benchmark has: one node, one Redis, one MySQL. */
type Handles = Pick<Context, 'redis' | 'mysql' | 'clock' | 'isForwarded'>;

/** For one operation. A strategy that reaches for more than there is fails with a TypeError, which ends the benchmark. */
export function contextOf(wires: Wires): Context {
  const handles: Handles = {
    redis: redisOf(wires),
    mysql: mysqlOf(wires),
    clock: { now: () => performance.now(), sleep },
    isForwarded: false,
  };
  return handles as Context;
}

interface Watch {
  /** Asked when it is sent: whether how long it takes says something about others like it. */
  readonly isTypical: () => boolean;
  /** Told when it has taken effect, as far as that can be known. */
  readonly onEffect: (atMs: number) => void;
}

async function step<T>(
  { delay, recorder }: Wires,
  name: string,
  act: () => Promise<T>,
  { isTypical = () => true, onEffect = () => {} }: Partial<Watch> = {},
): Promise<T> {
  const beganMs = performance.now();
  await delay();
  const sentMs = performance.now();
  const counts = isTypical();
  try {
    return await act();
  } finally {
    const effectMs = (sentMs + performance.now()) / 2;
    onEffect(effectMs);
    await delay();
    if (counts) recorder.note(name, effectMs - beganMs, performance.now() - effectMs);
  }
}

function redisOf(wires: Wires): Context['redis'] {
  const { redis } = wires;
  type Method = (...args: unknown[]) => Promise<unknown>;
  const methods = REDIS_METHODS.map((name): [string, Method] => {
    const method = (redis[name] as unknown as Method).bind(redis);
    return [name, (...args) => step(wires, `redis.${name}`, () => method(...args))];
  });
  return Object.fromEntries(methods) as unknown as Context['redis'];
}

function mysqlOf(wires: Wires): Mysql {
  const { locks } = wires;
  let isToBegin = false;
  let isOpen = false;
  const statement = async (sql: string, params: unknown[] = []): Promise<unknown> => {
    const mysql = await wires.mysql();
    const command = sql.trimStart().split(/\s/, 1)[0]!.toLowerCase();
    const id = Number(params.at(-1));
    const act = async (): Promise<unknown> => {
      if (isToBegin) await mysql.beginTransaction();
      isOpen ||= isToBegin;
      isToBegin = false;
      if (isOpen && command === 'update') locks.take(mysql, id);
      return mysql.execute(sql, params as (string | number)[]);
    };
    // How long a statement waits for a row is not how long a statement takes.
    const isTypical = (): boolean => command === 'select' || locks.isFree(id, mysql);
    const onEffect = (atMs: number): void => {
      // In a transaction its commit counts, and that names no value.
      if (command === 'update' && !isOpen) wires.recorder.committed(String(params[0]), atMs);
    };
    return step(wires, `mysql.${command}`, act, { isTypical, onEffect });
  };
  const end = (how: 'commit' | 'rollback') => async (): Promise<void> => {
    const mysql = await wires.mysql();
    await step(wires, `mysql.${how}`, () => mysql[how]().finally(() => locks.release(mysql)));
    isOpen = false;
  };
  const connection = {
    execute: statement,
    query: statement,
    /** Travels with the first statement, as in a simulation. */
    async beginTransaction() {
      isToBegin = true;
    },
    commit: end('commit'),
    rollback: end('rollback'),
  };
  return { ...connection, replica: connection, replicas: [connection] } as unknown as Mysql;
}
