import fc from 'fast-check';
import type { RedisCommand } from '../../../engine.ts';

/** Random commands for the differential test: every command of the table, options, wrong types, wrong arities. */

/** Few keys and fields, so that commands meet. */
export const KEYS = ['item:1', 'item:2', 'lock', 'ключ'].map((key) => `redis-differential:${key}`);

const key = fc.constantFrom(...KEYS);
const field = fc.constantFrom('name', 'age', 'größe');
const text = fc.constantFrom(
  'v1',
  'v2',
  '',
  'a longer value with spaces',
  'žluť 🐎',
  '10',
  '-3',
  '3.5',
  '1e3',
  '007',
  'OK',
);
const integer = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -20, max: 20 }).map(String) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '9223372036854775807',
      '-9223372036854775808',
      '9223372036854775808',
      '9007199254740993',
      '9223372036854775',
      '9223372036854776',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('', 'x', '1.0', '+1', '01', ' 1', '-0', '1e3') },
);
const float = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('0.1', '0.2', '-3.14', '1e10', '.5', '5.', '1e-7', '2.5e-17', '123456789.987654321'),
  },
  { weight: 2, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 }).map(String) },
  { weight: 1, arbitrary: integer },
  { weight: 1, arbitrary: fc.constantFrom('inf', '-inf', 'nan', '1e-400', '0e999', '1e5000', 'abc') },
);
/** Not for hashes: a field of more than 64 bytes makes Redis give up their order. */
const largeFloat = fc.oneof(
  { weight: 9, arbitrary: float },
  { weight: 1, arbitrary: fc.constantFrom('1e400', '-1e4000') },
);
/** Doubles of few digits: those of 17 Redis does not print in the shortest way, and the embedded one does. */
const shortDouble = fc.integer({ min: -1e9, max: 1e9 }).map((n) => String(n / 1000));
const scoreText = fc.constantFrom(
  '1',
  '2',
  '2.5',
  '-1',
  '0',
  'inf',
  '-inf',
  '1e-7',
  '1e21',
  '.5',
  '1e-400',
  '1e5000',
  'x',
);
const score = fc.oneof(scoreText, integer, shortDouble);
const bound = fc.oneof(
  score,
  score.map((value) => `(${value}`),
  fc.constantFrom('-inf', '+inf', ''),
);

/** Far enough away and far enough apart that the milliseconds which a real server takes cannot matter. */
const wrongAmount = fc.constantFrom(
  '0',
  '-1',
  '-9223372036854775808',
  '9223372036854775807',
  '9223372036854776',
  'x',
  '',
);
const distance = (unitMs: number) =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.noBias(fc.integer({ min: 2000, max: 9_000_000 })).map((n) => String((n * 1000) / unitMs)),
    },
    { weight: 1, arbitrary: wrongAmount },
  );
const instant = (unitMs: number) =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .noBias(fc.integer({ min: 2_000_000_000, max: 9_000_000_000 }))
        .map((n) => String((n * 1000) / unitMs)),
    },
    { weight: 1, arbitrary: fc.constantFrom('1', '1000000000') },
    { weight: 1, arbitrary: wrongAmount },
  );

type Words = fc.Arbitrary<readonly string[]>;

const word = (...choices: string[]) => fc.constantFrom(...choices).chain(anyCase);
const one = (arbitrary: fc.Arbitrary<string>): Words => arbitrary.map((value) => [value]);
const all = (...parts: readonly (fc.Arbitrary<string> | Words)[]): Words =>
  fc.tuple(...parts).map((values) => values.flat());
const some = (part: Words, maxLength: number, minLength = 0): Words =>
  fc.array(part, { minLength, maxLength }).map((values) => values.flat());

function anyCase(option: string): fc.Arbitrary<string> {
  return fc.constantFrom(option, option.toLowerCase(), option.charAt(0) + option.slice(1).toLowerCase());
}

const expiry = fc.oneof(
  all(word('EX'), distance(1000)),
  all(word('PX'), distance(1)),
  all(word('EXAT'), instant(1000)),
  all(word('PXAT'), instant(1)),
);
const setOptions = some(fc.oneof(expiry, one(word('NX', 'XX', 'GET', 'KEEPTTL')), one(word('PERSIST', 'BAD'))), 2);
const getexOptions = some(fc.oneof(expiry, one(word('PERSIST')), one(word('NX'))), 1);
const conditions = some(one(word('NX', 'XX', 'GT', 'LT', 'ZZ')), 2);
const zaddOptions = some(one(word('NX', 'XX', 'GT', 'LT', 'CH', 'INCR')), 2);
const zrangeOptions = some(
  fc.oneof(one(word('REV', 'BYSCORE', 'WITHSCORES')), all(word('LIMIT'), integer, integer)),
  3,
);
const keys = some(one(key), 3, 1);
const fields = some(one(field), 3, 1);
const fieldValues = some(all(field, text), 3, 1);

/** What stands after the name of each command. */
export const ARGUMENTS: Readonly<Record<string, Words>> = {
  get: one(key),
  set: all(key, text, setOptions),
  setex: all(key, distance(1000), text),
  psetex: all(key, distance(1), text),
  setnx: all(key, text),
  getset: all(key, text),
  getdel: one(key),
  getex: all(key, getexOptions),
  mget: keys,
  mset: some(all(key, text), 2, 1),
  msetnx: some(all(key, text), 2, 1),
  append: all(key, text),
  strlen: one(key),
  getrange: all(key, integer, integer),
  setrange: all(key, fc.constantFrom('0', '1', '3', '-1', 'x'), fc.constantFrom('', 'ab', 'c')),
  incr: one(key),
  decr: one(key),
  incrby: all(key, integer),
  decrby: all(key, integer),
  incrbyfloat: all(key, largeFloat),
  expire: all(key, distance(1000), conditions),
  pexpire: all(key, distance(1), conditions),
  expireat: all(key, instant(1000), conditions),
  pexpireat: all(key, instant(1), conditions),
  persist: one(key),
  ttl: one(key),
  pttl: one(key),
  expiretime: one(key),
  pexpiretime: one(key),
  del: keys,
  unlink: keys,
  exists: keys,
  touch: keys,
  type: one(key),
  rename: all(key, key),
  renamenx: all(key, key),
  copy: all(key, key, some(one(word('REPLACE', 'BAD')), 1)),
  hget: all(key, field),
  hmget: all(key, fields),
  hgetall: one(key),
  hexists: all(key, field),
  hlen: one(key),
  hkeys: one(key),
  hvals: one(key),
  hstrlen: all(key, field),
  hset: all(key, fieldValues),
  hmset: all(key, fieldValues),
  hsetnx: all(key, field, text),
  hdel: all(key, fields),
  hincrby: all(key, field, integer),
  hincrbyfloat: all(key, field, float),
  sadd: all(key, some(one(fc.oneof(text, integer)), 3, 1)),
  srem: all(key, some(one(fc.oneof(text, integer)), 3, 1)),
  smembers: one(key),
  sismember: all(key, text),
  smismember: all(key, some(one(text), 2, 1)),
  scard: one(key),
  zadd: all(key, zaddOptions, some(all(score, field), 2, 1)),
  zincrby: all(key, score, field),
  zrem: all(key, fields),
  zscore: all(key, field),
  zcard: one(key),
  zrange: all(key, bound, bound, zrangeOptions),
  zrank: all(key, field, some(one(word('WITHSCORE', 'BAD')), 1)),
  zrevrank: all(key, field, some(one(word('WITHSCORE', 'BAD')), 1)),
  ping: some(one(text), 1),
  echo: one(text),
  publish: all(text, text),
  watch: keys,
  unwatch: fc.constant([]),
  eval: all(
    fc.constantFrom(
      "return redis.call('get', KEYS[1])",
      "return redis.call('set', KEYS[1], ARGV[1])",
      "return redis.pcall('incr', KEYS[1])",
      "return redis.call('hgetall', KEYS[1])",
      "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end",
      "return redis.call('expire', KEYS[1], 5000, 'NX')",
      'return { KEYS, ARGV, #ARGV[1], 3.7, false, true, { ok = "fine" }, { err = "BAD luck" } }',
      "return redis.call('zadd', KEYS[1], 1.5, ARGV[1])",
      "return tostring(redis.call('ttl', KEYS[1]) > 0)",
    ),
    fc.constant('1'),
    key,
    text,
  ),
  unknowncommand: some(one(text), 2),
};

const command: fc.Arbitrary<RedisCommand> = fc.constantFrom(...Object.keys(ARGUMENTS)).chain((name) => {
  const args = ARGUMENTS[name] as Words;
  const misshapen = fc.tuple(args, fc.integer({ min: 0, max: 3 }), fc.array(key, { maxLength: 1 }));
  return fc.oneof(
    { weight: 12, arbitrary: args.map((words) => ({ name, args: words })) },
    {
      weight: 1,
      arbitrary: misshapen.map(([words, length, extra]) => ({ name, args: [...words.slice(0, length), ...extra] })),
    },
  );
});

export type Move =
  | { readonly kind: 'command'; readonly session: number; readonly command: RedisCommand }
  | { readonly kind: 'transaction'; readonly session: number; readonly commands: readonly RedisCommand[] }
  | { readonly kind: 'expire' | 'evict'; readonly key: string };

const session = fc.constantFrom(1, 2);
/** Conflicts need a WATCH before them more often than chance would have it. */
const watch = fc.array(key, { minLength: 1, maxLength: 2 }).map((args) => ({ name: 'watch', args }));

export const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    { weight: 30, arbitrary: fc.record({ kind: fc.constant('command' as const), session, command }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('command' as const), session, command: watch }) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('transaction' as const),
        session,
        commands: fc.array(command, { maxLength: 4 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('expire' as const, 'evict' as const), key }) },
  ),
  { minLength: 5, maxLength: 30, size: 'max' },
);
