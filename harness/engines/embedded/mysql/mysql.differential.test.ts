/**
 * The embedded MySQL against the real one: generated statements, reply for reply, who waits for whom, who is let go, and
 * the rows at the end. Deleted records can be locked until InnoDB's purge has come by, so that cases with deletions are
 * cut short where somebody else on the server holds it up.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeReal } from '../../../../infra/testing.ts';
import { compare, describeDifference } from './differential/compare.ts';
import { expressionCalls, interleavedCalls, lockingCalls, ROWS } from './differential/generators.ts';
import { namedLockCalls } from './differential/named-lock-calls.ts';
import { type Call, RealMysql } from './differential/real-mysql.ts';

describeReal('the embedded MySQL and the real one agree on', (servers) => {
  let real: RealMysql;

  beforeAll(async () => {
    real = await RealMysql.open(servers, 'stalemate_differential', 3);
  });
  afterAll(() => real.close());

  async function hold(calls: fc.Arbitrary<readonly Call[]>, numRuns: number): Promise<number> {
    let steps = 0;
    const property = fc.asyncProperty(calls, async (sequence) => {
      const comparison = await compare(ROWS, sequence, real);
      steps += comparison.steps;
      if (comparison.difference !== null) throw new Error(describeDifference(comparison.difference));
    });
    await fc.assert(property, { numRuns, seed: 42 });
    return steps;
  }

  it('expressions of every kind', async () => {
    expect(await hold(expressionCalls, 200)).toBeGreaterThan(200);
  });

  it('transactions of one connection', async () => {
    expect(await hold(interleavedCalls(1, true), 120)).toBeGreaterThan(500);
  });

  it('transactions of two connections that meet', async () => {
    expect(await hold(interleavedCalls(2, false), 120)).toBeGreaterThan(500);
  });

  it('transactions whose waits for locks time out', async () => {
    expect(await hold(interleavedCalls(3, false, true), 150)).toBeGreaterThan(500);
  });

  it('rows locked FOR UPDATE and FOR SHARE, with NOWAIT and SKIP LOCKED', async () => {
    expect(await hold(lockingCalls, 100)).toBeGreaterThan(500);
  });

  it('named locks of three connections, in circles and beside row locks', async () => {
    expect(await hold(namedLockCalls, 120)).toBeGreaterThan(500);
  });

  it('transactions of three connections that meet, and delete', async () => {
    expect(await hold(interleavedCalls(3, true), 80)).toBeGreaterThan(200);
  });
});
