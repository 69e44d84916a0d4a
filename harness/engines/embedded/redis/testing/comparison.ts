import { Redis } from 'ioredis';
import type { RedisCommand, RedisReply } from '../../../engine.ts';
import { EPOCH_MS } from '../../../epoch.ts';
import type { RealServers } from '../../../real/servers.ts';
import { NotEmbedded } from '../../not-embedded.ts';
import { redisError } from '../errors.ts';
import { EmbeddedRedis } from '../redis.ts';
import { KEYS, type Move } from './command-arbitrary.ts';

/** Does the same to the embedded Redis and to a real one, and reports where they part. */

/** How far replies that name an instant may be apart: the real clock goes on between two commands. */
const CLOCK_TOLERANCE_MS = 5000;
const TOLERANCES: Readonly<Record<string, number>> = {
  ttl: CLOCK_TOLERANCE_MS / 1000,
  pttl: CLOCK_TOLERANCE_MS,
  expiretime: CLOCK_TOLERANCE_MS / 1000,
  pexpiretime: CLOCK_TOLERANCE_MS,
};

export class RealRedis {
  private readonly sessions: readonly Redis[];

  constructor(servers: RealServers) {
    const { redis } = servers;
    const address = 'socketPath' in redis ? { path: redis.socketPath } : { host: redis.host, port: redis.port };
    const { username, password, db } = redis;
    const options = { ...address, ...(username && { username }), ...(password && { password }), db: db ?? 0 };
    this.sessions = [0, 1, 2].map(() => new Redis({ ...options, ...(redis.tls && { tls: {} }) }));
  }

  async execute(session: number, { name, args }: RedisCommand): Promise<RedisReply> {
    try {
      // In capitals, so that ioredis does not make an object of HGETALL's reply.
      return asReply(await this.sessions[session]?.call(name === 'hgetall' ? 'HGETALL' : name, ...args));
    } catch (error) {
      return asReply(error);
    }
  }

  async transaction(session: number, commands: readonly RedisCommand[]): Promise<RedisReply> {
    await this.execute(session, { name: 'multi', args: [] });
    for (const command of commands) await this.execute(session, command);
    return this.execute(session, { name: 'exec', args: [] });
  }

  /** The server's clock: where the virtual clock has to stand, and a text that no earlier test run has used. */
  async clock(): Promise<{ readonly nowMs: number; readonly nonce: string }> {
    const [seconds, micros] = (await this.execute(0, { name: 'time', args: [] })) as unknown as [string, string];
    return {
      nowMs: Number(seconds) * 1000 + Math.trunc(Number(micros) / 1000) - EPOCH_MS,
      nonce: `${seconds}.${micros}`,
    };
  }

  async reset(): Promise<void> {
    for (const session of [0, 1, 2]) await this.execute(session, { name: 'unwatch', args: [] });
    await this.execute(0, { name: 'del', args: KEYS });
  }

  close(): void {
    for (const session of this.sessions) session.disconnect();
  }
}

function asReply(reply: unknown): RedisReply {
  if (reply instanceof Error) return redisError(reply.message);
  return Array.isArray(reply) ? reply.map(asReply) : (reply as RedisReply);
}

/** The first difference, or null. A sequence ends where the embedded Redis says that it does not know. */
export async function compare(real: RealRedis, moves: readonly Move[]): Promise<string | null> {
  await real.reset();
  const { nowMs } = await real.clock();
  try {
    return await compareMoves(real, new EmbeddedRedis({ now: nowMs }), moves);
  } catch (error) {
    if (error instanceof NotEmbedded) return null;
    throw error;
  }
}

async function compareMoves(real: RealRedis, embedded: EmbeddedRedis, moves: readonly Move[]): Promise<string | null> {
  for (const [index, move] of moves.entries()) {
    const [expected, actual] = await makeMove(real, embedded, move);
    const tolerance = move.kind === 'command' ? (TOLERANCES[move.command.name] ?? 0) : CLOCK_TOLERANCE_MS;
    if (!isAlike(expected, actual, tolerance))
      return describe(`move ${index} ${JSON.stringify(move)}`, expected, actual);
  }
  return compareStates(real, embedded);
}

async function makeMove(real: RealRedis, embedded: EmbeddedRedis, move: Move): Promise<[RedisReply, RedisReply]> {
  switch (move.kind) {
    case 'command':
      return [await real.execute(move.session, move.command), embedded.execute(move.session, move.command)];
    case 'transaction':
      return [await real.transaction(move.session, move.commands), embedded.transaction(move.session, move.commands)];
    default:
      await real.execute(0, { name: 'del', args: [move.key] });
      embedded[move.kind](move.key);
      return [null, null];
  }
}

const READERS: Readonly<Record<string, (key: string) => RedisCommand>> = {
  string: (key) => ({ name: 'get', args: [key] }),
  hash: (key) => ({ name: 'hgetall', args: [key] }),
  set: (key) => ({ name: 'smembers', args: [key] }),
  zset: (key) => ({ name: 'zrange', args: [key, '0', '-1', 'WITHSCORES'] }),
};

async function compareStates(real: RealRedis, embedded: EmbeddedRedis): Promise<string | null> {
  for (const key of KEYS) {
    const type = await real.execute(0, { name: 'type', args: [key] });
    const read = READERS[String(type)] ?? READERS.string;
    for (const command of [{ name: 'type', args: [key] }, { name: 'pttl', args: [key] }, read?.(key)]) {
      if (command === undefined) continue;
      const [expected, actual] = [await real.execute(0, command), embedded.execute(0, command)];
      if (!isAlike(expected, actual, TOLERANCES[command.name] ?? 0)) {
        return describe(`in the end ${JSON.stringify(command)}`, expected, actual);
      }
    }
  }
  return null;
}

/** Where a clock is involved, numbers from a thousand on are instants or distances. */
function isAlike(expected: RedisReply, actual: RedisReply, tolerance: number): boolean {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const isTime = tolerance > 0 && expected >= 1000;
    return isTime ? Math.abs(expected - actual) <= Math.max(tolerance, expected * 1e-9) : expected === actual;
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return (
      expected.length === actual.length && expected.every((item, index) => isAlike(item, actual[index], tolerance))
    );
  }
  return JSON.stringify(expected) === JSON.stringify(actual);
}

function describe(what: string, expected: RedisReply, actual: RedisReply): string {
  return `${what}\n  real     ${JSON.stringify(expected)}\n  embedded ${JSON.stringify(actual)}`;
}
