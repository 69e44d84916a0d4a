/**
 * Fuzzing the interleavings of one cell: rounds of schedules, most of them from the policy, the others neighbours of those
 * that had reached something new when the round began. What a round executes depends on the seed and on the rounds before
 * it alone, so that any number of threads can share it.
 */
import type { Corpus } from '../coverage/guided.ts';
import { corpusOf, guidedPolicy } from '../coverage/guided.ts';
import type { RunPlan } from '../../scheduler/plan.ts';
import type { Exploration, ExploreOptions } from '../explore.ts';
import { explore } from '../explore.ts';
import type { Helpers } from '../helpers.ts';
import type { Policy } from '../policy.ts';
import { Sample } from '../sample.ts';
import type { ShareOptions } from '../share.ts';
import { Tally } from '../tally.ts';
import { Observations } from './observations.ts';

/** A part of a round, as a helper must know it to take part. Plain data. */
export interface Part {
  /** The arm that its schedules are said to come from, where they do not say it themselves. */
  readonly arm: string;
  /** Schedules to start from; null for what the policy chooses. */
  readonly corpus: Corpus | null;
  /** Added to a schedule's number among those of its policy, it is the number among all. */
  readonly offset: number;
}

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

/** Schedules of the first round, and the most that a round has. */
const ROUND_MIN = 256;
const ROUND_MAX = 65_536;
/** One schedule in so many is a neighbour of an earlier one. */
const GUIDED_ONE_IN = 4;
/** The name of that arm in results. */
const GUIDED = 'guided';

export async function fuzz(options: FuzzOptions): Promise<Fuzzed> {
  const session = new Session(options);
  const { policy, maxRuns } = options;
  const { seed, policy: arm } = options.plan.scenario.explore;
  const begun = { policy: 0, guided: 0 };
  for (let size = ROUND_MIN; ; size = Math.min(2 * size, ROUND_MAX)) {
    const round = Math.min(size, (maxRuns ?? Infinity) - begun.policy - begun.guided);
    if (round <= 0) break;
    const corpus = corpusOf(session.observations.handOffs);
    // A search that counts schedules must not count those of a neighbour twice.
    const guided = policy.isSampled && corpus.length > 0 ? Math.floor(round / GUIDED_ONE_IN) : 0;
    if (!(await session.explore(policy, { arm, corpus: null, offset: begun.guided }, round - guided))) break;
    begun.policy += round - guided;
    if (guided > 0) {
      const neighbours = guidedPolicy(seed, corpus);
      neighbours.restrictTo({ kind: 'numbers', from: begun.guided, to: begun.guided + guided });
      if (!(await session.explore(neighbours, { arm: GUIDED, corpus, offset: begun.policy }, guided))) break;
      begun.guided += guided;
    }
    if (await options.isEnough(session.observations)) break;
  }
  return session.result;
}

/** What a helper needs to take part. */
export function helperOf(plan: RunPlan, { arm, corpus, offset }: Part): Pick<ShareOptions, 'policy' | 'observer'> {
  return {
    observer: new Observations(plan, arm, offset),
    ...(corpus === null ? {} : { policy: guidedPolicy(plan.scenario.explore.seed, corpus) }),
  };
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
    this.observations = new Observations(options.plan, '', 0);
  }

  get result(): Fuzzed {
    const { policy } = this.#options;
    return {
      ...this.#last!,
      tally: this.#tally,
      sample: this.#sample,
      isComplete: policy.isComplete && !this.#last!.isStopped,
      observations: this.observations,
    };
  }

  /** @returns whether there may be more */
  async explore(policy: Policy, part: Part, size: number): Promise<boolean> {
    const { helpersFor, onObserved, shouldStop, isOverTime, ...options } = this.#options;
    const observer = new Observations(options.plan, part.arm, part.offset);
    const helpers = helpersFor(part);
    const exploration = await explore({
      ...options,
      policy,
      maxRuns: size,
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
    const { executed, discarded } = exploration.tally;
    return !exploration.isStopped && !isOverTime() && executed + discarded > 0;
  }
}
