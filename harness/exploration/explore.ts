/**
 * Many runs of one scenario under one strategy: executes what a policy asks for, judges every history, and executes again
 * each run that shows an anomaly and 5 % of the others, because a verdict counts only if it repeats.
 */
import type { Engine } from '../engines/engine.ts';
import { installGuard } from '../scheduler/guard.ts';
import { assertExactDrain } from '../scheduler/drain.ts';
import type { RunPlan } from '../scheduler/plan.ts';
import type { Run } from '../scheduler/run.ts';
import { firstDifference } from './difference.ts';
import { execute, executeNow } from './execute.ts';
import type { Policy, SchedulePicker } from './policy.ts';
import { SameChoices } from './replay.ts';
import { Sample } from './sample.ts';
import { Tally } from './tally.ts';

export interface ExploreOptions {
  readonly plan: RunPlan;
  readonly engine: Engine;
  readonly policy: Policy;
  /** How many schedules at most; null for no bound. */
  readonly maxRuns: number | null;
  /** How many executed schedules to keep for a comparison on real servers. */
  readonly sampleSize: number;
  /** Asked between batches: true ends the exploration with what it has, as interrupted. */
  readonly shouldStop: (tally: Tally) => boolean;
  /** Asked between batches: true when a budget of time is used up, which is an end like any other. */
  readonly isOverTime: () => boolean;
}

export interface Exploration {
  readonly tally: Tally;
  /** Executed schedules, all of them or an even choice, by their choices. */
  readonly sample: Sample;
  readonly isComplete: boolean;
  /** Ended before the policy or the budget did. */
  readonly isStopped: boolean;
}

/** Of the schedules that show nothing, one in this many runs twice. FoundationDB's ratio. */
const RECHECK_ONE_IN = 20;
/** Schedules between two looks at the clock and at Ctrl-C. */
const BATCH = 128;

const scheduleTurn = setImmediate;

export async function explore(options: ExploreOptions): Promise<Exploration> {
  installGuard();
  const explorer = new Explorer(options);
  await (options.engine.concurrency === 1 ? explorer.now() : explorer.inTurns());
  return explorer.exploration;
}

class Explorer {
  readonly #options: ExploreOptions;
  readonly #tally = new Tally();
  readonly #sample: Sample;
  #begun = 0;
  #isStopped = false;

  constructor(options: ExploreOptions) {
    this.#options = options;
    this.#sample = new Sample(options.sampleSize);
  }

  get exploration(): Exploration {
    const isComplete = this.#options.policy.isComplete && !this.#isStopped;
    return { tally: this.#tally, sample: this.#sample, isComplete, isStopped: this.#isStopped };
  }

  /** One schedule after the other, in macrotasks of a batch each. */
  now(): Promise<void> {
    const { plan, engine, policy } = this.#options;
    return new Promise((resolve, reject) => {
      const batch = (): void => {
        try {
          if (this.#begun === 0) assertExactDrain();
          for (let i = 0; i < BATCH; i++) {
            const picker = this.#next();
            if (picker === null) return resolve();
            const run = executeNow(plan, engine, picker, picker.number === 0);
            policy.ended(picker);
            if (this.#judge(run, picker))
              this.#compare(run, executeNow(plan, engine, new SameChoices(run.indices), true));
          }
          if (this.#stop()) return resolve();
          scheduleTurn(batch);
        } catch (error) {
          reject(error);
        }
      };
      scheduleTurn(batch);
    });
  }

  /** As many schedules at once as the engine takes. */
  async inTurns(): Promise<void> {
    const inFlight = new Set<Promise<void>>();
    for (;;) {
      const picker = this.#stop() ? null : this.#next();
      if (picker !== null) {
        const flight: Promise<void> = this.#fly(picker).finally(() => inFlight.delete(flight));
        flight.catch(() => {});
        inFlight.add(flight);
      }
      if (inFlight.size === 0) return;
      if (picker === null || inFlight.size >= this.#options.engine.concurrency) await Promise.race(inFlight);
    }
  }

  async #fly(picker: SchedulePicker): Promise<void> {
    const { plan, engine, policy } = this.#options;
    const run = await execute(plan, engine, picker, picker.number === 0);
    policy.ended(picker);
    if (this.#judge(run, picker)) this.#compare(run, await execute(plan, engine, new SameChoices(run.indices), true));
  }

  #next(): SchedulePicker | null {
    const { maxRuns, policy } = this.#options;
    if (maxRuns !== null && this.#begun >= maxRuns) return null;
    const picker = policy.next();
    if (picker !== null) this.#begun++;
    return picker;
  }

  #stop(): boolean {
    this.#isStopped ||= this.#options.shouldStop(this.#tally);
    return this.#isStopped || this.#options.isOverTime();
  }

  /** Returns whether the run must be executed a second time. */
  #judge(run: Run, picker: SchedulePicker): boolean {
    const isSuspect = this.#tally.add(run);
    const digest = digestOf(run);
    if (run.problem !== null || run.isDiscarded) return false;
    this.#sample.add(digest, run.indices);
    // Schedules of an exhaustive search come in an order that depends on how many are in flight; their digests do not.
    const lot = this.#options.policy.isSampled ? picker.number : digest;
    return isSuspect || picker.number === 0 || lot % RECHECK_ONE_IN === 0;
  }

  #compare(run: Run, again: Run): void {
    this.#tally.rechecked++;
    if (again.problem !== null) return this.#tally.addProblem(again.problem);
    const difference = firstDifference(run, again);
    if (difference === null) return;
    this.#tally.addProblem({
      kind: 'nondeterminism',
      message: `the same schedule ran differently the second time: ${difference}`,
    });
  }
}

/** The same number for the same choices, in any process: for choosing evenly without a random source. */
function digestOf(run: Run): number {
  let hash = 2166136261;
  for (const index of run.indices) hash = Math.imul(hash ^ (index + 1), 16777619);
  hash ^= hash >>> 15;
  return hash >>> 0;
}
