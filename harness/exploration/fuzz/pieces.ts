/**
 * Fuzzing that is done in several places: what there is to do as pieces that do not depend on each other, and what they come to
 * as plain data. The sum of all pieces is what one process would have come to.
 */
import type { Engine } from '../../engines/engine.ts';
import type { ExplorePlan } from '../../scenario.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import type { NumberShare, ShareResult } from '../division/helpers.ts';
import { exploreShare } from '../division/share.ts';
import { numbersOf } from '../division/shard.ts';
import type { SampleData } from '../verdict/sample.ts';
import { Sample } from '../verdict/sample.ts';
import type { TallyData } from '../verdict/tally.ts';
import { Tally } from '../verdict/tally.ts';
import type { ObservationData } from './observations.ts';
import { Observations } from './observations.ts';
import type { SizedPart } from './part.ts';
import { policyOf } from './part.ts';
import type { Fuzzed } from './rounds.ts';
import { fuzz, helperOf } from './rounds.ts';

/** What was counted and seen, as it travels. */
export interface PieceData {
  readonly tally: TallyData;
  readonly sample: SampleData;
  readonly observed: ObservationData;
}

/** Schedules of a part of a round, by their numbers. */
export interface Piece {
  readonly part: SizedPart;
  readonly share: NumberShare;
}

/**
 * Cuts a part of a round into pieces of about `size` schedules. What each schedule is found on the way to the next of, is one
 * piece, the first one: it takes longest, and may leave a rest.
 */
export function piecesOf(part: SizedPart, explore: ExplorePlan, size: number): readonly Piece[] {
  const { runs } = part;
  const sequentialFrom = Math.min(runs, policyOf(part, explore).sequentialFrom ?? Infinity);
  const sequential: NumberShare = { kind: 'numbers', from: sequentialFrom, to: runs };
  const others = sharesOf({ kind: 'numbers', from: 0, to: sequentialFrom }, size);
  return [...(sequentialFrom < runs ? [sequential] : []), ...others].map((share) => ({ part, share }));
}

/** Parts of numbers that differ in size by one at most. */
export function sharesOf({ from, to }: NumberShare, size: number): NumberShare[] {
  const count = Math.ceil((to - from) / size);
  return Array.from({ length: count }, (_, index) => {
    const share = numbersOf({ index: index + 1, count }, to - from);
    return { kind: 'numbers', from: from + share.from, to: from + share.to };
  });
}

export interface PieceOptions {
  readonly plan: RunPlan;
  readonly engine: Engine;
  readonly sampleSize: number;
  /** True: the engine has failed, and there is no use in going on. */
  readonly shouldStop: () => boolean;
}

/** @param atMost see `ShareOptions` @returns also what of it is left for others */
export async function explorePiece(
  { plan, engine, sampleSize, shouldStop }: PieceOptions,
  { part, share }: Piece,
  atMost: number,
): Promise<PieceData & { readonly rest: NumberShare | null }> {
  const assignment = { share, sampleSize, sampleBound: Infinity };
  const options = { plan, engine, assignment, atMost, isOverTime: shouldStop, ...helperOf(plan, part) };
  return (await exploreShare(options)) as Omit<ShareResult, 'observed' | 'rest'> & {
    readonly observed: ObservationData;
    readonly rest: NumberShare | null;
  };
}

/** The first rounds, which are too small to be cut. @param runs a sum of whole rounds (`roundsWithin`), or all there is to do */
export async function exploreOpening(options: PieceOptions, runs: number): Promise<PieceData> {
  const { plan } = options;
  const { explore } = plan.scenario;
  const fuzzed = await fuzz({
    ...options,
    policy: policyOf({ corpus: null, seed: explore.seed, runs, offset: 0 }, explore),
    maxRuns: runs,
    isOverTime: () => false,
    helpersFor: () => undefined,
    onObserved: () => {},
    isEnough: async () => false,
  });
  return { tally: fuzzed.tally, sample: fuzzed.sample.toData(), observed: fuzzed.observations.toData() };
}

/** The sum of pieces. In whatever order they are added, it is the same. */
export class PieceSum {
  readonly observations: Observations;
  readonly tally: Tally = new Tally();
  readonly #sample: Sample;

  /** @param sampleSize how many executed schedules to keep */
  constructor(plan: RunPlan, sampleSize: number) {
    this.observations = new Observations(plan);
    this.#sample = new Sample(sampleSize);
  }

  add({ tally, sample, observed }: PieceData): void {
    this.tally.merge(tally);
    this.#sample.merge(sample);
    this.observations.merge(observed);
  }

  toData(): PieceData {
    return { tally: this.tally, sample: this.#sample.toData(), observed: this.observations.toData() };
  }

  /** @param isOutOfTime whether a budget of time ended it */
  toFuzzed(isOutOfTime: boolean, isStopped: boolean): Fuzzed {
    const { tally, observations } = this;
    return { tally, observations, sample: this.#sample, isComplete: false, isStopped, isOutOfTime, reach: null };
  }
}
