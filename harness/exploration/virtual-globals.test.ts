import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { embeddedEngine } from '../engines/embedded/engine.ts';
import { exploreAll, inMacrotask, planOf, read, runOnce, scenarioOf, strategyOf, write } from '../testing.ts';
import { firstDifference } from './execution/difference.ts';
import { Random } from './policies/random.ts';

/** Whatever a strategy could ask the process for that is different each time. */
const SOURCES: Readonly<Record<string, () => unknown>> = {
  'Date.now': () => Date.now(),
  'new Date': () => new Date().toISOString(),
  'Date as a function': () => Date(),
  'performance.now': () => performance.now(),
  'process.hrtime': () => process.hrtime().join(),
  'process.hrtime.bigint': () => String(process.hrtime.bigint()),
  'Math.random': () => Math.random(),
  'crypto.randomUUID': () => crypto.randomUUID(),
  'randomUUID of node:crypto': () => randomUUID(),
  'crypto.getRandomValues': () => crypto.getRandomValues(new Uint32Array(4)).join(),
  randomBytes: () => randomBytes(16).toString('hex'),
  randomInt: () => [randomInt(1000), randomInt(10, 20)].join(),
};

const scenario = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });

describe('in actor code', () => {
  it.each(Object.keys(SOURCES))('%s repeats when the schedule repeats', async (title) => {
    const seen: unknown[] = [];
    const strategy = strategyOf({
      async read({ redis }, key) {
        await redis.get(key);
        seen.push(SOURCES[title]!());
        return null;
      },
      async write({ redis }, key) {
        await redis.set(key, String(SOURCES[title]!()));
        await redis.get(key);
      },
    });
    const plan = planOf(strategy, scenario);
    const one = await runOnce(plan, new Random(1, 1).next()!);
    await new Promise((resolve) => setTimeout(resolve, 2));
    const other = await runOnce(plan, new Random(1, 1).next()!);
    expect(firstDifference(one, other)).toBeNull();
    // The reader's and the observer's, twice.
    expect(seen).toHaveLength(4);
    expect(seen.slice(2)).toEqual(seen.slice(0, 2));
  });

  it('a seed of its own gives other numbers', async () => {
    const seen = new Set<number>();
    const strategy = strategyOf({
      async read({ redis }, key) {
        seen.add(Math.random());
        return redis.get(key);
      },
    });
    for (const seed of [1, 2, 3]) {
      const seeded = scenarioOf({ actors: { reader: [read()] }, explore: { seed } });
      await exploreAll(planOf(strategy, seeded));
    }
    expect(seen.size).toBe(3);
  });

  it('random bytes are versions and variants of UUIDs, and numbers stay in their range', async () => {
    const uuids: string[] = [];
    const numbers: number[] = [];
    const strategy = strategyOf({
      async read({ redis }, key) {
        for (let i = 0; i < 100; i++) uuids.push(randomUUID());
        for (let i = 0; i < 100; i++) numbers.push(randomInt(10, 12));
        return redis.get(key);
      },
    });
    await exploreAll(planOf(strategy, scenarioOf({ actors: { reader: [read()] } })));
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(uuids.filter((uuid) => !form.test(uuid))).toEqual([]);
    expect(new Set(numbers)).toEqual(new Set([10, 11]));
  });

  it('clocks follow clock.sleep', async () => {
    const seen: number[][] = [];
    const strategy = strategyOf({
      async read({ clock }) {
        const began = [Date.now(), performance.now(), clock.now()] as const;
        await clock.sleep(1500);
        const now = [Date.now(), performance.now(), clock.now()] as const;
        const [seconds, nanoseconds] = process.hrtime([0, 0]);
        seen.push([...now.map((value, i) => value - began[i]!), seconds * 1000 + nanoseconds / 1e6]);
        return null;
      },
    });
    await runOnce(planOf(strategy, scenarioOf({ actors: { reader: [read()] } })), new Random(1, 1).next()!);
    expect(seen).toEqual([[1500, 1500, 1500, 1500]]);
  });
});

describe('outside of actor code', () => {
  it('all of them are the real ones', async () => {
    await inMacrotask(() => embeddedEngine.kind);
    const year = new Date().getUTCFullYear();
    expect(year).toBeGreaterThan(2023);
    expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
    expect(new Date() instanceof Date).toBe(true);
    expect(Math.abs(Date.parse(Date()) - Date.now())).toBeLessThan(60_000);
    const pairs = [Math.random, randomUUID, () => randomBytes(16).toString('hex'), () => crypto.randomUUID()];
    for (const source of pairs) expect(source()).not.toBe(source());
    expect(crypto.getRandomValues(new Uint8Array(16)).join()).not.toBe(
      crypto.getRandomValues(new Uint8Array(16)).join(),
    );
    expect(randomInt(5)).toBeLessThan(5);
    expect(process.hrtime.bigint()).toBeGreaterThan(0n);
  });
});
