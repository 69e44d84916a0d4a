import { describe, expect, it } from 'vitest';
import { Exhaustive } from '../exploration/policies/exhaustive.ts';
import { Pinned } from '../exploration/replay/known-choices.ts';
import { Strict } from '../exploration/replay/strict.ts';
import { parseSchedule, scheduleOf } from '../exploration/replay/schedule.ts';
import type { FaultPlan } from '../scenario.ts';
import {
  historyOf,
  KEY,
  labelsOf,
  once,
  pinned,
  planOf,
  read,
  runOnce,
  runsOf,
  scenarioOf,
  strategyOf,
  upTo,
  write,
} from '../testing.ts';
import type { Run } from './run.ts';

/** Writes in a transaction, and remembers what each call of the client gave. */
function transactional() {
  const seen: unknown[] = [];
  const note = (error: unknown): void => void seen.push((error as { code?: string }).code ?? (error as Error).message);
  const strategy = strategyOf({
    async read({ redis, mysql }, key) {
      const cached = await redis.get(key);
      const [rows] = await mysql.query('SELECT value FROM items WHERE id = 1');
      return cached ?? (rows as { value: string }[])[0]!.value;
    },
    async write({ redis, mysql }, key, value) {
      try {
        await mysql.beginTransaction();
        await mysql.query('UPDATE items SET value = ?, version = version + 1 WHERE id = 1', [value]);
        await redis.del(key);
        await mysql.commit();
        seen.push('committed');
      } catch (error) {
        note(error);
        throw error;
      }
    },
  });
  return { seen, strategy };
}

const onlyWriter = { writer: [write('v2')] };
const committed = (run: Run): unknown =>
  run.engine.commits.map(({ changes }) => changes.map(({ after }) => after?.value));

async function histories(faults: readonly FaultPlan[], strategy = transactional().strategy): Promise<string[]> {
  const runs = await runsOf(planOf(strategy, scenarioOf({ actors: onlyWriter, faults })));
  for (const run of runs) expect(run.problem).toBeNull();
  return runs.map((run) => labelsOf(run).join(' ')).sort();
}

describe('a crash', () => {
  it('comes after any step but the last, once', async () => {
    expect(await histories([upTo(1, 'crash', { actor: 'writer' })])).toEqual([
      'writer.mysql.update crash.actor.writer',
      'writer.mysql.update writer.redis.del crash.actor.writer',
      'writer.mysql.update writer.redis.del writer.mysql.commit',
    ]);
  });

  it('rolls the open transaction back and lets the next writer have the lock', async () => {
    const { strategy } = transactional();
    const scenario = scenarioOf({
      actors: { writer: [write('v2')], other: [write('v3')] },
      faults: [once('crash', { actor: 'writer' })],
    });
    const run = await pinned(
      planOf(strategy, scenario),
      'writer.mysql.update other.mysql.update crash.actor.writer other.redis.del other.mysql.commit',
    );
    expect(run.problem).toBeNull();
    expect(run.steps[1]).toMatchObject({ grantedAt: 2, waitedFor: 0 });
    expect(committed(run)).toEqual([['v3']]);
    expect(run.operations.find(({ actor }) => actor.name === 'writer')!.respondedAt).toBe(-1);
  });

  it('of an actor that waits for a lock takes it out of the queue', async () => {
    const { strategy } = transactional();
    const scenario = scenarioOf({
      actors: { writer: [write('v2')], other: [write('v3')] },
      faults: [once('crash', { actor: 'other' })],
    });
    const run = await pinned(
      planOf(strategy, scenario),
      'writer.mysql.update other.mysql.update crash.actor.other writer.redis.del writer.mysql.commit',
    );
    expect(run.problem).toBeNull();
    expect(committed(run)).toEqual([['v2']]);
  });

  it('of the binlog consumer leaves the events that come after it to nobody, and is no deadlock', async () => {
    const scenario = scenarioOf({
      actors: { writer: [write('v2'), write('v3')] },
      faults: [once('crash', { actor: 'consumer' })],
    });
    const runs = await runsOf(planOf('setnx-setex-binlog', scenario));
    expect(runs.length).toBeGreaterThan(1);
    expect(runs.filter(({ problem }) => problem !== null)).toEqual([]);
  });

  it('lets those start that wait for the actor to end', async () => {
    const scenario = scenarioOf({
      actors: { writer: [write('v2')], late: { after: ['writer'], operations: [read()] } },
      faults: [once('crash', { actor: 'writer' })],
    });
    const run = await pinned(
      planOf('cache-aside', scenario),
      'writer.mysql.update crash.actor.writer late.redis.get late.mysql.select late.redis.set',
    );
    expect(run.problem).toBeNull();
  });
});

describe('a command that is dropped', () => {
  it('first: the statement that opens the transaction never arrives, and the client is told so', async () => {
    const { strategy, seen } = transactional();
    expect(await histories([once('drop', { step: 'mysql.update' })], strategy)).toEqual(['writer.mysql.update!drop']);
    expect(seen.at(-1)).toBe('PROTOCOL_CONNECTION_LOST');
  });

  it('later: takes the open transaction with it', async () => {
    const { strategy, seen } = transactional();
    const scenario = scenarioOf({ actors: onlyWriter, faults: [once('drop', { step: 'mysql.commit' })] });
    const [run, ...others] = await runsOf(planOf(strategy, scenario));
    expect(others).toEqual([]);
    expect(labelsOf(run!)).toEqual(['writer.mysql.update', 'writer.redis.del', 'writer.mysql.commit!drop']);
    expect(committed(run!)).toEqual([]);
    expect(seen.at(-1)).toBe('PROTOCOL_CONNECTION_LOST');
  });

  it('of Redis leaves MySQL alone; what the strategy then does is its own affair', async () => {
    const { strategy, seen } = transactional();
    expect(await histories([once('drop', { step: 'redis.del' })], strategy)).toEqual([
      'writer.mysql.update writer.redis.del!drop',
    ]);
    expect(seen.at(-1)).toBe('Connection is closed.');
  });

  it('has no effect on the store', async () => {
    const scenario = scenarioOf({ actors: onlyWriter, warm: [KEY], faults: [once('drop', { step: 'redis.del' })] });
    const [run] = await runsOf(planOf('cache-aside', scenario));
    expect(run!.operations.at(-1)).toMatchObject({ kind: 'read', result: 'v1' });
    expect(run!.operations[0]!.succeeded).toBe(false);
  });
});

describe('a reply that is lost', () => {
  it('was applied: the row is committed, and the client is told that the connection is gone', async () => {
    const { strategy, seen } = transactional();
    const scenario = scenarioOf({ actors: onlyWriter, faults: [once('lost-reply', { step: 'mysql.commit' })] });
    const [run, ...others] = await runsOf(planOf(strategy, scenario));
    expect(others).toEqual([]);
    expect(committed(run!)).toEqual([['v2']]);
    expect(seen.at(-1)).toBe('PROTOCOL_CONNECTION_LOST');
    expect(run!.operations[0]!.succeeded).toBe(false);
  });

  it('of a statement inside a transaction takes the transaction with it', async () => {
    const { strategy } = transactional();
    const scenario = scenarioOf({ actors: onlyWriter, faults: [once('lost-reply', { step: 'mysql.update' })] });
    const [run] = await runsOf(planOf(strategy, scenario));
    expect(labelsOf(run!)).toEqual(['writer.mysql.update!lost-reply']);
    expect(committed(run!)).toEqual([]);
  });

  it('of a commit lets go whoever waited for its locks', async () => {
    const { strategy } = transactional();
    const scenario = scenarioOf({
      actors: { writer: [write('v2')], other: [write('v3')] },
      faults: [once('lost-reply', { step: 'mysql.commit', actor: 'writer' })],
    });
    const run = await pinned(
      planOf(strategy, scenario),
      `writer.mysql.update other.mysql.update writer.redis.del writer.mysql.commit!lost-reply
       other.redis.del other.mysql.commit`,
    );
    expect(run.problem).toBeNull();
    expect(run.steps[1]).toMatchObject({ state: 'done', grantedAt: 3 });
    expect(committed(run)).toEqual([['v2'], ['v3']]);
  });
});

describe('a lock wait that times out', () => {
  const two = { writer: [write('v2')], other: [write('v3')] };

  it('fails the statement with error 1205, and lets the strategy go on', async () => {
    const { strategy, seen } = transactional();
    const scenario = scenarioOf({ actors: two, faults: [once('lock-timeout')] });
    const run = await pinned(
      planOf(strategy, scenario),
      `writer.mysql.update other.mysql.update lock-timeout.actor.other writer.redis.del writer.mysql.commit`,
    );
    expect(run.problem).toBeNull();
    expect(run.steps[1]).toMatchObject({ state: 'failed', waitedFor: 0, grantedAt: 2, reply: { errno: 1205 } });
    expect(seen).toEqual(['ER_LOCK_WAIT_TIMEOUT', 'committed']);
    expect(committed(run)).toEqual([['v2']]);
    expect(run.operations.find(({ actor }) => actor.name === 'other')).toMatchObject({ disturbed: true });
  });

  it('happens only while somebody waits, to whom it is meant for', async () => {
    const faults = [once('lock-timeout', { actor: 'other' })];
    const runs = await runsOf(planOf(transactional().strategy, scenarioOf({ actors: two, faults })));
    expect(runs.length).toBeGreaterThan(0);
    for (const run of runs) {
      expect(run.problem).toBeNull();
      const [timeout, ...more] = run.steps.filter(({ fault }) => fault === 'lock-timeout');
      expect(more).toEqual([]);
      expect(timeout!.label).toBe('lock-timeout.actor.other');
      const waited = run.steps.find(({ grantedAt }) => grantedAt === timeout!.index);
      expect(waited!.label).toBe('other.mysql.update');
      expect(waited!.index).toBeLessThan(timeout!.index);
    }
  });

  it('that must happen, and finds nobody who waits, is no schedule of the scenario', async () => {
    expect(await histories([once('lock-timeout')])).toEqual([]);
  });
});

describe('deliveries of the binlog', () => {
  const received: string[] = [];
  const listening = strategyOf(() => {
    received.length = 0;
    return {
      read: async () => 'v1',
      async write({ mysql }, _key, value) {
        await mysql.query('UPDATE items SET value = ? WHERE id = 1', [value]);
      },
      async onChange(_context, { after }) {
        received.push(after!.value);
      },
    };
  });
  const deliveries = async (faults: readonly FaultPlan[]): Promise<string[]> => {
    const scenario = scenarioOf({ actors: { writer: [write('a'), write('b'), write('c')] }, faults });
    const plan = planOf(listening, scenario);
    const orders = new Set<string>();
    for (const run of await runsOf(plan)) {
      expect(run.problem).toBeNull();
      await runOnce(plan, new Strict(parseSchedule(scheduleOf(run))));
      orders.add(received.join(''));
    }
    return [...orders].sort();
  };

  it('come in commit order', async () => {
    expect(await deliveries([])).toEqual(['abc']);
  });

  it('come twice when one is duplicated, the second time at once', async () => {
    expect(await deliveries([once('duplicate')])).toEqual(['aabc', 'abbc', 'abcc']);
  });

  it('change places when two are reordered', async () => {
    expect(await deliveries([once('reorder')])).toEqual(['acb', 'bac']);
  });
});

describe('faults of the cache', () => {
  it('evict one key, and flush all', async () => {
    const strategy = strategyOf({
      read: ({ redis }, key) => redis.get(key),
      async write({ redis }, key, value) {
        await redis.mset(key, value, 'other', value);
      },
    });
    const afterFault = async (fault: FaultPlan): Promise<string[]> => {
      const plan = planOf(strategy, scenarioOf({ actors: onlyWriter, faults: [fault] }));
      const run = await pinned(plan, `writer.redis.mset ${fault.kind}.redis.${fault.kind}`);
      expect(run.problem).toBeNull();
      return Object.keys((await run.engine.inspect()).redis);
    };
    expect(await afterFault(once('evict', { key: KEY }))).toEqual(['other']);
    expect(await afterFault(once('flush'))).toEqual([]);
  });
});

describe('a schedule as text', () => {
  const reader = [read()];
  const actors = { reader, writer: [write('v2')] };
  const settings: Readonly<Record<string, Parameters<typeof scenarioOf>[0]>> = {
    'without faults': { actors },
    'with a flush': { actors, faults: [upTo(1, 'flush')] },
    'with two kinds of faults': { actors: onlyWriter, faults: [upTo(1, 'flush'), upTo(1, 'crash')] },
    'with dropped commands, also first ones': {
      actors,
      faults: [upTo(1, 'drop', { step: 'redis.get' }), upTo(1, 'drop', { step: 'mysql.update' })],
    },
    'with lost replies': { actors: onlyWriter, faults: [upTo(2, 'lost-reply', { step: 'redis.del' })] },
    'with lock wait timeouts': {
      actors: { writer: [write('v2')], other: [write('v3')] },
      faults: [upTo(1, 'lock-timeout')],
    },
    'with duplicates': { actors: onlyWriter, faults: [upTo(1, 'duplicate')] },
  };

  it.each(Object.keys(settings))('%s leads to the same run again, by actors and by steps', async (title) => {
    const plan = planOf('setnx-setex-binlog', scenarioOf(settings[title]!));
    const runs = (await runsOf(plan)).slice(0, 500);
    for (const run of runs) {
      const byActors = await runOnce(plan, new Strict(parseSchedule(scheduleOf(run))));
      expect(historyOf(byActors)).toEqual(historyOf(run));
      const bySteps = await runOnce(plan, new Pinned(labelsOf(run)));
      expect(labelsOf(bySteps)).toEqual(labelsOf(run));
      expect(bySteps.problem).toBeNull();
    }
    expect(new Set(runs.map(scheduleOf)).size).toBe(runs.length);
  });

  it('that goes on after the run has ended is not followed', async () => {
    const plan = planOf('cache-aside', scenarioOf({ actors: onlyWriter }));
    const run = await runOnce(plan, new Strict(parseSchedule('writer writer writer')));
    expect(run.problem).toMatchObject({ kind: 'nondeterminism', message: expect.stringContaining('step 3') });
  });

  it('that names another first step than the code takes is not followed', async () => {
    const run = await pinned(
      planOf('delete-first', scenarioOf({ actors: onlyWriter })),
      'writer.mysql.update writer.redis.del',
    );
    expect(run.problem).toMatchObject({
      kind: 'nondeterminism',
      message: expect.stringContaining('writer.mysql.update'),
    });
  });

  it('of every policy is complete when nothing else is left', async () => {
    const policy = new Exhaustive();
    await runsOf(planOf('cache-aside', scenarioOf({ actors: onlyWriter })), policy);
    expect(policy.isComplete).toBe(true);
  });
});
