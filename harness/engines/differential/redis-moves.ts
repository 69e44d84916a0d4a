/** Random commands, transactions and watches of two clients, while virtual time goes by and keys expire and vanish. */
import fc from 'fast-check';
import { COMMANDS } from '../embedded/redis/commands.ts';
import { ARGUMENTS, KEYS, type Move as UntimedMove } from '../embedded/redis/testing/command-arbitrary.ts';
import type { RedisCommand } from '../engine.ts';
import { EPOCH_MS } from '../epoch.ts';

export type Move = UntimedMove | { readonly kind: 'pass'; readonly ms: number } | { readonly kind: 'flush' };

const key = fc.constantFrom(...KEYS);
const session = fc.constantFrom(1, 2);
const near = fc.integer({ min: 1, max: 20_000 });
const instantMs = near.map((ms) => String(EPOCH_MS + ms * 3));

/** Scripts that look at the clock, or at keys that they were not given. */
const SCRIPTS = [
  "return {redis.call('ttl', KEYS[1]), redis.call('pttl', KEYS[1]), redis.call('pexpiretime', KEYS[1])}",
  "return redis.call('time')",
  "return {redis.call('pexpireat', KEYS[1], ARGV[1]), redis.call('expiretime', KEYS[1])}",
  "return {redis.call('set', KEYS[1], 'v', 'PXAT', ARGV[1]), redis.call('pttl', KEYS[1])}",
  "return {redis.pcall('getex', KEYS[1], 'PXAT', ARGV[1]), redis.pcall('get', KEYS[1])}",
  "return redis.call('expireat', KEYS[1], math.floor(ARGV[1] / 1000))",
  "redis.call('set', KEYS[1] .. ':beside', ARGV[1], 'PX', 700) return redis.call('exists', KEYS[1] .. ':beside')",
  "return {redis.call('pttl', KEYS[1] .. ':beside'), redis.call('get', KEYS[1] .. ':beside'), #KEYS[1]}",
  "return redis.pcall('rename', KEYS[1], KEYS[1] .. ':beside')",
  "return redis.call('set', KEYS[1], ARGV[1], 'KEEPTTL')",
  "return {redis.call('del', KEYS[1]), redis.call('psetex', KEYS[1], 500, ARGV[1])}",
];

const timed = fc
  .oneof(
    fc.tuple(key, fc.constantFrom(...SCRIPTS), instantMs).map(([k, script, ms]) => ['eval', script, '1', k, ms]),
    fc.tuple(key, near).map(([k, ms]) => ['set', k, 'v', 'PX', String(ms)]),
    fc.tuple(key, near).map(([k, ms]) => ['pexpire', k, String(ms)]),
    fc
      .tuple(key, fc.constantFrom('GT', 'LT', 'NX', 'XX'), near)
      .map(([k, flag, ms]) => ['pexpire', k, String(ms), flag]),
    fc.tuple(key, instantMs).map(([k, ms]) => ['getex', k, 'PXAT', ms]),
    key.map((k) => ['set', k, 'w', 'KEEPTTL']),
    fc.tuple(fc.constantFrom('ttl', 'pttl', 'expiretime', 'pexpiretime', 'persist'), key),
    fc.constant(['time']),
  )
  .map(([name = '', ...args]): RedisCommand => ({ name, args }));

/** An instant in 5,000 years and more is left to the real clock: nobody waits for it. */
const FAR = /^-?\d{15,}$/;
const any = fc
  .constantFrom(...Object.keys(ARGUMENTS).filter((name) => COMMANDS.has(name)))
  .chain((name) => ARGUMENTS[name]!.map((args): RedisCommand => ({ name, args })))
  .filter(({ args }) => !args.some((arg) => FAR.test(arg)));
const command = fc.oneof(any, timed);

export const timedMoves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    { weight: 24, arbitrary: fc.record({ kind: fc.constant('command' as const), session, command }) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('transaction' as const),
        session,
        commands: fc.array(command, { maxLength: 4 }),
      }),
    },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: near }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('evict' as const), key }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'flush' as const }) },
  ),
  { minLength: 4, maxLength: 25, size: 'max' },
);
