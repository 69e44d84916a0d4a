/** What has no cache cannot be stale: whatever a checker finds in a service that asks MySQL alone, the checker is wrong. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../exploration/policies/random.ts';
import type { FaultPlan, OperationPlan } from '../scenario.ts';
import { ANOMALIES } from '../scenario.ts';
import { exploreAll, insert, planOf, read, remove, scenarioOf, strategyOf, upTo, write } from '../testing.ts';

const uncached = strategyOf({
  async read({ mysql }) {
    const [rows] = await mysql.execute('SELECT value FROM items WHERE id = 1');
    return (rows as { value: string }[])[0]?.value ?? null;
  },
  async write({ mysql }, _key, value) {
    await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = 1', [value]);
  },
  async insert({ mysql }, _key, value) {
    await mysql.execute(
      'INSERT INTO items (id, value) VALUES (1, ?) ON DUPLICATE KEY UPDATE value = VALUES(value), version = version + 1',
      [value],
    );
  },
  async delete({ mysql }) {
    await mysql.execute('DELETE FROM items WHERE id = 1');
  },
});

/** Few, so that they come back. */
const value = fc.constantFrom('v1', 'v2', 'v3');
const operation: fc.Arbitrary<OperationPlan> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(read()) },
  { weight: 2, arbitrary: value.map((one) => write(one)) },
  { weight: 1, arbitrary: value.map((one) => insert(one)) },
  { weight: 1, arbitrary: fc.constant(remove()) },
);
const actor = fc.array(operation, { minLength: 1, maxLength: 3 });
const fault: fc.Arbitrary<FaultPlan> = fc.constantFrom(
  upTo(1, 'crash', { actor: 'a' }),
  upTo(2, 'drop', { step: 'mysql.update' }),
  upTo(2, 'lost-reply', { step: 'mysql.update' }),
  upTo(1, 'lost-reply', { step: 'mysql.delete' }),
);
const scenarios = fc
  .record({
    ...{ a: actor, b: actor, c: actor },
    rows: fc.constantFrom({}, { 'item:1': 'v1' }),
    faults: fc.array(fault, { maxLength: 2 }),
  })
  .map(({ rows, faults, ...actors }) => scenarioOf({ rows, faults, actors }));

describe('a service without a cache', () => {
  it('shows no anomaly, also where values come back, rows come and go, actors die and replies are lost', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, fc.integer(), async (scenario, seed) => {
        const { tally } = await exploreAll(planOf(uncached, scenario), { policy: new Random(seed, 60) });
        const found = ANOMALIES.filter((anomaly) => tally.findings[anomaly].schedules > 0);
        expect({ found, problems: tally.listProblems() }).toEqual({ found: [], problems: [] });
      }),
      { numRuns: 150 },
    );
  });
});
