import { expect, it } from 'vitest';
import { describeReal } from '../../infra/testing.ts';
import type { Service, ServiceClients } from '../../strategies/adapt.ts';
import { embeddedEngine } from '../engines/embedded/engine.ts';
import { openRealEngine } from '../engines/real/engine.ts';
import { compareTwins, twinResultOf } from '../exploration/execution/twin.ts';
import { Random } from '../exploration/policies/random.ts';
import { read, runOnce, scenarioOf, write } from '../testing.ts';
import { idOf, planOfService } from './testing.ts';

/** Two levels, a script, a transaction that locks, MULTI and messages: each kind of thing that connections are about. */
async function twoLevels({ redis, mysql }: ServiceClients): Promise<Service> {
  const memory = new Map<string, string>();
  const subscriber = redis.duplicate();
  subscriber.on('message', (_, key) => memory.delete(key));
  await subscriber.subscribe('changed');
  const fill = "return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX')";
  return {
    async read(key) {
      const found = memory.get(key);
      if (found !== undefined) return found;
      const [[, cached]] = (await redis.pipeline().get(key).ttl(key).exec()) as [[null, string | null], unknown];
      const [rows] = await mysql.execute('SELECT value FROM items WHERE id = ?', [idOf(key)]);
      const value = cached ?? (rows as { value: string }[])[0]!.value;
      await redis.eval(fill, 1, key, value, 60_000);
      memory.set(key, value);
      return value;
    },
    async write(key, value) {
      const connection = await mysql.getConnection();
      await connection.beginTransaction();
      await connection.query('SELECT version FROM items WHERE id = ? FOR UPDATE', [idOf(key)]);
      await connection.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, idOf(key)]);
      await connection.commit();
      connection.release();
      await redis.multi().del(key).publish('changed', key).exec();
    },
  };
}

const SCHEDULES = 20;

describeReal('code of a service', (servers) => {
  it('has the same history on both engines, step for step, with locks, scripts and messages', async () => {
    const scenario = scenarioOf({
      nodes: 2,
      actors: { reader: [read()], first: [write('v2')], second: [write('v3', 'item:1', 2)] },
    });
    const plan = planOfService(twoLevels, scenario);
    const policy = new Random(7, SCHEDULES);
    const schedules: (readonly number[])[] = [];
    for (let i = 0; i < SCHEDULES; i++) schedules.push((await runOnce(plan, policy.next()!)).indices);
    const real = await openRealEngine(servers);
    try {
      const compared = await compareTwins({
        ...{ plan, embedded: embeddedEngine, real, schedules },
        ...{ shouldStop: () => false, onCompared: () => undefined },
      });
      expect(twinResultOf(compared)).toMatchObject({ schedulesCompared: SCHEDULES, differences: 0 });
    } finally {
      await real.close();
    }
  });
});
