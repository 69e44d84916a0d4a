import { describe, expect, it } from 'vitest';
import { EmbeddedRedis } from '../redis.ts';

function evaluate(script: string, redis = new EmbeddedRedis({ now: 0 })) {
  return redis.execute(1, { name: 'eval', args: [script, '1', 'item:1', 'v1'] });
}

const tooLong = expect.objectContaining({
  message: 'ERR Script ran for more than 10000000 instructions and was stopped',
});

describe('A script that does not end', () => {
  it.each([
    'while true do end',
    'while true do pcall(function() while true do end end) end',
    'coroutine.wrap(function() while true do end end)()',
    'local co = coroutine.wrap(function() pcall(function() while true do end end) while true do end end) while true do co() end',
  ])('is stopped: %s', (script) => {
    expect(evaluate(script)).toEqual(tooLong);
    expect(evaluate('return ARGV[1]')).toBe('v1');
  });
});

describe('One run after another', () => {
  it('finds no script that only another run has evaluated', () => {
    const first = new EmbeddedRedis({ now: 0 });
    const sha = first.execute(1, { name: 'script', args: ['load', 'return 7'] }) as string;
    const evalsha = { name: 'evalsha', args: [sha, '0'] };
    expect(first.execute(1, evalsha)).toBe(7);
    expect(new EmbeddedRedis({ now: 0 }).execute(1, evalsha)).toMatchObject({ code: 'NOSCRIPT' });
  });

  it.each(['x = 1', 'redis = nil', 'string.rep = nil', 'rawset(_G, "x", 1)', 'math.random = nil', 'KEYS = nil'])(
    'cannot leave anything behind: %s',
    (script) => {
      expect(evaluate(script)).toMatchObject({ message: expect.stringContaining('readonly table') });
    },
  );

  it.each(['getmetatable(_G)', 'getmetatable(redis)', 'getmetatable("")'])('cannot change %s', (metatable) => {
    expect(evaluate(`${metatable}.__index = nil`)).toMatchObject({ code: 'ERR' });
    expect(evaluate('return redis.call("ping").ok .. ("x"):upper()')).toBe('PONGX');
  });

  it('draws the same random numbers', () => {
    const script = 'return { math.random(1000), math.random(1000) }';
    expect(evaluate(script)).toEqual(evaluate(script));
  });

  it('keeps working when more scripts come than are kept', () => {
    const replies = Array.from({ length: 1100 }, (_, index) => evaluate(`return ${index}`));
    expect(replies).toEqual(replies.map((_, index) => index));
  });
});

describe('What scripts cannot do here', () => {
  it.each([
    ["redis.call('lpush', 'l', 1)", 'LPUSH in scripts'],
    ['redis.setresp(3)', 'redis.setresp(3)'],
    ['return cmsgpack.pack({ 1 })', 'cmsgpack.pack in scripts'],
    ['local t = {} t[1] = t return t', "a script's reply of more than 100 levels"],
    ['return bit.band(1, 2)', 'bit.band in scripts'],
    ['#!lua flags=no-writes\nreturn 1', 'scripts with a #! line'],
    ["redis.call('set', KEYS[1], '\\255')", 'strings that are not UTF-8'],
    ["pcall(redis.call, 'lpush', 'l', 1) while true do end", 'LPUSH in scripts'],
  ])('throws instead of guessing: %s', (script, named) => {
    expect(() => evaluate(script)).toThrow(`The embedded engine does not know ${named}`);
    expect(evaluate('return ARGV[1]')).toBe('v1');
  });
});

it('sees the key that it changes, as the commands after it do', () => {
  const redis = new EmbeddedRedis({ now: 0 });
  const compareAndSet =
    "if redis.call('get', KEYS[1]) then return 0 end redis.call('set', KEYS[1], ARGV[1], 'EX', 60) return 1";
  expect([evaluate(compareAndSet, redis), evaluate(compareAndSet, redis)]).toEqual([1, 0]);
  expect(redis.nextExpiry()).toEqual({ key: 'item:1', at: 60_000 });
});

it('takes and returns long text beyond ASCII', () => {
  const text = 'žluťoučký 🐎 '.repeat(5000);
  const redis = new EmbeddedRedis({ now: 0 });
  expect(redis.execute(1, { name: 'eval', args: ['return ARGV[1]', '0', text] })).toBe(text);
});
