import { describe, expect, it } from 'vitest';
import { EPOCH_MS } from '../../epoch.ts';
import { EmbeddedRedis } from './redis.ts';

function setUp(nowMs = 0) {
  const time = { now: nowMs };
  const redis = new EmbeddedRedis(time);
  const run = (line: string, session = 1) => {
    const [name = '', ...args] = line.split(' ');
    return redis.execute(session, { name, args });
  };
  const exec = (lines: readonly string[], session = 1) => {
    const commands = lines.map((line) => line.split(' ')).map(([name = '', ...args]) => ({ name, args }));
    return redis.transaction(session, commands);
  };
  return { time, redis, run, exec };
}

const error = (message: string) => ({ kind: 'error', code: message.split(' ')[0], message });

describe('Time', () => {
  it('never removes a key by itself', () => {
    const { time, run } = setUp();
    run('set item:1 v1 EX 60');
    time.now = 60_000;
    expect(run('get item:1')).toBe('v1');
  });

  it('removes a key when the scheduler says that its deadline has come', () => {
    const { redis, run } = setUp();
    run('set item:1 v1 EX 60');
    redis.expire('item:1');
    expect(run('get item:1')).toBeNull();
    expect(redis.nextExpiry()).toBeNull();
  });

  it('counts from the virtual clock, and unix times from the epoch', () => {
    const { time, run } = setUp(1000);
    run('set item:1 v1 PX 2500');
    time.now = 1500;
    expect([run('pttl item:1'), run('ttl item:1')]).toEqual([2000, 2]);
    expect(run('pexpiretime item:1')).toBe(EPOCH_MS + 3500);
    expect(run(`expireat item:1 ${EPOCH_MS / 1000 + 10}`)).toBe(1);
    expect(run('pttl item:1')).toBe(8500);
  });

  it.each(['expire item:1 0', 'expire item:1 -1', 'pexpireat item:1 1', 'getex item:1 EXAT 1', 'set item:1 v2 PXAT 1'])(
    'removes the key at once: %s',
    (line) => {
      const { redis, run } = setUp();
      run('set item:1 v1');
      run(line);
      expect(run('exists item:1')).toBe(0);
      expect(redis.nextExpiry()).toBeNull();
    },
  );

  it('knows the next deadline, ties by key', () => {
    const { redis, run } = setUp();
    run('set b v PX 50');
    run('set c v PX 50');
    run('set a v PX 70');
    expect(redis.nextExpiry()).toEqual({ key: 'b', at: 50 });
    run('persist b');
    expect(redis.nextExpiry()).toEqual({ key: 'c', at: 50 });
    run('set c v');
    expect(redis.nextExpiry()).toEqual({ key: 'a', at: 70 });
    run('del a');
    expect(redis.nextExpiry()).toBeNull();
  });
});

type Given = ReturnType<typeof setUp>;

const DISTURBANCES: Readonly<Record<string, (given: Given) => unknown>> = {
  'another session writes': ({ run }) => run('set item:1 v2', 2),
  'the same value is written': ({ run }) => run('set item:1 v1', 2),
  'the session itself writes': ({ run }) => run('set item:1 v2', 1),
  'the key gets a deadline': ({ run }) => run('expire item:1 60', 2),
  'the key expires': ({ redis }) => redis.expire('item:1'),
  'the key is evicted': ({ redis }) => redis.evict('item:1'),
  'everything is flushed': ({ redis }) => redis.flush(),
  'a script writes': ({ redis }) =>
    redis.execute(2, { name: 'eval', args: ["redis.call('set', KEYS[1], 'v2')", '1', 'item:1'] }),
};

const WAYS_TO_FORGET: Readonly<Record<string, (given: Given) => unknown>> = {
  UNWATCH: ({ run }) => run('unwatch'),
  'a new connection': ({ redis }) => redis.disconnect(1),
  'an earlier EXEC': ({ exec }) => exec(['ping']),
};

describe('WATCH', () => {
  it.each(Object.entries(DISTURBANCES))('fails the transaction when %s', (_what, disturb) => {
    const given = setUp();
    given.run('set item:1 v1');
    given.run('watch item:1');
    disturb(given);
    expect(given.exec(['set item:1 v3'])).toBeNull();
    expect(given.exec(['set item:1 v3'])).toEqual(['OK']);
  });

  it.each(Object.entries(WAYS_TO_FORGET))('is forgotten after %s', (_what, forget) => {
    const given = setUp();
    given.run('watch item:1');
    given.run('set item:1 v2', 2);
    forget(given);
    expect(given.exec(['get item:1'])).toEqual(['v2']);
  });

  it('does not mind a flush of keys that were not there', () => {
    const { redis, run, exec } = setUp();
    run('watch item:1');
    redis.flush();
    expect(exec(['ping'])).toEqual(['PONG']);
  });
});

describe('MULTI', () => {
  it('leaves errors in their place and executes the rest', () => {
    const { exec } = setUp();
    const wrongType = error('WRONGTYPE Operation against a key holding the wrong kind of value');
    expect(exec(['set item:1 v1', 'hget item:1 f', 'get item:1'])).toEqual(['OK', wrongType, 'v1']);
  });

  it.each(['nosuch item:1', 'get', 'script nosuch', 'script load', 'watch'])('aborts as a whole for `%s`', (line) => {
    const { run, exec } = setUp();
    const abort = error('EXECABORT Transaction discarded because of previous errors.');
    expect(exec(['set item:1 v1', line])).toEqual(abort);
    expect(run('exists item:1')).toBe(0);
  });

  it('goes on without a WATCH, which Redis refuses inside', () => {
    expect(setUp().exec(['watch item:1', 'ping'])).toEqual(['PONG']);
  });
});

describe('What is not embedded', () => {
  it.each([
    ['lpush list 1', 'LPUSH'],
    ['keys *', 'KEYS'],
    ['script kill', 'SCRIPT KILL'],
    ['copy a b DB 1', 'COPY … DB'],
    ['zrange z [a [b BYLEX', 'ZRANGE … BYLEX'],
    ['incrbyfloat a 0x10', 'the hexadecimal float 0x10'],
  ])('throws for `%s` and says what to do', (line, named) => {
    expect(() => setUp().run(line)).toThrow(`The embedded engine does not know ${named}. Fix: run with --on real`);
  });

  it('throws when a character would be cut in two', () => {
    const { run } = setUp();
    run('set item:1 žluť');
    expect(() => run('setrange item:1 1 x')).toThrow('SETRANGE in the middle of a character');
    expect(run('strlen item:1')).toBe(6);
  });

  it('answers as Redis does to a command that Redis does not know either', () => {
    expect(setUp().run('NoSuch a b')).toEqual(
      error("ERR unknown command 'NoSuch', with args beginning with: 'a' 'b' "),
    );
  });
});

it('shows values of every type as short text', () => {
  const { redis, run } = setUp();
  run('set item:1 v1 PX 100');
  run('hset item:2 name Ann age 7');
  run('sadd tags 10 9 b');
  run('zadd rank 2.5 b 1 a');
  expect(redis.inspect()).toEqual({
    'item:1': { value: 'v1', expiresAtMs: 100 },
    'item:2': { value: '{name: Ann, age: 7}', expiresAtMs: null },
    tags: { value: '{9, 10, b}', expiresAtMs: null },
    rank: { value: '[a: 1, b: 2.5]', expiresAtMs: null },
  });
});

/** Each was answered otherwise once, and the differential test found it. */
describe('Found by comparing with the real one', () => {
  it.each<[lines: readonly string[], reply: unknown]>([
    [['zincrby z 1e10 m'], '10000000000'],
    [['zadd z -0 m', 'zscore z m'], '0'],
    [['incrbyfloat f 1e-5000'], error('ERR value is not a valid float')],
    [['zadd z 1e5000 m'], error('ERR value is not a valid float')],
    [['zadd z 1 m', 'zrange z 1e-400 (1e5000 BYSCORE'], ['m']],
    [['zadd z 1 m', 'zrange z -1 1 BYSCORE'], ['m']],
    // ioredis decodes integers near 2^53 digit by digit, and this is what clients get.
    [['set n 9007199254740992', 'decr n'], 9007199254740992],
    [['set n 9007199254740992', 'decr n', 'get n'], '9007199254740991'],
    [['set a v EX 10 EX 20', 'ttl a'], 20],
    [['getex none EX x'], null],
  ])('%j', (lines, reply) => {
    const { run } = setUp();
    expect(lines.map((line) => run(line)).at(-1)).toEqual(reply);
  });
});
