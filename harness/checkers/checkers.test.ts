import { describe, expect, it } from 'vitest';
import type { Anomaly, OperationPlan } from '../scenario.ts';
import type { ScenarioParts } from '../testing.ts';
import { insert, once, pinned, planOf, read, remove, scenarioOf, strategyOf, write } from '../testing.ts';
import type { CheckResult } from './checker.ts';
import { factsOf } from './facts.ts';
import { checkers } from './registry.ts';

/** In the cache: there is no row. */
const NO_ROW = 'no row';

/**
 * One step per operation, so that a history is a list of steps: a read believes the cache; a write of `cache=x` puts x
 * there, `slow=x` commits x one step before it is acknowledged, `undone=x` rolls x back, `never=x` is acknowledged and does
 * nothing, `blind=x` commits the version after the one that it has read one step before, as a counter does.
 */
const micro = strategyOf({
  async read({ redis, mysql }, key) {
    const cached = await redis.get(key);
    if (cached !== null) return cached === NO_ROW ? null : cached;
    const [rows] = await mysql.query('SELECT value FROM items WHERE id = 1');
    return (rows as { value: string }[])[0]?.value ?? null;
  },
  async write({ redis, mysql }, key, text) {
    const [value, how] = text.split('=').reverse();
    if (how === 'cache') return void (await redis.set(key, value!));
    if (how === 'never') return void (await redis.ttl(key));
    if (how === 'blind') {
      const [rows] = await mysql.query('SELECT version FROM items WHERE id = 1');
      const { version } = (rows as { version: number }[])[0]!;
      return void (await mysql.query('UPDATE items SET value = ?, version = ? WHERE id = 1', [value, version + 1]));
    }
    if (how === 'undone') await mysql.beginTransaction();
    await mysql.query('UPDATE items SET value = ?, version = version + 1 WHERE id = 1', [value]);
    if (how === 'undone') await mysql.rollback();
    if (how === 'slow') await redis.ttl(key);
  },
  async insert({ mysql }, _key, value) {
    await mysql.query('INSERT INTO items (id, value) VALUES (1, ?)', [value]);
  },
  async delete({ mysql }) {
    await mysql.query('DELETE FROM items WHERE id = 1');
  },
});

type Actors = Readonly<Record<string, readonly OperationPlan[]>>;

async function judge(
  anomaly: Anomaly,
  actors: Actors,
  steps: string,
  parts: Partial<ScenarioParts> = {},
): Promise<CheckResult> {
  const run = await pinned(planOf(micro, scenarioOf({ ...parts, actors })), steps);
  expect(run.problem).toBeNull();
  return checkers[anomaly].check(factsOf(run));
}

const judgeHerd = judge.bind(null, 'thundering-herd');

const tamper = (value: string): readonly OperationPlan[] => [write(`cache=${value}`)];
const reader = [read()];
const ok = { kind: 'ok' };
const violation = (returned: string | null, expected: string | null) => ({
  kind: 'violation',
  violation: { read: { operation: { result: returned } }, expected: { value: expected } },
});

describe('stale-read', () => {
  const cached = { tamper: tamper('v1'), writer: [write('slow=v2')], reader };

  it('is a version older than one that was acknowledged before the read began', async () => {
    const steps = 'tamper.redis.set writer.mysql.update writer.redis.ttl reader.redis.get';
    expect(await judge('stale-read', cached, steps)).toMatchObject(violation('v1', 'v2'));
  });

  it('is not one that was only committed by then', async () => {
    const steps = 'tamper.redis.set writer.mysql.update reader.redis.get writer.redis.ttl';
    expect(await judge('stale-read', cached, steps)).toEqual(ok);
  });

  it('is not one whose write never answered', async () => {
    const steps = 'tamper.redis.set writer.mysql.update!lost-reply reader.redis.get';
    const faults = [once('lost-reply', { step: 'mysql.update' })];
    expect(await judge('stale-read', cached, steps, { faults })).toEqual(ok);
  });

  it('is not a value that came back: v1, v2, v1', async () => {
    const actors = { tamper: tamper('v1'), writer: [write('v2'), write('v1')], reader };
    const steps = 'tamper.redis.set writer.mysql.update writer.mysql.update reader.redis.get';
    expect(await judge('stale-read', actors, steps)).toEqual(ok);
  });

  it('is a row that was deleted and is still served', async () => {
    const actors = { tamper: tamper('v1'), writer: [remove()], reader };
    const steps = 'tamper.redis.set writer.mysql.delete reader.redis.get';
    expect(await judge('stale-read', actors, steps)).toMatchObject(violation('v1', null));
  });

  it('is a row that was inserted and is still denied', async () => {
    const actors = { tamper: tamper(NO_ROW), writer: [insert('v1')], reader };
    const steps = 'tamper.redis.set writer.mysql.insert reader.redis.get';
    expect(await judge('stale-read', actors, steps, { rows: {} })).toMatchObject(violation(null, 'v1'));
  });
});

describe('dirty-read', () => {
  it('is a value that MySQL never held', async () => {
    const actors = { tamper: tamper('phantom'), reader };
    const result = await judge('dirty-read', actors, 'tamper.redis.set reader.redis.get');
    expect(result).toMatchObject({ kind: 'violation', violation: { expected: null, obligation: 'committed' } });
  });

  it('is a value that was rolled back', async () => {
    const actors = { writer: [write('undone=v2')], tamper: tamper('v2'), reader };
    const steps = 'writer.mysql.update writer.mysql.rollback tamper.redis.set reader.redis.get';
    expect(await judge('dirty-read', actors, steps)).toMatchObject({ kind: 'violation' });
  });

  it('is `no row` where there always was one, and not where it was deleted', async () => {
    const steps = 'tamper.redis.set reader.redis.get';
    expect(await judge('dirty-read', { tamper: tamper(NO_ROW), reader }, steps)).toMatchObject({ kind: 'violation' });
    const deleting = { tamper: tamper(NO_ROW), writer: [remove()], reader };
    expect(await judge('dirty-read', deleting, `writer.mysql.delete ${steps}`)).toEqual(ok);
  });

  it('is not a value that is committed a little later', async () => {
    const actors = { tamper: tamper('v2'), reader, writer: [write('v2')] };
    expect(await judge('dirty-read', actors, 'tamper.redis.set reader.redis.get writer.mysql.update')).toEqual(ok);
  });
});

describe('read-your-writes', () => {
  const steps = 'tamper.redis.set one.mysql.update one.redis.get';

  it('is broken by an older version than the actor has written', async () => {
    const actors = { tamper: tamper('v1'), one: [write('v2'), read()] };
    expect(await judge('read-your-writes', actors, steps)).toMatchObject(violation('v1', 'v2'));
  });

  it('is kept by a newer version of somebody else', async () => {
    const actors = { tamper: tamper('v3'), one: [write('v2'), read()], two: [write('v3')] };
    const others = 'tamper.redis.set one.mysql.update two.mysql.update one.redis.get';
    expect(await judge('read-your-writes', actors, others)).toEqual(ok);
  });

  it('says nothing of what others have written', async () => {
    const actors = { tamper: tamper('v1'), one: [write('v2')], two: reader };
    expect(await judge('read-your-writes', actors, 'tamper.redis.set one.mysql.update two.redis.get')).toEqual(ok);
  });
});

describe('monotonic-reads', () => {
  const actors = {
    tamper: [...tamper('v2'), ...tamper('v1')],
    writer: [write('v2')],
    reader: [read(), read()],
    other: reader,
  };

  it('is broken by a read that goes back', async () => {
    const steps = `writer.mysql.update tamper.redis.set reader.redis.get tamper.redis.set reader.redis.get other.redis.get`;
    expect(await judge('monotonic-reads', actors, steps)).toMatchObject(violation('v1', 'v2'));
  });

  it('is not broken when a value comes back later: the first read cannot have returned that', async () => {
    const back = { writer: [write('v2'), write('v1')], reader: [read(), read()] };
    const steps =
      'reader.redis.get reader.mysql.select writer.mysql.update reader.redis.get reader.mysql.select writer.mysql.update';
    expect(await judge('monotonic-reads', back, steps)).toEqual(ok);
  });

  it('is not broken by a row that is read before it is there, is inserted, and deleted later', async () => {
    const back = { writer: [insert('v1'), remove()], reader: [read(), read()] };
    const steps =
      'reader.redis.get reader.mysql.select writer.mysql.insert reader.redis.get reader.mysql.select writer.mysql.delete';
    expect(await judge('monotonic-reads', back, steps, { rows: {} })).toEqual(ok);
  });

  it('is not broken by two actors that see different versions', async () => {
    const steps = `writer.mysql.update tamper.redis.set other.redis.get tamper.redis.set reader.redis.get reader.redis.get`;
    expect(await judge('monotonic-reads', actors, steps)).toEqual(ok);
  });
});

describe('stale-at-rest', () => {
  it('is an old version that is left over', async () => {
    const actors = { tamper: tamper('v1'), writer: [write('v2')] };
    expect(await judge('stale-at-rest', actors, 'tamper.redis.set writer.mysql.update')).toMatchObject(
      violation('v1', 'v2'),
    );
  });

  it('is one too when its write was never acknowledged, for nobody is left to finish it', async () => {
    const actors = { tamper: tamper('v1'), writer: [write('slow=v2')] };
    const steps = 'tamper.redis.set writer.mysql.update crash.actor.writer';
    const faults = [once('crash', { actor: 'writer' })];
    expect(await judge('stale-at-rest', actors, steps, { faults })).toMatchObject(violation('v1', 'v2'));
  });

  it('is a value that never was', async () => {
    const actors = { tamper: tamper('phantom'), writer: [write('v2')] };
    expect(await judge('stale-at-rest', actors, 'writer.mysql.update tamper.redis.set')).toMatchObject(
      violation('phantom', 'v2'),
    );
  });

  it('is not the newest version, nor an empty cache', async () => {
    const actors = { tamper: tamper('v2'), writer: [write('v2')] };
    expect(await judge('stale-at-rest', actors, 'writer.mysql.update tamper.redis.set')).toEqual(ok);
    expect(await judge('stale-at-rest', { writer: [write('v2')] }, 'writer.mysql.update')).toEqual(ok);
  });

  it('is judged on every node', async () => {
    const remembering = strategyOf({
      async read({ local, mysql }, key) {
        const known = await local.get(key);
        if (known !== null) return known;
        const [rows] = await mysql.query('SELECT value FROM items WHERE id = 1');
        await local.set(key, (rows as { value: string }[])[0]!.value);
        return (rows as { value: string }[])[0]!.value;
      },
      async write({ local, mysql }, key, value) {
        await mysql.query('UPDATE items SET value = ? WHERE id = 1', [value]);
        await local.delete(key);
      },
    });
    const scenario = scenarioOf({ nodes: 2, actors: { reader: [read('item:1', 2)], writer: [write('v2')] } });
    const steps = 'reader.local.get reader.mysql.select reader.local.set writer.mysql.update writer.local.delete';
    const run = await pinned(planOf(remembering, scenario), steps);
    expect(checkers['stale-at-rest'].check(factsOf(run))).toMatchObject({
      kind: 'violation',
      violation: { read: { operation: { node: 2, result: 'v1' } } },
    });
  });

  it('is unknown when the observer cannot read', async () => {
    const broken = strategyOf(() => {
      let isOver = false;
      return {
        async read({ redis }, key) {
          await redis.get(key);
          if (isOver) await redis.hget(key, 'field');
          return 'v1';
        },
        async write({ redis }, key) {
          await redis.set(key, 'not a hash');
          isOver = true;
        },
      };
    });
    const run = await pinned(planOf(broken, scenarioOf({ actors: { writer: [write('v2')] } })), 'writer.redis.set');
    // The strategy's own failure is what the user is told first.
    expect(run.problem).toMatchObject({ kind: 'strategy', message: expect.stringContaining('WRONGTYPE') });
    expect(checkers['stale-at-rest'].check(factsOf(run))).toMatchObject({ kind: 'unknown' });
  });
});

describe('lost-update', () => {
  const counters = { first: [write('blind=v2')], second: [write('blind=v3')] };

  it('is a write that another one overwrote without having seen it', async () => {
    const steps = 'first.mysql.select second.mysql.select first.mysql.update second.mysql.update';
    expect(await judge('lost-update', counters, steps)).toMatchObject({
      kind: 'violation',
      violation: { expected: { value: 'v2' }, obligation: 'kept', earlier: { value: 'blind=v3' } },
    });
  });

  it('is not one that was read before it was overwritten', async () => {
    const steps = 'first.mysql.select first.mysql.update second.mysql.select second.mysql.update';
    expect(await judge('lost-update', counters, steps)).toEqual(ok);
  });

  it('is not one that was never acknowledged', async () => {
    const steps = 'first.mysql.select second.mysql.select first.mysql.update!lost-reply second.mysql.update';
    const faults = [once('lost-reply', { step: 'mysql.update', actor: 'first' })];
    expect(await judge('lost-update', counters, steps, { faults })).toEqual(ok);
  });

  it('is not told of a strategy that keeps no version at all', async () => {
    const versionless = strategyOf({
      async write({ mysql }, _key, value) {
        await mysql.query('UPDATE items SET value = ? WHERE id = 1', [value]);
      },
    });
    const actors = { first: [write('v2')], second: [write('v3')] };
    const run = await pinned(planOf(versionless, scenarioOf({ actors })), 'first.mysql.update second.mysql.update');
    expect(checkers['lost-update'].check(factsOf(run))).toEqual(ok);
  });

  it('is a write that was acknowledged and that MySQL never got', async () => {
    expect(await judge('lost-update', { writer: [write('never=v2')] }, 'writer.redis.ttl')).toMatchObject({
      kind: 'violation',
      violation: { expected: null, obligation: 'kept', earlier: { value: 'never=v2' } },
    });
  });

  it('is not a write to a row that was deleted', async () => {
    const actors = { remover: [remove()], writer: [write('v2')] };
    expect(await judge('lost-update', actors, 'remover.mysql.delete writer.mysql.update')).toEqual(ok);
  });
});

describe('resurrected', () => {
  const actors = { tamper: tamper('v1'), remover: [remove()], reader };

  it('is a row that was deleted, as everyone had been told when the read began', async () => {
    const steps = 'tamper.redis.set remover.mysql.delete reader.redis.get';
    expect(await judge('resurrected', actors, steps)).toMatchObject({
      kind: 'violation',
      violation: { read: { isObserver: false, returned: 0 }, expected: { value: null }, obligation: 'deleted' },
    });
  });

  it('is seen by the observer too', async () => {
    const steps = 'reader.redis.get reader.mysql.select remover.mysql.delete tamper.redis.set';
    expect(await judge('resurrected', actors, steps)).toMatchObject({
      kind: 'violation',
      violation: { read: { isObserver: true } },
    });
  });

  it('is not a row of which the deletion was not acknowledged, nor one that was inserted again', async () => {
    const lost = [once('lost-reply', { step: 'mysql.delete' })];
    const steps = 'tamper.redis.set remover.mysql.delete!lost-reply reader.redis.get';
    expect(await judge('resurrected', actors, steps, { faults: lost })).toEqual(ok);
    const again = { tamper: tamper('v1'), remover: [remove(), insert('v2')], reader };
    const replayed = 'tamper.redis.set remover.mysql.delete remover.mysql.insert reader.redis.get';
    expect(await judge('resurrected', again, replayed)).toEqual(ok);
  });
});

describe('thundering-herd', () => {
  const steps = 'reader.redis.get reader.mysql.select other.redis.get other.mysql.select';
  const two = { reader, other: reader };

  it('is a version that more reads have loaded than the scenario allows', async () => {
    const herd = await judgeHerd(two, steps, { herdMax: 1 });
    expect(herd).toMatchObject({
      kind: 'violation',
      violation: { read: { operation: { actor: { name: 'other' } } }, earlier: { actor: { name: 'reader' } } },
    });
    expect(await judgeHerd(two, steps, { herdMax: 2 })).toEqual(ok);
  });

  it('is not judged where nobody asks for it', async () => {
    expect(await judgeHerd(two, steps)).toEqual(ok);
  });

  it('is none where each read loads another version', async () => {
    const actors = { ...two, writer: [write('v2')] };
    const between = 'reader.redis.get reader.mysql.select writer.mysql.update other.redis.get other.mysql.select';
    expect(await judgeHerd(actors, between, { herdMax: 1 })).toEqual(ok);
  });
});
