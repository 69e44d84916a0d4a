import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivals, type ArrivalPattern } from './arrivals.ts';
import { EventQueue } from './event-queue.ts';
import { keyChooser, type Popularity } from './popularity.ts';
import { seedOf, Stream } from './streams.ts';
import { withTtl } from './ttl-jitter.ts';

describe('arrivals', () => {
  const between = (pattern: ArrivalPattern, fromMs: number, toMs: number): number[] => {
    const next = arrivals(pattern, 1000, new Stream(1));
    const instants: number[] = [];
    for (let at = next(); at < toMs; at = next()) if (at >= fromMs) instants.push(at);
    return instants;
  };
  const bursts = { kind: 'bursts', everyMs: 1000, lastsMs: 100, times: 10 } as const;

  it.each<ArrivalPattern>([{ kind: 'poisson' }, { kind: 'constant' }, bursts])(
    'come as often as they should: %j',
    (pattern) => {
      expect(Math.abs(between(pattern, 0, 60_000).length / 60_000 - 1)).toBeLessThan(0.02);
    },
  );

  it('of a Poisson process are as far apart as an exponential distribution says, constant ones evenly', () => {
    const gaps = (pattern: ArrivalPattern): number[] => {
      const instants = between(pattern, 0, 60_000);
      return instants.slice(1).map((at, i) => at - instants[i]!);
    };
    const longerThanMean = gaps({ kind: 'poisson' }).filter((gap) => gap > 1).length / 60_000;
    expect(Math.abs(longerThanMean / Math.exp(-1) - 1)).toBeLessThan(0.02);
    for (const gap of gaps({ kind: 'constant' })) expect(gap).toBeCloseTo(1, 6);
  });

  it('in bursts are so many times as many', () => {
    const instants = between(bursts, 0, 60_000);
    const inBursts = instants.filter((at) => at % 1000 < 100).length;
    // 100 ms at ten times the rate, 900 ms at the rate.
    expect(Math.abs(inBursts / instants.length / (1000 / 1900) - 1)).toBeLessThan(0.02);
  });

  it('of no rate never come', () => {
    expect(arrivals({ kind: 'poisson' }, 0, new Stream(1))()).toBe(Infinity);
  });
});

describe('keys', () => {
  const shares = (popularity: Popularity, count: number): number[] => {
    const choose = keyChooser(popularity, count);
    const stream = new Stream(7);
    const counts = Array.from({ length: count + 1 }, () => 0);
    for (let i = 0; i < 100_000; i++) counts[choose(stream.next())]!++;
    return counts.map((n) => n / 100_000);
  };

  it('are chosen evenly, by Zipf, or from a hot set', () => {
    expect(
      shares({ kind: 'uniform' }, 4)
        .slice(1)
        .every((share) => Math.abs(share - 0.25) < 0.01),
    ).toBe(true);
    // 1 + 1/2 + 1/3 + 1/4 = 25/12.
    const zipf = shares({ kind: 'zipf', exponent: 1 }, 4);
    for (const rank of [1, 2, 3, 4]) expect(Math.abs(zipf[rank]! - 12 / 25 / rank)).toBeLessThan(0.01);
    const hot = shares({ kind: 'hot', keys: 2, share: 0.9 }, 10);
    expect(Math.abs(hot[1]! + hot[2]! - 0.9)).toBeLessThan(0.01);
    expect(Math.abs(hot[9]! - 0.1 / 8)).toBeLessThan(0.005);
  });

  it('are never beyond the last one', () => {
    for (const popularity of [
      { kind: 'uniform' },
      { kind: 'zipf', exponent: 2 },
      { kind: 'hot', keys: 3, share: 1 },
    ] as const) {
      expect(keyChooser(popularity, 3)(1 - 2 ** -32)).toBeLessThanOrEqual(3);
      expect(keyChooser(popularity, 3)(0)).toBe(1);
    }
  });
});

it('neighbouring streams have nothing to do with each other', () => {
  let both = 0;
  for (let i = 0; i < 10_000; i++) {
    if (new Stream(seedOf(42, i)).next() < 0.5 && new Stream(seedOf(42, i + 1)).next() < 0.5) both++;
  }
  expect(Math.abs(both / 10_000 - 0.25)).toBeLessThan(0.02);
});

it('the queue gives the earliest first, and of the same instant what came first', () => {
  const times = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 });
  const property = fc.property(times, (all) => {
    const queue = new EventQueue<{ at: number; order: number; number: number }>();
    for (const [number, at] of all.entries()) queue.add({ at, order: 0, number });
    const taken = all.map(() => queue.take());
    const sorted = all.map((at, number) => ({ at, number })).sort((a, b) => a.at - b.at || a.number - b.number);
    expect(taken.map(({ at, number }) => ({ at, number }))).toEqual(sorted);
    expect(queue.length).toBe(0);
  });
  fc.assert(property, { seed: 42 });
});

describe('TTLs with jitter', () => {
  const jittered = (name: string, ...args: string[]): unknown => {
    const request = withTtl({ store: 'redis', command: { name, args } }, 1.5);
    return 'command' in request ? [request.command.name, ...request.command.args] : request;
  };

  it('are longer or shorter by the factor, in milliseconds', () => {
    expect(jittered('set', 'k', 'v', 'PX', '1000')).toEqual(['set', 'k', 'v', 'PX', '1500']);
    expect(jittered('set', 'k', 'v', 'EX', '1', 'NX')).toEqual(['set', 'k', 'v', 'PX', '1500', 'NX']);
    expect(jittered('setex', 'k', '3', 'v')).toEqual(['psetex', 'k', '4500', 'v']);
    expect(jittered('expire', 'k', '1')).toEqual(['pexpire', 'k', '1500']);
  });

  it('leave alone what sets none, and what a script says', () => {
    for (const [name, ...args] of [
      ['set', 'k', 'EX'],
      ['get', 'k'],
      ['eval', 'x', '1', 'k', '1000'],
    ] as const) {
      expect(jittered(name, ...args)).toEqual([name, ...args]);
    }
  });
});
