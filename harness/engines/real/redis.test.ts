import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeReal } from '../../../infra/testing.ts';
import type { Engine, EngineRun } from '../engine.ts';
import { openRealEngine } from './engine.ts';
import { multi, redis, stepOf } from './testing.ts';

const NO_SCRIPT = { kind: 'error', code: 'NOSCRIPT', message: 'NOSCRIPT No matching script. Please use EVAL.' };
/** Of the script `return 1`. */
const SHA = 'e0e1f9fabfc9d4800c877a703b823ac0578ff8db';

describeReal('Redis commands', (servers) => {
  let engine: Engine;
  let run: EngineRun;
  let neighbour: EngineRun;

  beforeAll(async () => {
    engine = await openRealEngine(servers, { concurrency: 2 });
  });
  afterAll(() => engine.close());
  beforeEach(async () => {
    const setup = { rows: [], time: { now: 0 }, wantsChanges: false };
    [run, neighbour] = [await engine.begin(setup), await engine.begin(setup)];
    return () => Promise.all([run.end(), neighbour.end()]);
  });

  test('give replies as they come over the wire', async () => {
    await redis(run, 'hset h b 2 a 1');
    expect(await redis(run, 'hgetall h')).toEqual(['b', '2', 'a', '1']);
    expect(await redis(run, 'mget h none')).toEqual([null, null]);
    expect(await redis(run, 'incrbyfloat n 0.5')).toBe('0.5');
  });

  test('that fail give the error of Redis', async () => {
    await redis(run, 'set k v');
    const step = stepOf(0, { store: 'redis', command: { name: 'hget', args: ['k', 'f'] } });
    await run.execute(step);
    const message = 'WRONGTYPE Operation against a key holding the wrong kind of value';
    expect(step).toMatchObject({ state: 'failed', reply: { kind: 'error', code: 'WRONGTYPE', message } });
  });

  test('of neighbours do not meet', async () => {
    await redis(run, 'mset a 1 b 2');
    expect(await redis(neighbour, 'mget a b')).toEqual([null, null]);
    await neighbour.intervene({ kind: 'flush' });
    expect(await redis(run, 'mget a b')).toEqual(['1', '2']);
  });

  test('do not see their prefix', async () => {
    expect(await redis(run, 'eval return{KEYS[1],KEYS[2],ARGV[1]} 2 a b c')).toEqual(['a', 'b', 'c']);
    await redis(run, 'eval redis.call("set",KEYS[1],KEYS[1]) 1 a');
    expect(await redis(run, 'get a')).toBe('a');
  });

  test('EVALSHA finds only scripts that this run has shown', async () => {
    expect(await redis(run, 'eval return(1) 0')).toBe(1);
    expect(await redis(run, `evalsha ${SHA} 0`)).toEqual(NO_SCRIPT);
    const load = stepOf(0, { store: 'redis', command: { name: 'script', args: ['LOAD', 'return 1'] } });
    await run.execute(load);
    expect(load.reply).toBe(SHA);
    expect(await redis(run, `evalsha ${SHA.toUpperCase()} 0`)).toBe(1);
    expect(await redis(neighbour, `evalsha ${SHA} 0`)).toEqual(NO_SCRIPT);
    expect(await redis(neighbour, `script exists ${SHA}`)).toEqual([0]);
    await redis(run, 'script flush');
    expect(await redis(run, `evalsha ${SHA} 0`)).toEqual(NO_SCRIPT);
    expect(await redis(run, `script exists ${SHA}`)).toEqual([0]);
  });

  test('a script that could not be compiled is not kept, one that failed is', async () => {
    const shaOf = async (script: string) => {
      await redis(run, `eval ${script} 0`);
      const { createHash } = await import('node:crypto');
      return redis(run, `evalsha ${createHash('sha1').update(script).digest('hex')} 0`);
    };
    expect(await shaOf('return(')).toEqual(NO_SCRIPT);
    expect(await shaOf('error("no")')).toMatchObject({ kind: 'error', code: 'ERR' });
  });

  test('MULTI gives each reply in its place, errors too', async () => {
    expect(await multi(run, ['set k v', 'incr k', 'get k'])).toMatchObject(['OK', { code: 'ERR' }, 'v']);
    expect(await multi(run, ['set k w', 'get'])).toMatchObject({ code: 'EXECABORT' });
    expect(await redis(run, 'get k')).toBe('v');
  });

  test('EXEC answers null when another session has changed what was watched', async () => {
    expect(await redis(run, 'watch k', 1)).toBe('OK');
    await redis(run, 'set k other', 2);
    expect(await multi(run, ['set k mine'], 1)).toBeNull();
    expect(await multi(run, ['set k mine'], 1)).toEqual(['OK']);
  });

  test('EXEC succeeds when nobody has, or after UNWATCH, or after a disconnect', async () => {
    await redis(run, 'watch k', 1);
    await redis(run, 'set other v', 2);
    expect(await multi(run, ['set k 1'], 1)).toEqual(['OK']);
    await redis(run, 'watch k', 1);
    await redis(run, 'set k 2', 2);
    expect(await redis(run, 'unwatch', 1)).toBe('OK');
    expect(await multi(run, ['set k 3'], 1)).toEqual(['OK']);
    await redis(run, 'watch k', 1);
    await redis(run, 'set k 4', 2);
    await run.intervene({ kind: 'disconnect', session: 1 });
    expect(await multi(run, ['set k 5'], 1)).toEqual(['OK']);
  });

  test('a watch is broken by an expiry, not by looking at a time to live', async () => {
    await redis(run, 'set k v EX 60');
    await redis(run, 'watch k', 1);
    expect(await redis(run, 'ttl k', 2)).toBe(60);
    expect(await multi(run, ['get k'], 1)).toEqual(['v']);
    await redis(run, 'watch k', 1);
    await run.intervene({ kind: 'expire', key: 'k' });
    expect(await multi(run, ['get k'], 1)).toBeNull();
  });

  test('that would break a watch only because of how they are executed are refused', async () => {
    await redis(run, 'set k v EX 60');
    await redis(run, 'watch k', 1);
    await expect(redis(run, 'eval return(1) 1 k', 2)).rejects.toThrow(/EVAL on k cannot run .* being watched/);
  });

  test.each([
    'keys *',
    'flushall',
    'blpop k 0',
    'subscribe c',
    'select 1',
    'config get x',
    'hexpire h 1 FIELDS 1 f',
    'script kill',
    'nonsense k',
  ])('that leave the run are refused: %s', async (command) => {
    await expect(redis(run, command)).rejects.toMatchObject({ name: 'NotSupported' });
  });

  test('leave a state that people can read', async () => {
    for (const one of [
      'set s v EX 9',
      'hset h b 2 a 1',
      'sadd set 2 1',
      'zadd z 1.5 m',
      'rpush l x y',
      'set gone v',
      'del gone',
    ]) {
      await redis(run, one);
    }
    expect((await run.inspect()).redis).toEqual({
      s: { value: 'v', expiresAtMs: 9_000 },
      h: { value: '{b: 2, a: 1}', expiresAtMs: null },
      set: { value: '{1, 2}', expiresAtMs: null },
      z: { value: '[m: 1.5]', expiresAtMs: null },
      l: { value: '[x, y]', expiresAtMs: null },
    });
  });
});
