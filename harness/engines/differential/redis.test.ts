/**
 * The real engine's Redis against the embedded one, both on virtual time: generated commands with times to live, scripts,
 * transactions and watches, reply for reply and deadline for deadline. (That the embedded Redis answers as a bare one does
 * is the matter of its own differential test.)
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeReal } from '../../../infra/testing.ts';
import { embeddedEngine } from '../embedded/engine.ts';
import { COMMANDS } from '../embedded/redis/commands.ts';
import { ARGUMENTS } from '../embedded/redis/testing/command-arbitrary.ts';
import type { Engine } from '../engine.ts';
import { openRealEngine } from '../real/engine.ts';
import { compare } from './compare.ts';
import { timedMoves } from './redis-moves.ts';

const SEQUENCES = 300;

describeReal('Redis on virtual time', (servers) => {
  let real: Engine;
  beforeAll(async () => {
    real = await openRealEngine(servers, { concurrency: 1 });
  });
  afterAll(() => real.close());

  it('is the same on both engines, whatever is done', async () => {
    let moves = 0;
    const property = fc.asyncProperty(timedMoves, async (sequence) => {
      const outcome = await compare(embeddedEngine, real, sequence);
      moves += outcome.moves;
      if (outcome.difference !== null) throw new Error(outcome.difference);
    });
    await fc.assert(property, { seed: 42, numRuns: SEQUENCES });
    expect(moves).toBeGreaterThan(2 * SEQUENCES);
  });
});

describe('generated commands', () => {
  /** They have tests of their own, or stand among the timed ones. */
  const elsewhere = new Set(['evalsha', 'evalsha_ro', 'eval_ro', 'script', 'time']);

  it('are all that the embedded Redis knows', () => {
    const missing = Array.from(COMMANDS.keys()).filter((name) => !(name in ARGUMENTS) && !elsewhere.has(name));
    expect(missing).toEqual([]);
  });
});
