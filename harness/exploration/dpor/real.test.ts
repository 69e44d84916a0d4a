import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeReal } from '../../../infra/testing.ts';
import type { Engine } from '../../engines/engine.ts';
import { openRealEngine } from '../../engines/real/engine.ts';
import type { ScenarioParts } from '../../testing.ts';
import { countsOf, exploreAll, once, planOf, read, scenarioOf, write } from '../../testing.ts';
import { Dpor } from './dpor.ts';

describeReal('on real servers, the reduced search', (servers) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openRealEngine(servers, { concurrency: 4 });
  });
  afterAll(() => engine.close());

  const reader = [read()];
  const settings: readonly (readonly [
    title: string,
    strategy: 'versioned-set' | 'delete-in-transaction',
    ScenarioParts,
  ])[] = [
    ['events of the binlog', 'versioned-set', { actors: { reader, writer: [write('v2')] } }],
    ['lock waits', 'delete-in-transaction', { actors: { reader, one: [write('v2')], other: [write('v3')] } }],
    [
      'a crash',
      'delete-in-transaction',
      { actors: { reader, writer: [write('v2')] }, faults: [once('crash', { actor: 'writer' })] },
    ],
  ];

  it.each(settings)('executes what it executes on the embedded engine, with %s', async (_, strategy, parts) => {
    const plan = planOf(strategy, scenarioOf(parts));
    const real = await exploreAll(plan, { engine, policy: new Dpor({ usesSymmetry: false }) });
    const embedded = await exploreAll(plan, { policy: new Dpor({ usesSymmetry: false }) });
    expect(countsOf(real)).toEqual(countsOf(embedded));
    expect(real.tally.blocked).toBe(embedded.tally.blocked);
    expect(real.tally.listProblems()).toEqual([]);
    expect(real.isComplete).toBe(true);
  });
});
