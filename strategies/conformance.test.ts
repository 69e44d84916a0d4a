import { beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from '../harness/scenario.ts';
import { KEY, pinned, planOf, scenarioOf, write } from '../harness/testing.ts';
import type { StrategyName } from './registry.ts';
import { strategies } from './registry.ts';
import { known } from './testing/known.ts';
import { primaryOnly, READS_PRIMARY } from './testing/known-replica.ts';
import type { Shown } from './testing/library.ts';
import { brokenExpectations, explored, loadFolder } from './testing/library.ts';
import { readmeOf } from './testing/table.ts';

const NAMES = Object.keys(strategies) as StrategyName[];

describe('in the standard scenarios', () => {
  let standard: readonly Scenario[] = [];
  const table = new Map<string, Record<string, Shown>>();
  beforeAll(async () => {
    standard = await loadFolder('standard');
  });

  it.each(NAMES)('%s shows the anomalies that it is known for, and no other', async (name) => {
    const cells: Record<string, Shown> = {};
    for (const scenario of standard) {
      const use = scenario.strategies.find(({ as }) => as === name);
      const isExempt = scenario.name in exemptions(name);
      expect(use === undefined, `${scenario.name} names ${name}`).toBe(isExempt);
      if (use !== undefined) cells[scenario.name] = await explored(scenario, use);
    }
    table.set(name, cells);
    const { allows } = known[name];
    const allowed = Object.entries(allows).map(([scenario, why]) => [`standard-${scenario}`, Object.keys(why).sort()]);
    const shown = Object.entries(cells).map(([scenario, { anomalies }]) => [scenario, Object.keys(anomalies).sort()]);
    expect(Object.fromEntries(shown.filter(([, anomalies]) => anomalies!.length > 0))).toEqual(
      Object.fromEntries(allowed),
    );
  });

  it('all show what README.md says', async () => {
    const rows = NAMES.map((name) => ({ strategy: strategies[name], cells: table.get(name)! }));
    await expect(readmeOf(rows, standard)).toMatchFileSnapshot('README.md');
  });
});

/** The standard scenarios that do not name it. */
function exemptions(name: StrategyName): Readonly<Record<string, string>> {
  const { exempt: own = {} } = known[name];
  const isExempt = primaryOnly.some((other) => other === name);
  const exempt = isExempt ? { ...own, 'lagging-replica': READS_PRIMARY, 'replica-eviction': READS_PRIMARY } : own;
  return Object.fromEntries(Object.entries(exempt).map(([scenario, why]) => [`standard-${scenario}`, why]));
}

describe.each(['patterns', 'anomalies'])('in the scenarios of %s', async (folder) => {
  it.each((await loadFolder(folder)).map((scenario) => [scenario.name, scenario] as const))(
    '%s shows what it says',
    async (_, scenario) => {
      expect(scenario.expect).not.toEqual([]);
      for (const use of scenario.strategies) {
        const shown = await explored(scenario, use);
        expect(brokenExpectations(scenario, use, shown), `${use.as}: ${JSON.stringify(shown)}`).toEqual([]);
      }
    },
  );
});

describe('the first steps of each pattern', () => {
  it.each(NAMES)('%s writes in the order of its title, and the row ends at v2', async (name) => {
    const run = await pinned(planOf(name, scenarioOf({ actors: { writer: [write('v2')] } })), known[name].writes);
    expect(run.problem).toBeNull();
    expect((await run.engine.inspect()).mysql[1]).toEqual({ id: 1, value: 'v2', version: 2 });
    expect(run.operations.at(-1)).toMatchObject({ kind: 'read', key: KEY, result: 'v2' });
  });
});
