/** Strategies that look at the time in every way that there is: it is virtual, and the same on both engines. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeReal } from '../../infra/testing.ts';
import type { Context } from '../../strategies/strategy.ts';
import { firstDifference } from '../exploration/execution/difference.ts';
import { execute } from '../exploration/execution/execute.ts';
import { SameChoices } from '../exploration/replay/known-choices.ts';
import { KEY, planOf, read, runsOf, scenarioOf, sleep, strategyOf, write } from '../testing.ts';
import type { RealEngine } from './real/engine.ts';
import { openRealEngine } from './real/engine.ts';

type Look = (context: Context, key: string) => Promise<unknown>;

const PAUSE_MS = 30_000;

/** What the reader does before and after half a minute, beside a writer that sets the key for a minute. */
const LOOKS: Readonly<Record<string, readonly [look: Look, after: unknown]>> = {
  TTL: [({ redis }, key) => redis.ttl(key), 30],
  PTTL: [({ redis }, key) => redis.pttl(key), 30_000],
  EXPIRETIME: [({ redis }, key) => redis.expiretime(key), 1_700_000_060],
  PEXPIRETIME: [({ redis }, key) => redis.pexpiretime(key), 1_700_000_060_000],
  TIME: [({ redis }) => redis.time(), ['1700000030', '0']],
  'EXPIRE XX, GT and LT': [
    async ({ redis }, key) => [
      await redis.expire(key, 90, 'GT'),
      await redis.expire(key, 5, 'GT'),
      await redis.expire(key, 80, 'LT'),
      await redis.expire(key, 99, 'NX'),
      await redis.ttl(key),
    ],
    [1, 0, 1, 0, 80],
  ],
  'GETEX and SET KEEPTTL': [
    async ({ redis }, key) => [
      await redis.getex(key, 'PX', 5000),
      await redis.set(key, 'kept', 'KEEPTTL'),
      await redis.pttl(key),
    ],
    ['v2', 'OK', 5000],
  ],
  'TTL in MULTI': [
    async ({ redis }, key) => (await redis.multi().pttl(key).persist(key).ttl(key).time().exec())?.map(([, r]) => r),
    [30_000, 1, -1, ['1700000030', '0']],
  ],
  'TTL in Lua': [
    ({ redis }, key) => redis.eval("return {redis.call('ttl', KEYS[1]), redis.call('pexpire', KEYS[1], 7000)}", 1, key),
    [30, 1],
  ],
  'instants in Lua': [
    ({ redis }, key) =>
      redis.eval(
        "redis.call('pexpireat', KEYS[1], ARGV[1]) return {redis.call('pttl', KEYS[1]), redis.call('time')}",
        1,
        key,
        1_700_000_031_500,
      ),
    [1500, ['1700000030', '0']],
  ],
  'keys that Lua does not declare': [
    ({ redis }, key) =>
      redis.eval("redis.call('set', 'beside', 'v', 'PX', 10) return redis.call('ttl', ARGV[1])", 0, key),
    30,
  ],
  'NOW()': [asked("SELECT CONCAT(NOW(), ' ', NOW(3)) AS t"), '2023-11-14 22:13:50 2023-11-14 22:13:50.000'],
  'CURDATE() and CURTIME()': [asked("SELECT CONCAT(CURDATE(), ' ', CURTIME()) AS t"), '2023-11-14 22:13:50'],
  'UNIX_TIMESTAMP()': [asked('SELECT UNIX_TIMESTAMP() AS t'), 1_700_000_030],
  'UTC_TIMESTAMP()': [asked('SELECT UTC_TIMESTAMP() AS t'), '2023-11-14 22:13:50'],
};

function asked(sql: string): Look {
  return async ({ mysql }) => ((await mysql.query(sql))[0] as unknown as readonly { t: unknown }[])[0]?.t;
}

function planFor(look: Look, looks: unknown[]) {
  const strategy = strategyOf({
    read: async (context, key) => {
      looks.push(await look(context, key));
      return null;
    },
    write: async ({ redis }, key, value) => void (await redis.set(key, value, 'PX', 2 * PAUSE_MS)),
  });
  const actors = { reader: [read(), sleep(PAUSE_MS), read()], writer: [write('v2', KEY)] };
  return planOf(strategy, scenarioOf({ actors }));
}

describeReal('time is virtual, and the same on both engines:', (servers) => {
  let real: RealEngine;
  beforeAll(async () => {
    real = await openRealEngine(servers, { concurrency: 1 });
  });
  afterAll(() => real.close());

  it.each(Object.entries(LOOKS))('%s', async (_name, [look, after]) => {
    const seen: unknown[] = [];
    const plan = planFor(look, seen);
    const runs = await runsOf(plan);
    // The writer came first, then half a minute passed.
    expect(seen).toContainEqual(after);
    for (const run of runs) {
      const other = await execute(plan, real, new SameChoices(run.choices.indices), false);
      expect(other.problem ?? firstDifference(run, other)).toBeNull();
    }
  });

  it('SYSDATE(), or it is declined, by a server that reads its own clock for it', async () => {
    const looks: unknown[] = [];
    const plan = planFor(asked('SELECT SYSDATE() AS t'), looks);
    const [run] = await runsOf(plan);
    expect(looks).toContain('2023-11-14 22:13:50');
    const other = await execute(plan, real, new SameChoices(run!.choices.indices), false);
    if (other.problem === null) expect(firstDifference(run!, other)).toBeNull();
    else expect(other.problem.message).toMatch(/SYSDATE\(\) cannot run .*without --sysdate-is-now\. Fix: use NOW\(\)$/);
  });
});
