import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeReal, urlOf } from '../infra/testing.ts';
import { explore } from '../suite/explore.ts';

/** What the code shows as it is. Wrapped, it shows nothing. */
const EXAMPLES = {
  'plain-service': { strategy: 'product-service', interleavings: 22, 'stale-at-rest': 2, 'stale-read': 2 },
  cacheable: { strategy: 'cacheable', interleavings: 18, 'stale-at-rest': 1, 'stale-read': 1 },
  'async-cache-dedupe': { strategy: 'async-cache-dedupe', interleavings: 33, 'stale-at-rest': 2, 'stale-read': 1 },
} as const;

const names = Object.keys(EXAMPLES) as (keyof typeof EXAMPLES)[];
const scenarioOf = (name: string): string => join(import.meta.dirname, name, 'race.yaml');

describe('every example', () => {
  it.each(names)('%s has the race that its head names', async (name) => {
    const { strategy, interleavings, ...found } = EXAMPLES[name];
    const { cell } = await explore({ scenario: scenarioOf(name), strategy });
    expect(cell.problems ?? []).toEqual([]);
    expect(cell.schedules).toMatchObject({ executed: interleavings, complete: true });
    for (const [anomaly, schedules] of Object.entries(found))
      expect([anomaly, cell.anomalies[anomaly as 'stale-at-rest']?.schedules]).toEqual([anomaly, schedules]);
  });

  it.each(names)('%s has no race behind a generation', async (name) => {
    const exploration = await explore({ scenario: scenarioOf(name), strategy: 'mended' });
    expect(exploration.never('stale-at-rest')).toEqual({ verdict: 'pass' });
    expect(exploration.never('stale-read')).toEqual({ verdict: 'pass' });
  });
});

describeReal('every example, on real servers', ({ redis, mysql }) => {
  const before = { ...process.env };
  beforeAll(() => {
    process.env['STALEMATE_REDIS_URL'] = urlOf('redis', redis);
    process.env['STALEMATE_MYSQL_URL'] = urlOf('mysql', mysql);
  });
  afterAll(() => {
    process.env = before;
  });

  it.each(names)('%s has the same race, step for step', async (name) => {
    const { strategy, interleavings } = EXAMPLES[name];
    const { cell } = await explore({ scenario: scenarioOf(name), strategy, on: 'twin' });
    expect(cell.twin).toMatchObject({ schedulesCompared: interleavings, differences: 0 });
    expect(cell.anomalies['stale-at-rest']?.confirmed).toBe('CONFIRMED');
  });
});
