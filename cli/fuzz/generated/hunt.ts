/**
 * Fuzzes scenarios: fast-check makes them, each is explored a little, and what fails is shrunk on both levels. A scenario
 * that fast-check proposes as smaller is tried with the old schedule first, and explored again only if that does not fail.
 */
import * as fc from 'fast-check';
import type { Engine } from '../../../harness/engines/engine.ts';
import { record } from '../../../harness/explanation/trace.ts';
import { addUp } from '../../../harness/exploration/failures/book.ts';
import type { Failure } from '../../../harness/exploration/failures/distil.ts';
import type { Minimal } from '../../../harness/exploration/failures/minimise.ts';
import type { RecordedChoice } from '../../../harness/exploration/replay/recorded-schedule.ts';
import { mainStepsOf, recordedSchedule } from '../../../harness/exploration/replay/recorded-schedule.ts';
import { SameChoices } from '../../../harness/exploration/replay/known-choices.ts';
import { Tally } from '../../../harness/exploration/verdict/tally.ts';
import type { RunPlan } from '../../../harness/scheduler/plan.ts';
import type { Draft } from '../../../scenarios/arbitrary/draft.ts';
import { plainerThan } from '../../../scenarios/arbitrary/plainer.ts';
import type { Budget } from '../budget.ts';
import { lookFor, tryAgain, tryScenario } from './trial.ts';

/** Schedules of each generated scenario, and of each smaller one that is tried. */
export const SCHEDULES_PER_SCENARIO = 128;
const SCHEDULES_PER_CANDIDATE = 16;
/** Smaller scenarios that are tried for one failure. */
const CANDIDATES_MAX = 60;
const STRIDE = 0x9e3779b1;

/** A failure, and the smallest scenario known that shows it; `minimal.reduction` says what of that is not needed either. */
export interface Catch extends Failure {
  readonly draft: Draft;
  readonly plan: RunPlan;
  /** The failing schedule in that scenario: what smaller ones are tried with. Null until it is asked for. */
  schedule: readonly RecordedChoice[] | null;
}

export interface HuntOptions {
  readonly arbitrary: fc.Arbitrary<Draft>;
  readonly planOf: (draft: Draft) => RunPlan;
  readonly engine: Engine;
  readonly seed: number;
  readonly budget: Budget;
  /** Called after each scenario. */
  readonly onProgress: (hunt: Hunt) => void;
  readonly shouldStop: () => boolean;
  readonly isOverTime: () => boolean;
}

export class Hunt {
  readonly tally = new Tally();
  /** By fingerprint. */
  readonly catches = new Map<string, Catch>();
  scenarios = 0;
  failing = 0;
  readonly #options: HuntOptions;
  /** What fast-check is making smaller just now, and how often it has tried. */
  #quarry: Catch | null = null;
  #candidates = 0;
  /** What the last scenario showed beside that. */
  readonly #fresh: Catch[] = [];
  /** Failures whose scenario has been made as small as it gets, and what they turned out to be in it. */
  readonly #settled = new Map<string, string>();

  constructor(options: HuntOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    for (let attempt = 0; !this.#isOver(); attempt++) {
      const seed = (this.#options.seed + Math.imul(attempt, STRIDE)) | 0;
      const { counterexamplePath } = await this.#check({ seed, numRuns: this.#scenariosLeft() });
      if (counterexamplePath === null) break;
      // The scenario may show more than one thing: each is made smaller on its own way.
      const [path] = counterexamplePath.split(':');
      while (this.#fresh.length > 0 && !this.#isEnough()) await this.#check({ seed, path: path! });
    }
  }

  /** Lets fast-check make scenarios, and make the first one smaller that shows something new. */
  async #check(parameters: fc.Parameters<[Draft]>): Promise<fc.RunDetails<[Draft]>> {
    this.#quarry = null;
    this.#candidates = 0;
    const property = fc.asyncProperty(this.#options.arbitrary, async (draft) => !(await this.#fails(draft)));
    const details = await fc.check(property, parameters);
    const quarry = this.#quarry as Catch | null;
    if (quarry !== null) await this.#settle(quarry);
    return details;
  }

  /** Two failures may differ in what a smaller scenario does without, such as a warm cache: then they are one. */
  async #settle(quarry: Catch): Promise<void> {
    const [before] = [...this.catches].find(([, known]) => known === quarry)!;
    this.#candidates = 0;
    for (let rest = plainerThan(quarry.draft); rest.length > 0; ) {
      const [draft, ...others] = rest;
      rest = (await this.#tryToShrink(draft!, quarry)) ? plainerThan(quarry.draft) : others;
    }
    const { fingerprint } = quarry.minimal;
    this.#settled.set(before, fingerprint).set(fingerprint, fingerprint);
    this.catches.delete(before);
    const known = this.catches.get(fingerprint);
    if (known === undefined) this.catches.set(fingerprint, quarry);
    else add(known, quarry);
  }

  #isOver(): boolean {
    const { shouldStop, isOverTime } = this.#options;
    return shouldStop() || isOverTime() || this.#isEnough() || this.#scenariosLeft() <= 0;
  }

  #isEnough(): boolean {
    const { maxFailures } = this.#options.budget;
    return maxFailures !== null && new Set(this.#settled.values()).size >= maxFailures;
  }

  #scenariosLeft(): number {
    const { runs } = this.#options.budget;
    return runs === null ? Number.MAX_SAFE_INTEGER : Math.ceil((runs - this.tally.executed) / SCHEDULES_PER_SCENARIO);
  }

  async #fails(draft: Draft): Promise<boolean> {
    if (this.#quarry !== null) return this.#tryToShrink(draft, this.#quarry);
    if (this.#fresh.length === 0) await this.#explore(draft);
    this.#quarry = this.#fresh.shift() ?? null;
    return this.#quarry !== null;
  }

  /** Explores a scenario that fast-check has made up. */
  async #explore(draft: Draft): Promise<void> {
    if (this.#isOver()) return;
    const { engine, planOf, seed, shouldStop } = this.#options;
    const plan = planOf(draft);
    const search = { plan, engine, seed, runs: SCHEDULES_PER_SCENARIO, offset: this.tally.executed, shouldStop };
    const { exploration, failures, failing } = await tryScenario(search);
    this.tally.merge(exploration.tally);
    this.scenarios++;
    this.failing += failing;
    for (const failure of failures) this.#count({ ...failure, draft, plan, schedule: null });
    const fresh = failures.filter(({ minimal }) => !this.#settled.has(minimal.fingerprint));
    this.#fresh.push(...fresh.map(({ minimal }) => this.catches.get(minimal.fingerprint)!));
    this.#options.onProgress(this);
  }

  #count(failure: Catch): void {
    const { fingerprint } = failure.minimal;
    const name = this.#settled.get(fingerprint) ?? fingerprint;
    const known = this.catches.get(name);
    if (known === undefined) this.catches.set(name, failure);
    else add(known, failure);
  }

  /** @returns whether this smaller scenario fails with the same schedule, or with another that is the same failure */
  async #tryToShrink(draft: Draft, quarry: Catch): Promise<boolean> {
    if (this.#candidates++ >= CANDIDATES_MAX || this.#options.shouldStop()) return false;
    const { engine, planOf, seed, shouldStop } = this.#options;
    const plan = planOf(draft);
    const { anomaly, minimal, plan: larger } = quarry;
    quarry.schedule ??= recordedSchedule(await record(larger, engine, new SameChoices(minimal.from)));
    const search = { plan, engine, seed, runs: SCHEDULES_PER_CANDIDATE, offset: 0, shouldStop };
    const adapted = await tryAgain(plan, engine, anomaly, quarry.schedule);
    const smaller =
      adapted !== null && isSimpler(adapted, minimal) ? adapted : await lookFor(search, anomaly, minimal.fingerprint);
    if (smaller === null) return false;
    this.#quarry = Object.assign(quarry, { minimal: smaller, draft, plan, schedule: null });
    return true;
  }
}

/** The same failure, or one that needs fewer steps and no other trouble: not a failure of another kind that is there too. */
function isSimpler(one: Minimal, other: Minimal): boolean {
  if (one.fingerprint === other.fingerprint) return true;
  return mainStepsOf(one.recorded.run) < mainStepsOf(other.recorded.run) && troublesOf(one) === troublesOf(other);
}

/** Faults but those that merely empty the cache: it may be empty from the start. */
function troublesOf({ recorded }: Minimal): string {
  const faults = recorded.run.steps.map(({ fault }) => fault).filter((fault) => fault !== null);
  return faults.filter((fault) => !['evict', 'expire', 'flush'].includes(fault)).join();
}

function add(sum: Catch, other: Failure): void {
  addUp(sum, other);
  sum.kinds += other.kinds;
}
