import { describe, expect, it } from 'vitest';
import { embeddedEngine } from '../../engines/embedded/engine.ts';
import type { CellResult } from '../../result.ts';
import type { Scenario } from '../../scenario.ts';
import { POLICY_NAMES } from '../../scenario.ts';
import { once, planOf, read, scenarioOf, upTo, write } from '../../testing.ts';
import { exploreCell } from '../cell.ts';

const NEVER = [{ strategy: 'all', anomaly: 'dirty-read', is: 'never', line: 1 }] as const;

function cellOf(
  scenario: Scenario,
  strategy: 'cache-aside' | 'setnx-setex-binlog' = 'cache-aside',
): Promise<CellResult> {
  return exploreCell({
    plan: planOf(strategy, { ...scenario, expect: NEVER }),
    strategyTitle: '',
    engines: { on: 'embedded', engine: embeddedEngine },
    shard: null,
    keep: () => ({ replay: '' }),
    onProgress: () => {},
    shouldStop: () => false,
    elapsedMs: () => 0,
  });
}

const race = { reader: [read()], writer: [write('v2')] };

describe('the certificate of a cell', () => {
  it('says what was covered and how it was checked', async () => {
    const { certificate, schedules } = await cellOf(scenarioOf({ actors: race }));
    expect(certificate).toMatchObject({
      executed: 10,
      covers: { unit: 'interleavings', of: 10 },
      budget: { runs: null, timeMs: null, endedBy: null },
      rechecked: schedules.rechecked,
      differed: 0,
      escaped: 0,
      actors: { entered: ['reader', 'writer'], never: [] },
      operations: { invoked: 20, completed: 20 },
      confirmed: null,
    });
    expect(certificate.audited).toBe(certificate.rechecked);
    expect(certificate.rechecked).toBeGreaterThan(0);
  });

  it('says which budget ended it', async () => {
    const { certificate, expectations } = await cellOf(scenarioOf({ actors: race, explore: { runs: 4 } }));
    expect(certificate).toMatchObject({ executed: 4, covers: { of: null }, budget: { runs: 4, endedBy: 'runs' } });
    expect(expectations[0]).toMatchObject({ verdict: 'inconclusive' });
  });

  it('counts what a crash has ended as invoked and not completed', async () => {
    const faults = [once('crash', { actor: 'writer' })];
    const { certificate } = await cellOf(scenarioOf({ actors: race, faults }));
    expect(certificate.operations.completed).toBeLessThan(certificate.operations.invoked);
  });
});

describe.each(POLICY_NAMES)('under the policy %s', (policy) => {
  const explore = policy === 'exhaustive' || policy === 'bounded' ? { policy } : { policy, runs: 30 };

  it('nothing is proven where nothing raced', async () => {
    const { certificate, expectations } = await cellOf(scenarioOf({ actors: { reader: [read()] }, explore }));
    expect(certificate.raced).toBe(0);
    expect(expectations[0]).toMatchObject({
      verdict: 'inconclusive',
      because: expect.stringContaining('nothing raced') as string,
    });
  });

  it('a fault that struck is a race', async () => {
    const faults = [upTo(1, 'flush')];
    const { certificate, expectations } = await cellOf(scenarioOf({ actors: { reader: [read()] }, faults, explore }));
    expect(certificate.raced).toBeGreaterThan(0);
    expect(expectations[0]).toMatchObject({ verdict: 'pass' });
  });

  it('nothing is proven where an actor never entered, and it is named', async () => {
    const { certificate, expectations } = await cellOf(scenarioOf({ actors: { ...race, late: [] }, explore }));
    expect(certificate.actors).toEqual({ entered: ['reader', 'writer'], never: ['late'] });
    expect(expectations[0]).toMatchObject({ verdict: 'inconclusive', because: 'late took no step in any schedule' });
  });
});
