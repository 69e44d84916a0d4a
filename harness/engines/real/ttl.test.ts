import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeReal } from '../../../infra/testing.ts';
import type { Engine, EngineRun, RedisReply } from '../engine.ts';
import { EPOCH_MS } from '../epoch.ts';
import { openRealEngine } from './engine.ts';
import { multi, redis } from './testing.ts';

describeReal('time to live on the virtual clock', (servers) => {
  let engine: Engine;
  let run: EngineRun;
  let time: { now: number };

  beforeAll(async () => {
    engine = await openRealEngine(servers, { concurrency: 2 });
  });
  afterAll(() => engine.close());
  beforeEach(async () => {
    time = { now: 5_000 };
    run = await engine.begin({ rows: [], time, wantsChanges: false });
    return () => run.end();
  });

  async function all(...commands: readonly string[]): Promise<RedisReply[]> {
    const replies: RedisReply[] = [];
    for (const command of commands) replies.push(await redis(run, command));
    return replies;
  }

  test.each([
    ['set k v EX 60', 60_000],
    ['set k v px 1500', 1_500],
    ['set k v NX EX 60', 60_000],
    ['set k v EX 60 GET', 60_000],
    ['set k v NX GET PX 7', 7],
    ['setex k 60 v', 60_000],
    ['psetex k 60 v', 60],
    [`set k v PXAT ${EPOCH_MS + 9_000}`, 4_000],
    [`set k v EXAT ${EPOCH_MS / 1000 + 9}`, 4_000],
  ])('%s sets a deadline and leaves no time to live on the wire', async (command, ms) => {
    await redis(run, command);
    expect(run.nextExpiry()).toEqual({ key: 'k', at: 5_000 + ms });
    // A real time to live would be seen by a script that is not given the deadline.
    expect(await redis(run, 'pttl k')).toBe(ms);
    expect(await redis(run, 'get k')).toBe('v');
  });

  test.each([
    ['expire k 60', 60_000],
    ['pexpire k 1234', 1_234],
    ['pexpire k 1234 NX', 60_000],
    ['expire k 90 GT', 90_000],
    ['expire k 30 GT', 60_000],
    [`expireat k ${EPOCH_MS / 1000 + 6}`, 1_000],
    [`pexpireat k ${EPOCH_MS + 5_003}`, 3],
    ['getex k PX 77', 77],
    [`getex k PXAT ${EPOCH_MS + 5_100}`, 100],
    ['getex k', 60_000],
    ['set k w KEEPTTL', 60_000],
    ['set k w XX', null],
    ['set k w NX', 60_000],
    ['set k w NX GET', 60_000],
    ['getex k PERSIST', null],
    ['persist k', null],
    ['getset k w', null],
    ['mset k w', null],
    ['append k w', 60_000],
    ['copy other k', 60_000],
    ['del k', null],
    ['getdel k', null],
    ['expire k 0', null],
    ['expire k -1', null],
    ['pexpireat k 1', null],
    ['getex k EXAT 1', null],
    ['set k w PXAT 1', null],
  ])('%s after SET k v EX 60 leaves %s ms', async (command, ms) => {
    await redis(run, 'set k v EX 60');
    await redis(run, command);
    expect(run.nextExpiry()).toEqual(ms === null ? null : { key: 'k', at: 5_000 + ms });
    const isThere = await redis(run, 'exists k');
    expect(await redis(run, 'pttl k')).toBe(ms ?? (isThere === 1 ? -1 : -2));
  });

  test('the virtual clock alone moves a time to live', async () => {
    await redis(run, 'set k v PX 10400');
    time.now += 10_000;
    expect(await all('pttl k', 'ttl k', 'pexpiretime k', 'expiretime k')).toEqual([
      400,
      0,
      EPOCH_MS + 15_400,
      EPOCH_MS / 1000 + 15,
    ]);
  });

  test('a key whose deadline has passed lives until its expiry is a step', async () => {
    await redis(run, 'set k v PX 100');
    time.now += 1_000;
    expect(await all('get k', 'pttl k', 'eval return(redis.call("get",KEYS[1])) 1 k')).toEqual(['v', 0, 'v']);
    expect(run.nextExpiry()).toEqual({ key: 'k', at: 5_100 });
    await run.intervene({ kind: 'expire', key: 'k' });
    expect(await redis(run, 'get k')).toBeNull();
    expect(run.nextExpiry()).toBeNull();
  });

  test('a script sees, sets and drops times to live exactly', async () => {
    await redis(run, 'set k v PX 54321');
    expect(await redis(run, 'eval return(redis.call("pttl",KEYS[1])) 1 k')).toBe(54_321);
    await redis(run, 'eval return(redis.call("pexpire",KEYS[1],ARGV[1])) 1 k 333');
    expect(run.nextExpiry()).toEqual({ key: 'k', at: 5_333 });
    await redis(run, 'eval return(redis.call("set",KEYS[1],"w")) 1 k');
    expect(run.nextExpiry()).toBeNull();
    await redis(run, 'eval return(redis.call("setex",KEYS[1],9,"w")) 1 k');
    expect(run.nextExpiry()).toEqual({ key: 'k', at: 14_000 });
  });

  test('a script may give a key whose deadline has come a time that it had before', async () => {
    await redis(run, 'set k v PX 1');
    time.now += 1;
    await redis(run, 'eval return(redis.call("pexpire",KEYS[1],ARGV[1])) 1 k 1');
    expect(run.nextExpiry()).toEqual({ key: 'k', at: 5_002 });
  });

  test('a command that empties a key takes its deadline along, and one that does not leaves it', async () => {
    await all('hset h f 1 g 2', 'expire h 60', 'hdel h f');
    expect(run.nextExpiry()).toEqual({ key: 'h', at: 65_000 });
    await redis(run, 'hdel h g');
    expect(run.nextExpiry()).toBeNull();
  });

  test('RENAME moves a deadline', async () => {
    await all('set a v EX 60', 'rename a b');
    expect(run.nextExpiry()).toEqual({ key: 'b', at: 65_000 });
    expect(await redis(run, 'ttl a')).toBe(-2);
  });

  test('a transaction sees the deadlines that it sets itself', async () => {
    expect(await multi(run, ['set k v EX 60', 'pttl k', 'set k w', 'ttl k'])).toEqual(['OK', 60_000, 'OK', -1]);
    expect(await multi(run, ['set k v EX 60', 'expire k 30', 'pttl k', 'pexpiretime k'])).toEqual([
      'OK',
      1,
      30_000,
      EPOCH_MS + 35_000,
    ]);
    expect(run.nextExpiry()).toEqual({ key: 'k', at: 35_000 });
  });

  test('errors are those of Redis and change no deadline', async () => {
    await redis(run, 'set k v EX 60');
    const replies = await all(
      'set k v EX 0',
      'set k v EX x',
      'set k v EX 1 PX 1',
      'setex k -1 v',
      'expire k',
      'hdel k f',
    );
    expect(replies.map((reply) => (reply as { message: string }).message)).toEqual([
      "ERR invalid expire time in 'set' command",
      'ERR value is not an integer or out of range',
      'ERR syntax error',
      "ERR invalid expire time in 'setex' command",
      "ERR wrong number of arguments for 'expire' command",
      'WRONGTYPE Operation against a key holding the wrong kind of value',
    ]);
    expect(run.nextExpiry()).toEqual({ key: 'k', at: 65_000 });
  });

  test('the earliest deadline comes first, ties by key', async () => {
    await all('set b v EX 5', 'set a v EX 5', 'set c v EX 6');
    expect(run.nextExpiry()).toEqual({ key: 'a', at: 10_000 });
    await run.intervene({ kind: 'evict', key: 'a' });
    expect(run.nextExpiry()).toEqual({ key: 'b', at: 10_000 });
    await run.intervene({ kind: 'flush' });
    expect(run.nextExpiry()).toBeNull();
    expect(await redis(run, 'exists a b c')).toBe(0);
  });
});
