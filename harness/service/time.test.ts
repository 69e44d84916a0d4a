/** Clocks, timers and randomness of a service. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { firstDifference } from '../exploration/execution/difference.ts';
import type { Run } from '../scheduler/run.ts';
import { exploreAll, read, scenarioOf, sleep, write } from '../testing.ts';
import { cacheAside, idOf, planOfService, runWith, told, usualParts } from './testing.ts';

function labels({ steps, observedFrom }: Run): string[] {
  return steps.slice(0, observedFrom).map(({ label }) => label);
}

const oneWriter = scenarioOf({ actors: { writer: [write('v2')] } });

describe('a timer of a service', () => {
  it('is a step of who has set it, and time moves to it', async () => {
    const seen: number[] = [];
    const plan = planOfService((clients) => {
      const parts = usualParts(clients);
      return {
        ...cacheAside(parts),
        async write(key, value) {
          await parts.update(idOf(key), value);
          await parts.del(key);
          setTimeout(() => {
            seen.push(Date.now() - started);
            void parts.del(key);
          }, 500);
          const started = Date.now();
        },
      };
    }, oneWriter);
    const run = await runWith(plan, null);
    expect(run.problem).toBeNull();
    expect(labels(run)).toEqual(['writer.mysql.update', 'writer.redis.del', 'writer.clock.sleep', 'writer.redis.del']);
    expect(run.steps[2]).toMatchObject({ subject: '500ms', at: 500 });
    expect(seen).toEqual([500]);
  });

  it.each([
    ['node:timers/promises', () => sleepFor(20)],
    ['promisify', () => promisify(setTimeout)(20)],
    ['refresh', () => new Promise<void>((resolve) => void setTimeout(resolve, 20).refresh())],
  ])('is virtual also by %s', async (_, wait) => {
    const plan = planOfService(
      ({ redis }) => ({
        read: () => null,
        async write(key) {
          await wait();
          await redis.del(key);
        },
      }),
      oneWriter,
    );
    const run = await runWith(plan, null);
    expect(run.problem).toBeNull();
    // What begins with a timer has a step of its own for that.
    expect(labels(run)).toEqual(['writer.actor.write', 'writer.clock.sleep', 'writer.redis.del']);
  });

  it('that was cleared never comes', async () => {
    const plan = planOfService(
      ({ redis }) => ({
        read: () => null,
        async write(key) {
          const timer = setTimeout(() => void redis.set('late', '1'), 100);
          await redis.del(key);
          clearTimeout(timer);
        },
      }),
      oneWriter,
    );
    expect(labels(await runWith(plan, null))).toEqual(['writer.redis.del']);
  });

  it('of one request comes after the commands that this request waits for, or not at all', async () => {
    const plan = planOfService(
      (clients) => {
        const { get } = usualParts(clients);
        return {
          async read(key) {
            let timer: NodeJS.Timeout | undefined;
            const late = new Promise<string>((resolve) => (timer = setTimeout(() => resolve('too late'), 1000)));
            const value = await Promise.race([get(key), late]);
            clearTimeout(timer);
            return value;
          },
          write: () => undefined,
        };
      },
      scenarioOf({ actors: { reader: [read()], other: [read('item:1')] } }),
    );
    const { tally } = await exploreAll(plan);
    expect([...tally.problems.keys()]).toEqual([]);
    expect(tally.executed).toBe(2);
  });

  it('of one request may come while that waits for another one', async () => {
    const plan = planOfService(
      (clients) => {
        const { get } = usualParts(clients);
        let loading: Promise<string | null> | null = null;
        return {
          async read(key) {
            const isFirst = loading === null;
            loading ??= get(key).finally(() => (loading = null));
            if (isFirst) return loading;
            return Promise.race([loading, sleepFor(100, 'gave up')]);
          },
          write: () => undefined,
        };
      },
      scenarioOf({ actors: { reader: [read()], other: [read('item:1')] } }),
    );
    expect(told(await exploreAll(plan)).problems).toEqual([]);
  });

  it('that repeats comes when time passes, and not when nothing has happened since', async () => {
    const plan = planOfService(
      ({ redis }) => {
        setInterval(() => void redis.get('poll'), 100);
        return { read: (key) => redis.get(key), write: () => undefined };
      },
      scenarioOf({ actors: { reader: [read(), sleep(1000), read()] } }),
    );
    const run = await runWith(plan, ['reader', 'background', 'background']);
    expect(run.problem).toBeNull();
    expect(labels(run)).toEqual([
      'reader.redis.get',
      'background.clock.sleep',
      'background.redis.get',
      'reader.clock.sleep',
      'reader.redis.get',
    ]);
  });

  it('that repeats does not keep a run from ending', async () => {
    const plan = planOfService(
      ({ redis }) => {
        setInterval(() => void redis.get('poll'), 100);
        setTimeout(() => void redis.get('late'), 100).unref();
        return { read: (key) => redis.get(key), write: () => undefined };
      },
      scenarioOf({ actors: { reader: [read()] } }),
    );
    expect(labels(await runWith(plan, null))).toEqual(['reader.redis.get']);
  });

  it('may be waited for when the process starts', async () => {
    const plan = planOfService(async (clients) => {
      await sleepFor(250);
      return cacheAside(usualParts(clients));
    }, oneWriter);
    expect((await runWith(plan, null)).problem).toBeNull();
  });
});

describe('clocks and randomness of a service', () => {
  it('repeat when the schedule repeats', async () => {
    const scenario = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });
    const plan = planOfService(({ redis }) => {
      const born = [Math.random(), randomUUID(), Date.now(), performance.now()].join();
      return {
        read: (key) => redis.get(key),
        write: (key) => redis.set(key, `${born} ${Math.random()} ${randomUUID()} ${crypto.randomUUID()}`),
      };
    }, scenario);
    const one = await runWith(plan, ['writer', 'reader']);
    await new Promise((resolve) => setTimeout(resolve, 2));
    const other = await runWith(plan, ['writer', 'reader']);
    expect(firstDifference(one, other)).toBeNull();
  });
});

/** As nanoid and cuid do it: what the next identifier is, a variable of the module says. */
let made = 0;
const identifier = (): string => `identifier-number-${String((made += 1)).padStart(8, '0')}`;

describe('identifiers that a library makes of variables that no run sets back', () => {
  const scenario = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });

  it('are no difference between two executions', async () => {
    const plan = planOfService(
      ({ redis }) => ({
        read: (key) => redis.get(key),
        async write(key) {
          const owner = identifier();
          await redis.set(`lock:${key}`, owner, 'NX');
          if ((await redis.get(`lock:${key}`)) === owner) await redis.del(`lock:${key}`);
        },
      }),
      scenario,
    );
    const exploration = await exploreAll(plan);
    expect(told(exploration).problems).toEqual([]);
    expect(exploration.tally.rechecked).toBeGreaterThan(0);
  });

  it('are one where what they say is no identifier', async () => {
    const plan = planOfService(
      ({ redis }) => ({
        read: (key) => redis.get(key),
        write: (key) => redis.set(key, String((made += 1))),
      }),
      scenario,
    );
    const { problems } = told(await exploreAll(plan));
    expect(problems[0]).toContain('ran differently the second time');
  });
});
