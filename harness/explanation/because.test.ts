import { describe, expect, it } from 'vitest';
import { strategies } from '../../strategies/registry.ts';
import type { StrategyInstance } from '../../strategies/strategy.ts';
import { embeddedEngine } from '../engines/embedded/engine.ts';
import { Pinned } from '../exploration/replay/known-choices.ts';
import type { Trace } from '../result.ts';
import type { Anomaly } from '../scenario.ts';
import type { ScenarioParts } from '../testing.ts';
import { inMacrotask, KEY, once, planOf, read, remove, scenarioOf, strategyOf, write } from '../testing.ts';
import { explain, record } from './trace.ts';

interface Told {
  readonly because: string;
  readonly trace: Trace;
}

async function tell(
  name: Parameters<typeof planOf>[0],
  anomaly: Anomaly,
  parts: ScenarioParts,
  steps: string,
): Promise<Told> {
  // The guard stands before actor code runs.
  await inMacrotask(() => {});
  const recorded = await record(planOf(name, scenarioOf(parts)), embeddedEngine, new Pinned(steps.trim().split(/\s+/)));
  expect(recorded.run.problem).toBeNull();
  return explain(recorded, anomaly)!;
}

const actors = { reader: [read()], writer: [write('v2')] };
const twoWriters = { first: [write('v2')], second: [write('v3')], reader: [read()] };

const windowsOf = ({ trace }: Told) =>
  trace.staleWindows.map(({ from, to, opens, closes }) => ({ from, to, opens, closes }));

/** Keeps values in a hash of another name, and in each node's memory. */
const twoLevels: Pick<StrategyInstance, 'read' | 'write'> = {
  async read({ redis, mysql, local }, key) {
    const cached = (await local.get(key)) ?? (await redis.hget(`cache:${key}`, 'value'));
    if (cached !== null) return cached;
    const [rows] = await mysql.execute('SELECT value FROM items WHERE id = 1');
    const { value } = (rows as { value: string }[])[0]!;
    await redis.hset(`cache:${key}`, 'value', value);
    await local.set(key, value);
    return value;
  },
  async write({ redis, mysql, local }, key, value) {
    await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = 1', [value]);
    await redis.hdel(`cache:${key}`, 'value');
    await local.delete(key);
  },
};

/** Cache-aside with `reads: replica`. */
const cacheAsideFromReplica = strategyOf(() => strategies['cache-aside'].create({ ttl: 60_000, reads: 'replica' }));

describe('the argument', () => {
  it('for an update that was lost', async () => {
    const counter = strategyOf({
      async write({ mysql }, _key, value) {
        const [rows] = await mysql.execute('SELECT version FROM items WHERE id = 1');
        const { version } = (rows as { version: number }[])[0]!;
        await mysql.execute('UPDATE items SET value = ?, version = ? WHERE id = 1', [value, version + 1]);
      },
    });
    const { because } = await tell(
      counter,
      'lost-update',
      { actors: { first: [write('v2')], second: [write('v3')] } },
      'first.mysql.select second.mysql.select first.mysql.update second.mysql.update',
    );
    expect(because).toBe(
      "first had committed v2 of item:1 at step 3. second's v3 overwrote it without building on it: both made the same version of what they had read before, so one of two updates is lost.",
    );
  });

  it('for a write that MySQL never got', async () => {
    const forgetful = strategyOf({
      async read({ redis }, key) {
        return redis.get(key);
      },
      async write({ redis }, key, value) {
        await redis.set(key, value);
      },
    });
    const { because } = await tell(forgetful, 'lost-update', { actors: { writer: [write('v2')] } }, 'writer.redis.set');
    expect(because).toBe(
      'writer was told at step 1 that v2 of item:1 was written, and MySQL never committed it: in the end a read gets v2.',
    );
  });

  it('for reads that load the same', async () => {
    const { because } = await tell(
      'cache-aside',
      'thundering-herd',
      { actors: { one: [read()], other: [read()], third: [read()] }, herdMax: 2 },
      'one.redis.get one.mysql.select third.redis.get other.redis.get third.mysql.select other.mysql.select one.redis.set other.redis.set third.redis.set',
    );
    expect(because).toBe(
      '3 reads loaded the same version of item:1 from MySQL: one at step 2, third at step 5 and other at step 6. One would have been enough: the others could have waited for it, or found it in the cache.',
    );
  });

  it('for a row that was deleted and is still served', async () => {
    const { because } = await tell(
      'cache-aside',
      'resurrected',
      { actors: { reader: [read()], remover: [remove()] } },
      'reader.redis.get reader.mysql.select remover.mysql.delete remover.redis.del reader.redis.set',
    );
    expect(because).toBe(
      "A read on node 1 after all had ended got v1 for item:1 at step 6, although remover had deleted the row at step 3, acknowledged at step 4, before the read began at step 6. reader had read v1 from MySQL at step 2, before the commit at step 3, and stored it at step 5, after remover's del at step 4, which was meant to remove it.",
    );
  });

  it('for a value that stays in the memory of another node', async () => {
    const { because } = await tell(
      strategyOf(twoLevels),
      'stale-at-rest',
      { nodes: 2, actors: { reader: [read(KEY, 2)], writer: [write('v2')] } },
      `reader.local.get reader.redis.hget reader.mysql.select reader.redis.hset reader.local.set
       writer.mysql.update writer.redis.hdel writer.local.delete`,
    );
    expect(because).toMatchInlineSnapshot(
      `"A read on node 2 after all had ended got v1 for item:1 at step 14, although writer had committed v2 at step 6. reader had read v1 from MySQL at step 3, before the commit at step 6, and stored it at step 5, and nothing removed it afterwards. All had ended: item:1 stays stale until it expires or is written again."`,
    );
  });

  it('for a value under a name of the strategy', async () => {
    const { because } = await tell(
      strategyOf(twoLevels),
      'stale-at-rest',
      { actors },
      `reader.local.get reader.redis.hget reader.mysql.select writer.mysql.update writer.redis.hdel reader.redis.hset
       reader.local.set writer.local.delete`,
    );
    expect(because).toMatchInlineSnapshot(
      `"A read on node 1 after all had ended got v1 for item:1 at step 10, although writer had committed v2 at step 4. reader had read v1 from MySQL at step 3, before the commit at step 4, and stored it at step 6, after writer's hdel at step 5, which was meant to remove it. All had ended: item:1 stays stale until it expires or is written again."`,
    );
  });

  it('for a fill that crosses a delete', async () => {
    const { because } = await tell(
      'cache-aside',
      'stale-at-rest',
      { actors },
      'reader.redis.get reader.mysql.select writer.mysql.update writer.redis.del reader.redis.set',
    );
    expect(because).toMatchInlineSnapshot(
      `"A read on node 1 after all had ended got v1 for item:1 at step 6, although writer had committed v2 at step 3. reader had read v1 from MySQL at step 2, before the commit at step 3, and stored it at step 5, after writer's del at step 4, which was meant to remove it. All had ended: item:1 stays stale until it expires or is written again."`,
    );
  });

  it('for a stale read after the acknowledgement', async () => {
    const { because } = await tell(
      'cache-aside',
      'stale-read',
      { actors: { ...actors, late: { after: ['writer'], operations: [read()] } } },
      `reader.redis.get reader.mysql.select writer.mysql.update writer.redis.del reader.redis.set late.redis.get`,
    );
    expect(because).toMatchInlineSnapshot(
      `"late got v1 for item:1 at step 6, although writer had committed v2 at step 3, acknowledged at step 4, before the read began at step 6. reader had read v1 from MySQL at step 2, before the commit at step 3, and stored it at step 5, after writer's del at step 4, which was meant to remove it."`,
    );
  });

  it('for a fill that overwrites the new value', async () => {
    const { because } = await tell(
      'write-then-set',
      'stale-at-rest',
      { actors },
      'reader.redis.get reader.mysql.select writer.mysql.update writer.redis.set reader.redis.set',
    );
    expect(because).toMatchInlineSnapshot(
      `"A read on node 1 after all had ended got v1 for item:1 at step 6, although writer had committed v2 at step 3. reader had read v1 from MySQL at step 2, before the commit at step 3, and stored it at step 5, over the v2 that writer had stored at step 4. All had ended: item:1 stays stale until it expires or is written again."`,
    );
  });

  it('for two writers in the other order', async () => {
    const { because } = await tell(
      'write-then-set',
      'stale-read',
      { actors: twoWriters },
      'first.mysql.update second.mysql.update second.redis.set first.redis.set reader.redis.get',
    );
    expect(because).toMatchInlineSnapshot(
      `"reader got v2 for item:1 at step 5, although second had committed v3 at step 2, acknowledged at step 3, before the read began at step 5. first had stored v2 at step 4, over the v3 that second had stored at step 3."`,
    );
  });

  it('for a refused fill blames the one that was accepted', async () => {
    const { because } = await tell(
      'setnx-setex',
      'stale-at-rest',
      {
        actors: { one: [read()], two: [read()], writer: [write('v2')] },
        faults: [once('crash', { actor: 'writer' })],
      },
      `one.redis.get one.mysql.select two.redis.get two.mysql.select one.redis.set writer.mysql.update
       crash.actor.writer two.redis.set`,
    );
    expect(because).toMatchInlineSnapshot(
      `"A read on node 1 after all had ended got v1 for item:1 at step 9, although writer had committed v2 at step 6. one had read v1 from MySQL at step 2, before the commit at step 6, and stored it at step 5, and nothing removed it afterwards. writer crashed at step 7. All had ended: item:1 stays stale until it expires or is written again."`,
    );
  });

  it('for a flush that made room', async () => {
    const { because } = await tell(
      'setnx-setex',
      'stale-at-rest',
      { actors, faults: [once('flush')] },
      `reader.redis.get reader.mysql.select writer.mysql.update writer.redis.setex flush.redis.flush reader.redis.set`,
    );
    expect(because).toMatchInlineSnapshot(
      `"A read on node 1 after all had ended got v1 for item:1 at step 7, although writer had committed v2 at step 3. reader had read v1 from MySQL at step 2, before the commit at step 3, and stored it at step 6, after the flush at step 5 had emptied the cache. All had ended: item:1 stays stale until it expires or is written again."`,
    );
  });

  it('for a value that was never committed', async () => {
    const { because } = await tell(
      'set-first',
      'dirty-read',
      { actors, faults: [once('crash')] },
      'writer.redis.set crash.actor.writer reader.redis.get',
    );
    expect(because).toMatchInlineSnapshot(
      `"reader got v2 for item:1 at step 3, a value that MySQL never committed. writer had stored v2 at step 1. writer crashed at step 2."`,
    );
  });

  it('for a delete that never arrived', async () => {
    const { because } = await tell(
      'cache-aside',
      'stale-at-rest',
      { actors: { writer: [write('v2')] }, warm: [KEY], faults: [once('drop', { step: 'redis.del' })] },
      'writer.mysql.update writer.redis.del!drop',
    );
    expect(because).toMatchInlineSnapshot(
      `"A read on node 1 after all had ended got v1 for item:1 at step 3, although writer had committed v2 at step 1. The cache had held v1 since before the run, and nothing had removed it. writer's del at step 2 never arrived. All had ended: item:1 stays stale until it expires or is written again."`,
    );
  });

  it('for a value in the JSON of a library, under a key with a prefix', async () => {
    const library = strategyOf({
      async read({ redis, mysql }, key) {
        const cached = await redis.get(`lib::${key}`);
        if (cached !== null) return (JSON.parse(cached) as { value: string }).value;
        const [rows] = await mysql.execute('SELECT value FROM items WHERE id = 1');
        const { value } = (rows as { value: string }[])[0]!;
        await redis.set(`lib::${key}`, JSON.stringify({ value, tags: [] }));
        return value;
      },
      async write({ redis, mysql }, key, value) {
        await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = 1', [value]);
        await redis.unlink(`lib::${key}`);
      },
    });
    const told = await tell(
      library,
      'stale-at-rest',
      { actors },
      'reader.redis.get reader.mysql.select writer.mysql.update writer.redis.unlink reader.redis.set',
    );
    expect(told.because).toContain(
      "reader had read v1 from MySQL at step 2, before the commit at step 3, and stored it at step 5, after writer's unlink at step 4",
    );
    expect(windowsOf(told)).toEqual([
      { from: 5, to: null, opens: 'reader puts the old v1 of item:1 back', closes: null },
    ]);
  });

  it('for a binlog that lags', async () => {
    const { because } = await tell(
      'setnx-setex-binlog',
      'stale-read',
      { actors: twoWriters },
      `first.mysql.update first.redis.setex second.mysql.update second.redis.setex consumer.binlog.deliver
       consumer.redis.setex reader.redis.get consumer.binlog.deliver consumer.redis.setex`,
    );
    expect(because).toMatchInlineSnapshot(
      `"reader got v2 for item:1 at step 7, although second had committed v3 at step 3, acknowledged at step 4, before the read began at step 7. consumer had been given v2 by the binlog at step 5 and stored it at step 6, over the v3 that second had stored at step 4."`,
    );
  });

  it('for a fill from a replica that lags', async () => {
    const late = { after: ['writer'], operations: [read()] };
    const { because, trace } = await tell(
      cacheAsideFromReplica,
      'stale-at-rest',
      { replicas: 1, actors: { writer: [write('v2')], late } },
      'writer.mysql.update writer.redis.del late.redis.get late.replica.select late.redis.set replica.replica.apply',
    );
    expect(because).toBe(
      'A read on node 1 after all had ended got v1 for item:1 at step 7, although writer had committed v2 at step 1. ' +
        'late had read v1 from a replica at step 4, which had not applied the commit at step 1 yet, and stored it at step 5. ' +
        'All had ended: item:1 stays stale until it expires or is written again.',
    );
    expect(trace.steps.map(({ store, text }) => [store, text]).slice(3, 6)).toEqual([
      ['replica', 'SELECT id, value, version FROM items WHERE id = 1 /* replica 1 */'],
      ['redis', 'SET item:1 v1 PX 60000'],
      ['replica', "apply writer's commit: id 1 = v2"],
    ]);
    expect(trace.steps.map(({ state }) => state.replicas?.['replica']?.[KEY]?.value)).toEqual([
      'v1',
      'v1',
      'v1',
      'v1',
      'v1',
      'v2',
      'v2',
    ]);
  });

  it('for an answer of a replica that lags', async () => {
    const uncached = strategyOf({
      async read({ mysql }) {
        const [rows] = await mysql.replica.execute('SELECT value FROM items WHERE id = 1');
        return (rows as { value: string }[])[0]!.value;
      },
      async write({ mysql }, _key, value) {
        await mysql.execute('UPDATE items SET value = ? WHERE id = 1', [value]);
      },
    });
    const { because } = await tell(
      uncached,
      'stale-read',
      { replicas: 1, actors },
      'writer.mysql.update reader.replica.select replica.replica.apply',
    );
    expect(because).toMatch(/The replica had not applied the commit at step 1 yet\.$/);
  });

  it('for a session that goes back in time', async () => {
    const { because } = await tell(
      'write-then-set',
      'monotonic-reads',
      { actors: { slow: [read()], reader: [read(), read()], writer: [write('v2')] } },
      `slow.redis.get slow.mysql.select writer.mysql.update writer.redis.set reader.redis.get slow.redis.set
       reader.redis.get`,
    );
    expect(because).toMatchInlineSnapshot(
      `"reader got v1 for item:1 at step 7, although it had itself read v2 before, in the read that ended at step 5. slow had read v1 from MySQL at step 2, before the commit at step 3, and stored it at step 6, over the v2 that writer had stored at step 4."`,
    );
  });

  it('for a session that does not see its own write', async () => {
    const { because } = await tell(
      'delete-first',
      'read-your-writes',
      { actors: { reader: [read()], writer: [write('v2'), read()] } },
      `writer.redis.del reader.redis.get reader.mysql.select reader.redis.set writer.mysql.update writer.redis.get`,
    );
    expect(because).toMatchInlineSnapshot(
      `"writer got v1 for item:1 at step 6, although it had itself written v2, acknowledged at step 5. reader had read v1 from MySQL at step 3, before the commit at step 5, and stored it at step 4, and nothing removed it afterwards."`,
    );
  });
});

describe('a stale window', () => {
  it('opens with the old fill and stays open', async () => {
    const told = await tell(
      'cache-aside',
      'stale-at-rest',
      { actors },
      'reader.redis.get reader.mysql.select writer.mysql.update writer.redis.del reader.redis.set',
    );
    expect(windowsOf(told)).toEqual([
      { from: 5, to: null, opens: 'reader puts the old v1 of item:1 back', closes: null },
    ]);
  });

  it('opens with the commit when the cache was warm, also at the first step', async () => {
    const told = await tell(
      'cache-aside',
      'stale-at-rest',
      { actors: { writer: [write('v2')] }, warm: [KEY], faults: [once('crash')] },
      'writer.mysql.update crash.actor.writer',
    );
    expect(windowsOf(told)).toEqual([
      { from: 1, to: null, opens: 'MySQL moved on, the cache still holds v1', closes: null },
    ]);
  });

  it('sees into the hash of a versioned entry, and closes with what replaces it', async () => {
    const told = await tell(
      'versioned-set',
      'stale-read',
      { actors: twoWriters },
      `first.mysql.update first.redis.del second.mysql.update second.redis.del consumer.binlog.deliver
       consumer.redis.eval reader.redis.hget consumer.binlog.deliver consumer.redis.eval`,
    );
    expect(windowsOf(told)).toEqual([
      { from: 6, to: 9, opens: 'consumer puts the old v2 of item:1 back', closes: 'consumer stores v3' },
    ]);
  });

  it('of a lease closes with the delete', async () => {
    const told = await tell(
      'lease',
      'stale-at-rest',
      { actors: { ...actors, other: [write('v3')] }, warm: [KEY], faults: [once('crash', { actor: 'other' })] },
      'writer.mysql.update writer.redis.del reader.redis.eval reader.mysql.select reader.redis.eval other.mysql.update crash.actor.other',
    );
    expect(windowsOf(told)).toEqual([
      {
        from: 1,
        to: 2,
        opens: 'MySQL moved on, the cache still holds v1',
        closes: 'writer: DEL item:1 lease:{item:1}',
      },
      { from: 6, to: null, opens: 'MySQL moved on, the cache still holds v2', closes: null },
    ]);
  });
});

describe('the diagram', () => {
  it('names whom a statement waited for, and who let it go', async () => {
    const told = await tell(
      'delete-in-transaction',
      'stale-at-rest',
      { actors: { ...actors, other: [write('v3')] } },
      `reader.redis.get reader.mysql.select writer.mysql.update other.mysql.update writer.redis.del
       writer.mysql.commit other.redis.del other.mysql.commit reader.redis.set`,
    );
    expect(told.trace.steps[3]).toMatchObject({
      blockedBy: 'writer',
      lock: 'the lock on item:1',
      grantedAt: 6,
      reply: '1 row',
    });
    expect(told.trace.steps[3]!.sentence).toMatch(
      /^other sends BEGIN; UPDATE .* and waits for the lock on item:1, held by writer, until step 6; then the answer is 1 row\.$/,
    );
    expect(told.trace.steps.filter(({ witness }) => witness).map(({ number }) => number)).toEqual([2, 8, 9, 10]);
  });

  it('names the named lock that a statement waited for', async () => {
    const told = await tell(
      'named-lock',
      'stale-at-rest',
      { actors: { ...actors, other: [read()] }, faults: [once('crash', { actor: 'writer' })] },
      `reader.redis.get reader.mysql.get_lock reader.redis.get other.redis.get other.mysql.get_lock reader.mysql.select
       reader.redis.set reader.mysql.release_lock other.redis.get other.mysql.release_lock writer.mysql.get_lock
       writer.mysql.update crash.actor.writer`,
    );
    const wait = { blockedBy: 'reader', lock: "the named lock 'rebuild:item:1'", grantedAt: 8 };
    expect(told.trace.steps[4]).toMatchObject({ ...wait, reply: 'hasLock=1' });
    expect(told.trace.steps[7]).toMatchObject({ text: "DO RELEASE_LOCK('rebuild:item:1')", reply: 'OK' });
  });

  it('begins with what the warm-up left', async () => {
    const { trace } = await tell(
      'cache-aside',
      'stale-at-rest',
      { actors: { writer: [write('v2')] }, warm: [KEY], faults: [once('crash')] },
      'writer.mysql.update crash.actor.writer',
    );
    expect(trace.initial.redis).toEqual({ [KEY]: { value: 'v1', expiresAtMs: 60_000 } });
    expect(trace.steps.map(({ sentence }) => sentence)).toMatchInlineSnapshot(`
      [
        "writer sends UPDATE items SET value = 'v2', version = version + 1 WHERE id = 1 to MySQL; the answer is 1 row.",
        "Fault: writer crashes.",
        "observer sends GET item:1 to Redis; the answer is v1.",
      ]
    `);
    expect(trace.versions).toEqual({ [KEY]: ['v1', 'v2'] });
  });
});
