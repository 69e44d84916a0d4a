/** The work of one thread: executes schedules, judges them, and counts what they show. */
import { assertExactDrain } from '../scheduler/drain.ts';
import type { Run } from '../scheduler/run.ts';
import { firstDifference } from './execution/difference.ts';
import { relationProblem } from './dpor/equivalence.ts';
import { execute, executeNow } from './execution/execute.ts';
import type { Exploration, ExploreOptions } from './explore.ts';
import { hasFailed } from './execution/stand-in.ts';
import { inMacrotask } from './execution/macrotask.ts';
import type { SchedulePicker } from './policies/policy.ts';
import { isDivisible } from './policies/policy.ts';
import { Repeats } from './execution/repeats.ts';
import { SameChoices } from './replay/known-choices.ts';
import { digestOf, Sample } from './verdict/sample.ts';
import type { Budget } from './division/spread.ts';
import { Spread } from './division/spread.ts';
import { Tally } from './verdict/tally.ts';

/** Of the schedules that show nothing, one in this many runs twice. FoundationDB's ratio. */
const RECHECK_ONE_IN = 20;
/** Schedules between two looks at the clock and at Ctrl-C. */
const BATCH = 128;

const SHARED =
  '. Fix: what create() makes is new in each run; variables of modules, such as a counter for ids, are shared by all';

export class Explorer {
  readonly #options: ExploreOptions;
  readonly #tally = new Tally();
  readonly #sample: Sample;
  readonly #repeats = new Repeats<Run>();
  readonly #repeatsInFlight = new Repeats<Promise<Run>>();
  readonly #budget: Budget;
  #isStopped = false;
  #isOutOfTime = false;

  constructor(options: ExploreOptions, sample: Sample = new Sample(options.sampleSize)) {
    this.#options = options;
    this.#sample = sample;
    this.#budget = { left: options.maxRuns ?? Infinity };
  }

  get exploration(): Exploration {
    const isStopped = this.#isStopped;
    const isComplete = this.#options.policy.isComplete && !isStopped;
    const { reach = null } = this.#options.policy;
    return { tally: this.#tally, sample: this.#sample, isComplete, isStopped, isOutOfTime: this.#isOutOfTime, reach };
  }

  /** One schedule after the other, in macrotasks of a batch each. */
  async now(): Promise<void> {
    await inMacrotask(assertExactDrain);
    const spread = this.#spread();
    for (;;) {
      const hasMore = await inMacrotask(() => this.#batch());
      if (!hasMore && spread?.isBusy !== true) break;
      if (this.#stop()) break;
      if (hasMore) spread?.handOut();
      else await spread?.returned();
    }
    await spread?.end();
  }

  #spread(): Spread | null {
    const { helpers, policy, maxRuns, sampleSize, observer = null } = this.#options;
    if (helpers === undefined || !isDivisible(policy)) return null;
    // Where a budget ends a search that is no sample, which schedules were seen must not depend on who was quicker.
    if (maxRuns !== null && !policy.isSampled) return null;
    return new Spread({
      helpers,
      policy,
      sampleSize,
      budget: this.#budget,
      tally: this.#tally,
      sample: this.#sample,
      observer,
    });
  }

  /** Returns whether there was work to the end of the batch. */
  #batch(): boolean {
    const { plan, engine, policy } = this.#options;
    for (let i = 0; i < BATCH; i++) {
      const picker = this.#next();
      if (picker === null) return false;
      const run = executeNow(plan, engine, picker, picker.number === 0);
      if (policy.equivalentsOf !== undefined)
        for (const equivalent of policy.equivalentsOf(picker))
          this.#prove(run, executeNow(plan, engine, equivalent, false));
      policy.ended(picker);
      if (!this.#judge(run, picker)) continue;
      const again = (): Run => executeNow(plan, engine, new SameChoices(run.indices), true);
      this.#compare(run, this.#repeats.of(run) ?? this.#repeats.keep(run, again()));
    }
    return true;
  }

  /** As many schedules at once as the engine takes. */
  async inTurns(): Promise<void> {
    const failures: unknown[] = [];
    let inFlight = 0;
    let wake: () => void = () => undefined;
    const land = (): void => {
      inFlight--;
      wake();
    };
    for (;;) {
      // A server that is lost takes what is under way with it, and nothing else: what was judged stays.
      if (hasFailed(this.#options.engine)) this.#isStopped = true;
      else if (failures.length > 0) throw failures[0];
      const picker = this.#stop() ? null : this.#next();
      if (picker !== null) {
        inFlight++;
        this.#fly(picker).then(land, (error: unknown) => {
          failures.push(error);
          land();
        });
      }
      if (inFlight === 0) return;
      if (picker !== null && inFlight < this.#options.engine.concurrency) continue;
      // Not a race of all flights: each race would leave a reaction on every one of them that goes on.
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  async #fly(picker: SchedulePicker): Promise<void> {
    const { plan, engine, policy } = this.#options;
    const run = await execute(plan, engine, picker, picker.number === 0);
    policy.ended(picker);
    if (!this.#judge(run, picker)) return;
    const again = (): Promise<Run> => execute(plan, engine, new SameChoices(run.indices), true);
    const repeats = this.#repeatsInFlight;
    this.#compare(run, await (repeats.of(run) ?? repeats.keep(run, again())));
  }

  #next(): SchedulePicker | null {
    if (this.#budget.left <= 0) return null;
    const picker = this.#options.policy.next();
    if (picker !== null && picker.isForeign !== true) this.#budget.left--;
    return picker;
  }

  #stop(): boolean {
    this.#isStopped ||= this.#options.shouldStop(this.#tally);
    this.#isOutOfTime ||= this.#options.isOverTime();
    return this.#isStopped || this.#isOutOfTime;
  }

  /** Returns whether the run must be executed a second time. */
  #judge(run: Run, picker: SchedulePicker): boolean {
    if (picker.isForeign === true) return false;
    const isSuspect = this.#tally.add(run, picker);
    const mayRepeat = run.problem === null && !run.isDiscarded && !run.isAbandoned;
    if (mayRepeat) this.#options.observer?.observe(run, picker, isSuspect);
    const isTwice = mayRepeat && this.#isTwice(run, picker, isSuspect);
    if (isTwice || run.isAudited) this.#tally.audited++;
    return isTwice;
  }

  #isTwice({ indices }: Run, picker: SchedulePicker, isSuspect: boolean): boolean {
    const digest = digestOf(indices);
    this.#sample.add(digest, indices);
    // Schedules of an exhaustive search come in an order that depends on how many are in flight; their digests do not.
    const lot = this.#options.policy.isSampled ? picker.number : digest;
    return isSuspect || picker.number === 0 || lot % RECHECK_ONE_IN === 0;
  }

  /** The other run has the same steps in another order, which is held to be equivalent. */
  #prove(run: Run, other: Run): void {
    this.#tally.commuted++;
    const problem = relationProblem(run, other);
    if (problem !== null) this.#tally.addProblem(problem);
  }

  #compare(run: Run, again: Run): void {
    this.#tally.rechecked++;
    if (again.problem !== null) return this.#tally.addProblem(again.problem);
    const difference = firstDifference(run, again);
    if (difference === null) return;
    this.#tally.addProblem({
      kind: 'nondeterminism',
      message: `the same schedule ran differently the second time: ${difference}${this.#options.plan.world === null ? '' : SHARED}`,
    });
  }
}
