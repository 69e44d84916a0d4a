/** What the soak's made-up service does with Redis: each command of the contract, and what strategies do with several. */
import type { Context } from '../../strategies/strategy.ts';

/** @param n a number by chance, for values and times */
export type Act = (context: Context, key: string, n: number) => Promise<unknown>;

/** The virtual wall clock when a run begins, as clients see it. */
const EPOCH_MS = 1_700_000_000_000;

const COMPARE_AND_DELETE =
  "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end";
const FIXED_WINDOW =
  "local n = redis.call('incr', KEYS[1]) if n == 1 then redis.call('pexpire', KEYS[1], ARGV[1]) end return {n, redis.call('pttl', KEYS[1])}";
const UNTIL = "return {redis.call('set', KEYS[1], ARGV[1], 'PXAT', ARGV[2]), redis.call('pexpiretime', KEYS[1])}";
const CLOCK = "local t = redis.call('time') return {t[1], t[2], redis.call('ttl', KEYS[1])}";
const BESIDE =
  "redis.call('set', KEYS[1] .. ':beside', ARGV[1], 'EX', 5) return redis.call('exists', KEYS[1] .. ':beside')";
const SORTED =
  "redis.call('zadd', KEYS[1], ARGV[1], 'a', 3, 'b') return redis.call('zrange', KEYS[1], 0, -1, 'WITHSCORES')";

export const redisActs: readonly Act[] = [
  ({ redis }, key) => redis.get(key),
  ({ redis }, key, n) => redis.set(key, `s${n}`),
  ({ redis }, key, n) => redis.set(key, `x${n}`, 'PX', 1 + n * 7),
  ({ redis }, key, n) => redis.set(key, `e${n}`, 'EX', 1 + (n % 70), 'NX'),
  ({ redis }, key, n) => redis.set(key, `k${n}`, 'KEEPTTL'),
  ({ redis }, key, n) => redis.set(key, `g${n}`, 'XX', 'GET'),
  ({ redis }, key, n) => redis.set(key, `a${n}`, 'PXAT', EPOCH_MS + n * 1000),
  ({ redis }, key, n) => redis.setex(key, 1 + (n % 60), `t${n}`),
  ({ redis }, key, n) => redis.psetex(key, 1 + n, `p${n}`),
  ({ redis }, key, n) => redis.setnx(key, `n${n}`),
  ({ redis }, key, n) => redis.getset(key, `o${n}`),
  ({ redis }, key) => redis.getdel(key),
  ({ redis }, key, n) => redis.getex(key, 'PX', 1 + n * 11),
  ({ redis }, key) => redis.getex(key, 'PERSIST'),
  ({ redis }, key) => redis.mget(key, 'item:1', `${key}:h`),
  ({ redis }, key, n) => redis.mset({ [key]: `m${n}`, [`${key}:c`]: String(n) }),
  ({ redis }, key, n) => redis.append(key, `+${n % 10}`),
  ({ redis }, key) => redis.strlen(key),
  ({ redis }, key) => redis.del(key, `${key}:c`),
  ({ redis }, key) => redis.unlink(key),
  ({ redis }, key) => redis.exists(key, key, `${key}:h`),
  ({ redis }, key) => redis.type(key),
  ({ redis }, key, n) => redis.expire(key, n % 90),
  ({ redis }, key, n) => redis.expire(key, 1 + (n % 90), 'GT'),
  ({ redis }, key, n) => redis.expire(key, 1 + (n % 90), 'LT'),
  ({ redis }, key, n) => redis.pexpire(key, n * 13, 'NX'),
  ({ redis }, key, n) => redis.pexpire(key, n * 13, 'XX'),
  ({ redis }, key, n) => redis.expireat(key, EPOCH_MS / 1000 + n - 100),
  ({ redis }, key, n) => redis.pexpireat(key, EPOCH_MS + n * 100),
  ({ redis }, key) => redis.persist(key),
  ({ redis }, key) => redis.ttl(key),
  ({ redis }, key) => redis.pttl(key),
  ({ redis }, key) => redis.expiretime(key),
  ({ redis }, key) => redis.pexpiretime(key),
  ({ redis }) => redis.time(),
  ({ redis }, key) => redis.incr(`${key}:c`),
  ({ redis }, key, n) => redis.incrby(`${key}:c`, n - 500),
  ({ redis }, key, n) => redis.incrbyfloat(`${key}:c`, n / 8),
  ({ redis }, key) => redis.decr(`${key}:c`),
  ({ redis }, key, n) => redis.decrby(key, n),
  ({ redis }, key, n) => redis.hset(`${key}:h`, 'value', `h${n}`, 'version', n),
  ({ redis }, key, n) => redis.hsetnx(`${key}:h`, 'first', n),
  ({ redis }, key, n) => redis.hmset(`${key}:h`, { value: `h${n}`, count: n % 3 }),
  ({ redis }, key) => redis.hget(`${key}:h`, 'value'),
  ({ redis }, key) => redis.hmget(`${key}:h`, 'value', 'nothing'),
  ({ redis }, key) => redis.hgetall(`${key}:h`),
  ({ redis }, key) => redis.hdel(`${key}:h`, 'value', 'version', 'first', 'count'),
  ({ redis }, key) => redis.hexists(`${key}:h`, 'value'),
  ({ redis }, key) => redis.hlen(`${key}:h`),
  ({ redis }, key) => redis.hkeys(`${key}:h`),
  ({ redis }, key) => redis.hvals(key),
  ({ redis }, key, n) => redis.hincrby(`${key}:h`, 'count', n),
  ({ redis }, key, n) => redis.publish(key, `p${n}`),
  ({ redis }, key, n) => redis.eval(COMPARE_AND_DELETE, 1, key, `s${n}`),
  ({ redis }, key, n) => redis.eval(FIXED_WINDOW, 1, `${key}:c`, 1 + n * 3),
  ({ redis }, key, n) => redis.eval(UNTIL, 1, key, `u${n}`, EPOCH_MS + n * 90),
  ({ redis }, key) => redis.eval(CLOCK, 1, key),
  ({ redis }, key, n) => redis.eval(BESIDE, 1, key, n),
  ({ redis }, key, n) => redis.eval(SORTED, 1, `${key}:z`, n / 4),
  ({ redis }, key, n) =>
    redis
      .multi()
      .set(key, `q${n}`, 'PX', 1 + n * 5)
      .pttl(key)
      .incr(`${key}:c`)
      .exec(),
  ({ redis }, key) => redis.multi().ttl(key).time().getex(key, 'EX', 9).hincrby(key, 'f', 1).exec(),
  ({ redis }, key, n) =>
    redis
      .pipeline()
      .incr(`${key}:c`)
      .expire(`${key}:c`, 1 + (n % 20))
      .exec(),
  async ({ redis }, key, n) => {
    await redis.watch(key);
    const old = await redis.get(key);
    return redis
      .multi()
      .set(key, `${old?.slice(0, 8)}.${n}`)
      .exec();
  },
  async ({ redis }, key) => {
    await redis.watch(key, `${key}:h`);
    await redis.hgetall(`${key}:h`);
    return redis.unwatch();
  },
  async ({ redis }, key) => {
    const sha = (await redis.script('LOAD', "return redis.call('strlen', KEYS[1])")) as string;
    return redis.evalsha(sha, 1, key);
  },
];
