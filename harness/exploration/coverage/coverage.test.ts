import { describe, expect, it } from 'vitest';
import type { CoverageResult, HandOffResult } from '../../result.ts';
import type { Run } from '../../scheduler/run.ts';
import type { ScenarioParts } from '../../testing.ts';
import { once, pinned, planOf, read, runsOf, scenarioOf, write } from '../../testing.ts';
import { coverageOf } from './coverage.ts';
import { HandOffs } from './hand-offs.ts';

const RACE: ScenarioParts = { actors: { reader: [read()], writer: [write('v2')] } };

function coverageOfRuns(runs: readonly Run[]): CoverageResult {
  const handOffs = new HandOffs();
  runs.forEach((run, number) => handOffs.add(run, number));
  return coverageOf(handOffs, runs[0]!.plan.scenario.actors, runs.length);
}

const text = ({ by, between, and }: HandOffResult): string => `${by} between ${between} and ${and}`;

describe('coverage', () => {
  it('names what a single schedule has seen, and what it has not', async () => {
    const plan = planOf('cache-aside', scenarioOf(RACE));
    const run = await pinned(
      plan,
      'reader.redis.get reader.mysql.select writer.mysql.update reader.redis.set writer.redis.del',
    );
    const { handOffs, seen, total } = coverageOfRuns([run]);
    expect(handOffs.filter(({ firstAt }) => firstAt === 1).map(text)).toEqual([
      "writer's write mysql.update between reader's read mysql.select and read redis.set",
      "reader's read redis.set between writer's write mysql.update and write redis.del",
    ]);
    expect(handOffs.filter(({ firstAt }) => firstAt === null).map(text)).toContain(
      "writer's write redis.del between reader's read mysql.select and read redis.set",
    );
    // Each of the writer's two steps in each of the reader's two windows, and the reader's three steps in the writer's.
    expect([seen, total]).toEqual([2, 2 * 2 + 3]);
  });

  it('is complete when every interleaving was executed', async () => {
    const { seen, total, curve } = coverageOfRuns(await runsOf(planOf('cache-aside', scenarioOf(RACE))));
    expect([seen, total]).toEqual([7, 7]);
    expect(curve.map(([schedules]) => schedules)).toEqual([1, 2, 5, 10]);
    expect(curve.at(-1)).toEqual([10, 7]);
  });

  it('does not ask for what cannot be: actors that wait for each other never meet', async () => {
    const late = { group: 'late', after: ['writer'], operations: [read()] };
    const plan = planOf('cache-aside', scenarioOf({ actors: { writer: [write('v2')], late } }));
    expect(coverageOfRuns(await runsOf(plan)).total).toBe(0);
  });

  it('keeps keys apart, and counts what happens to the cache by itself', async () => {
    const actors = { reader: [read()], writer: [write('w2', 'item:2')] };
    const scenario = scenarioOf({
      actors,
      rows: { 'item:1': 'v1', 'item:2': 'w1' },
      faults: [once('evict', { key: 'item:1' })],
    });
    const { handOffs } = coverageOfRuns(await runsOf(planOf('cache-aside', scenario)));
    expect(handOffs.map(text)).toEqual([
      "evict's evict between reader's read mysql.select and read redis.set",
      "evict's evict between reader's read redis.get and read mysql.select",
    ]);
  });

  it('is the same in whatever order parts of it are merged', async () => {
    const runs = await runsOf(planOf('cache-aside', scenarioOf(RACE)));
    const halves = [0, 1].map((half) => {
      const handOffs = new HandOffs();
      runs.forEach((run, number) => number % 2 === half && handOffs.add(run, number));
      return handOffs;
    });
    const sums = [halves, halves.toReversed()].map((parts) => {
      const sum = new HandOffs();
      for (const part of parts) sum.merge(structuredClone({ ...part, visitors: part.visitors, windows: part.windows }));
      return coverageOf(sum, runs[0]!.plan.scenario.actors, runs.length);
    });
    expect(sums[0]).toEqual(coverageOfRuns(runs));
    expect(sums[1]).toEqual(sums[0]);
  });
});
