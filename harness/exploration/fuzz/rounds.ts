/**
 * Fuzzing the interleavings of one cell in rounds, each twice as long as the one before. Most schedules of a round come
 * from the policy, the others are neighbours of those that had reached something new when the round began. What a round
 * executes depends on the seed and on the rounds before it alone, so that any number of threads can share it.
 */
import type { RunPlan } from '../../scheduler/plan.ts';
import type { Corpus } from '../coverage/guided.ts';
import { corpusOf } from '../coverage/guided.ts';
import type { Exploration, ExploreOptions } from '../explore.ts';
import { explore } from '../explore.ts';
import type { Helpers } from '../division/helpers.ts';
import { Sample } from '../verdict/sample.ts';
import type { ShareOptions } from '../division/share.ts';
import { Tally } from '../verdict/tally.ts';
import { Observations } from './observations.ts';
import type { Part, SizedPart } from './part.ts';
import { policyOf } from './part.ts';

export interface FuzzOptions extends Omit<ExploreOptions, 'helpers' | 'observer'> {
  readonly helpersFor: (part: Part) => Helpers | undefined;
  /** Called after each part of a round. */
  readonly onObserved: (observations: Observations) => void;
  /** Asked after each round: true ends the fuzzing because enough was found. */
  readonly isEnough: (observations: Observations) => Promise<boolean>;
}

export interface Fuzzed extends Exploration {
  readonly observations: Observations;
}

/** Schedules of the first round. */
const ROUND_MIN = 256;
/** One schedule in so many is a neighbour of an earlier one. */
const GUIDED_ONE_IN = 4;
const STRIDE = 0x85ebca6b;

/** Where a session stands between two rounds. */
export interface RoundPlan {
  /** From 0. */
  readonly round: number;
  /** How many schedules were executed before. */
  readonly offset: number;
  readonly seed: number;
  readonly maxRuns: number | null;
  /** What was reached by then. */
  readonly corpus: Corpus;
}

/** What a round executes; nothing after the last one. Its parts do not depend on each other. */
export function partsOfRound({ round, offset, seed: base, maxRuns, corpus }: RoundPlan): readonly SizedPart[] {
  const size = Math.min(ROUND_MIN * 2 ** round, (maxRuns ?? Infinity) - offset);
  const guided = corpus.length > 0 ? Math.floor(size / GUIDED_ONE_IN) : 0;
  const seed = base + Math.imul(round, STRIDE);
  const parts = [
    { corpus, seed, runs: guided, offset },
    { corpus: null, seed, runs: size - guided, offset: offset + guided },
  ];
  return parts.filter(({ runs }) => runs > 0);
}

/** So many rounds from the first one on have at most `atMost` schedules. */
export function roundsWithin(atMost: number): { readonly rounds: number; readonly runs: number } {
  const rounds = Math.max(1, Math.floor(Math.log2(atMost / ROUND_MIN + 1)));
  return { rounds, runs: ROUND_MIN * (2 ** rounds - 1) };
}

export async function fuzz(options: FuzzOptions): Promise<Fuzzed> {
  const session = new Session(options);
  const { policy, maxRuns, plan } = options;
  const { seed } = plan.scenario.explore;
  // A search must not begin anew, nor count a schedule twice: it is one round.
  if (!policy.isSampled) await session.explore({ corpus: null, seed, runs: maxRuns, offset: 0 });
  for (let round = 0, offset = 0; policy.isSampled; round++) {
    const corpus = corpusOf(session.observations.handOffs);
    const parts = partsOfRound({ round, offset, seed, maxRuns, corpus });
    if (parts.length === 0) break;
    for (const part of parts) {
      if (!(await session.explore(part))) return session.result;
      offset += part.runs;
    }
    if (await options.isEnough(session.observations)) break;
  }
  return session.result;
}

/** What a helper needs to take part. */
export function helperOf(plan: RunPlan, part: Part): Pick<ShareOptions, 'policy' | 'observer'> {
  return { policy: policyOf(part, plan.scenario.explore), observer: new Observations(plan) };
}

/** What the parts of all rounds add up to. */
class Session {
  readonly observations: Observations;
  readonly #options: FuzzOptions;
  readonly #tally = new Tally();
  readonly #sample: Sample;
  #last: Exploration | null = null;

  constructor(options: FuzzOptions) {
    this.#options = options;
    this.#sample = new Sample(options.sampleSize);
    this.observations = new Observations(options.plan);
  }

  get result(): Fuzzed {
    return { ...this.#last!, tally: this.#tally, sample: this.#sample, observations: this.observations };
  }

  /** @returns whether there may be more */
  async explore(part: Part): Promise<boolean> {
    const { helpersFor, onObserved, shouldStop, isOverTime, ...options } = this.#options;
    const observer = new Observations(options.plan);
    const helpers = helpersFor(part);
    const exploration = await explore({
      ...options,
      policy: policyOf(part, options.plan.scenario.explore),
      maxRuns: part.runs,
      observer,
      isOverTime,
      shouldStop: ({ executed }) => shouldStop({ executed: this.#tally.executed + executed }),
      ...(helpers === undefined ? {} : { helpers }),
    });
    this.#last = exploration;
    this.#tally.merge(exploration.tally);
    this.#sample.merge(exploration.sample.toData());
    this.observations.merge(observer.toData());
    onObserved(this.observations);
    return !exploration.isStopped && !isOverTime();
  }
}
