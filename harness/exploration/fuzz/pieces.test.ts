import { describe, expect, it } from 'vitest';
import { embeddedEngine } from '../../engines/embedded/engine.ts';
import type { Scenario } from '../../scenario.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import { planOf, read, scenarioOf, write } from '../../testing.ts';
import { corpusOf } from '../coverage/guided.ts';
import { policies } from '../policies/registry.ts';
import type { Piece, PieceData } from './pieces.ts';
import { exploreOpening, explorePiece, PieceSum, piecesOf, sharesOf } from './pieces.ts';
import { fuzz, partsOfRound, roundsWithin } from './rounds.ts';

const CROWD = { reader: [read()], reader2: [read()], writer: [write('v2')], writer2: [write('v3')] };
/** So small that a search by pre-emptions soon has no schedules any more. */
const PAIR = { reader: [read()], writer: [write('v2')] };
const SAMPLE_SIZE = 50;
const PIECE_SIZE = 300;

function plan(actors: typeof CROWD | typeof PAIR, explore: Partial<Scenario['explore']>): RunPlan {
  return planOf('cache-aside', scenarioOf({ actors, explore: { policy: 'portfolio', seed: 3, ...explore } }));
}

async function inOneProcess(whole: RunPlan): Promise<PieceData> {
  const { explore } = whole.scenario;
  const { tally, sample, observations } = await fuzz({
    plan: whole,
    engine: embeddedEngine,
    policy: policies[explore.policy](explore),
    maxRuns: explore.runs,
    sampleSize: SAMPLE_SIZE,
    shouldStop: () => false,
    isOverTime: () => false,
    helpersFor: () => undefined,
    onObserved: () => {},
    isEnough: async () => false,
  });
  return { tally, sample: sample.toData(), observed: observations.toData() };
}

/** Each piece apart, the last one first. */
async function inPieces(whole: RunPlan): Promise<PieceData> {
  const { runs, seed } = whole.scenario.explore;
  const options = { plan: whole, engine: embeddedEngine, sampleSize: SAMPLE_SIZE, shouldStop: () => false };
  const opening = roundsWithin(PIECE_SIZE);
  const sum = new PieceSum(whole, SAMPLE_SIZE);
  sum.add(structuredClone({ ...(await exploreOpening(options, opening.runs)) }));
  for (let round = opening.rounds; ; round++) {
    const at = { round, offset: sum.tally.executed, seed, maxRuns: runs };
    const parts = partsOfRound({ ...at, corpus: corpusOf(sum.observations.handOffs) });
    if (parts.length === 0) return sum.toData();
    const left: Piece[] = parts.flatMap((part) => piecesOf(part, whole.scenario.explore, PIECE_SIZE));
    while (left.length > 0) {
      const piece = left.pop()!;
      const { rest, ...data } = await explorePiece(options, piece, PIECE_SIZE);
      sum.add(data);
      if (rest !== null) left.push(...sharesOf(rest, PIECE_SIZE).map((share) => ({ part: piece.part, share })));
    }
  }
}

/** In an order that does not depend on who came first, and without methods. */
function plain({ tally, sample, observed }: PieceData): unknown {
  const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  const { entered, problems, ...counts } = tally;
  return {
    ...{ counts: { ...counts }, entered: [...entered].sort(), problems: sorted(problems) },
    sample: sample.map(String).sort(),
    failures: [observed.failures.failing, ...sorted(observed.failures.kinds)],
    handOffs: [sorted(observed.handOffs.seen), [...observed.handOffs.windows.keys()].sort()],
  };
}

describe('fuzzing in pieces', () => {
  it.each([
    ['all policies in turn, in a scenario that their search does not exhaust', CROWD, { runs: 4000 }],
    ['all policies in turn, where the search leaves its share to the others', PAIR, { runs: 4000 }],
    ['a policy without a search', CROWD, { policy: 'urw' as const, runs: 3000 }],
  ])('comes to what one process comes to: %s', async (_, actors, explore) => {
    const whole = plan(actors, explore);
    const [alone, pieces] = [await inOneProcess(whole), await inPieces(whole)];
    expect(pieces.tally.executed).toBe(explore.runs);
    expect(plain(pieces)).toEqual(plain(alone));
  });

  it('cuts numbers into shares of about the same size', () => {
    expect(sharesOf({ kind: 'numbers', from: 5, to: 15 }, 4)).toEqual([
      { kind: 'numbers', from: 5, to: 8 },
      { kind: 'numbers', from: 8, to: 11 },
      { kind: 'numbers', from: 11, to: 15 },
    ]);
  });

  it('counts whole rounds only for the opening', () => {
    expect(roundsWithin(100)).toEqual({ rounds: 1, runs: 256 });
    expect(roundsWithin(767)).toEqual({ rounds: 1, runs: 256 });
    expect(roundsWithin(768)).toEqual({ rounds: 2, runs: 768 });
    expect(roundsWithin(20_000)).toEqual({ rounds: 6, runs: 16_128 });
  });
});
