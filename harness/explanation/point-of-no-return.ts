/**
 * How an anomaly becomes certain: of all ways in which a run can go on from each of its prefixes, the share that shows it.
 * Exact for as many prefixes, from the end, as there are few completions of; for longer ones from random completions with
 * a fixed seed. (Antithesis asks the same of a running system; here a completion is one execution.)
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { Exhaustive } from '../exploration/policies/exhaustive.ts';
import { executeAnywhere } from '../exploration/execution/execute-anywhere.ts';
import type { Policy, SchedulePicker } from '../exploration/policies/policy.ts';
import { isShown } from '../exploration/shrink/laboratory.ts';
import type { Engine } from '../engines/engine.ts';
import type { CompletionShare, PointOfNoReturn } from '../result.ts';
import type { Anomaly } from '../scenario.ts';
import type { Choice } from '../scheduler/choice.ts';
import type { RunPlan } from '../scheduler/plan.ts';

export interface CompletionsOptions {
  readonly plan: RunPlan;
  readonly engine: Engine;
  readonly anomaly: Anomaly;
  /** Completions that are executed so that a share is exact, at most. */
  readonly exactMax: number;
  /** Random completions of each prefix that has more. */
  readonly samples: number;
}

/** The run, and where in its choices each step begins. */
export interface KnownRun {
  readonly indices: readonly number[];
  readonly widths: readonly number[];
  /** Of each choice, the index of the step that it began, or belongs to. */
  readonly steps: readonly number[];
}

export async function pointOfNoReturn(known: KnownRun, options: CompletionsOptions): Promise<PointOfNoReturn> {
  const { indices, steps } = known;
  const stepsTotal = (steps.at(-1) ?? -1) + 1;
  const curve: CompletionShare[] = [];
  const below = new Count();
  below.add(true);
  let depth = indices.length;
  let isExact = true;
  for (let after = stepsTotal; after >= 0; after--) {
    const prefix = steps.findIndex((step) => step >= after);
    for (const end = prefix < 0 ? indices.length : prefix; isExact && depth > end; depth--)
      isExact = await countBranches(known, depth - 1, below, options);
    const { total, share } = isExact ? below : await sample(indices.slice(0, Math.max(prefix, 0)), after, options);
    curve.unshift({ after, share, completions: total, isExact });
  }
  const step = curve.findIndex((_, i) => i > 0 && curve.slice(i).every(({ share }) => share === 1));
  return { step: step < 0 ? null : curve[step]!.after, curve };
}

class Count {
  total = 0;
  shown = 0;

  add(isShowing: boolean): void {
    this.total++;
    if (isShowing) this.shown++;
  }

  get share(): number {
    return this.total === 0 ? 0 : this.shown / this.total;
  }
}

/** Executes all that take another choice at this depth. Returns whether that was possible within the limit. */
async function countBranches(
  { indices, widths }: KnownRun,
  depth: number,
  count: Count,
  options: CompletionsOptions,
): Promise<boolean> {
  const choices = Array.from({ length: widths[depth]! }, (_, i) => i).filter((choice) => choice !== indices[depth]);
  const policy = new Exhaustive();
  policy.restrictTo({ kind: 'prefixes', prefixes: choices.map((choice) => ({ path: indices, depth, choice })) });
  return execute(policy, options, (isShowing) => {
    count.add(isShowing);
    return count.total < options.exactMax;
  });
}

async function sample(prefix: readonly number[], seed: number, options: CompletionsOptions): Promise<Count> {
  const count = new Count();
  const generator = xoroshiro128plus(seed + 1);
  let left = options.samples;
  const policy: Pick<Policy, 'next' | 'ended'> = {
    next: () => (left-- > 0 ? new RandomCompletion(prefix, (choices) => uniformInt(generator, 0, choices - 1)) : null),
    ended: () => {},
  };
  await execute(policy, options, (isShowing) => {
    count.add(isShowing);
    return true;
  });
  return count;
}

/** @returns false when it was told to stop */
async function execute(
  policy: Pick<Policy, 'next' | 'ended'>,
  { plan, engine, anomaly }: CompletionsOptions,
  onVerdict: (isShowing: boolean) => boolean,
): Promise<boolean> {
  for (let picker = policy.next(); picker !== null; picker = policy.next()) {
    const run = await executeAnywhere(plan, engine, picker);
    policy.ended(picker);
    if (run.problem === null && !run.isDiscarded && !onVerdict(isShown(run, anomaly))) return false;
  }
  return true;
}

class RandomCompletion implements SchedulePicker {
  readonly number = 1;
  readonly #prefix: readonly number[];
  readonly #draw: (choices: number) => number;
  #position = 0;

  constructor(prefix: readonly number[], draw: (choices: number) => number) {
    this.#prefix = prefix;
    this.#draw = draw;
  }

  pick(enabled: readonly Choice[]): number {
    return this.#prefix[this.#position++] ?? this.#draw(enabled.length);
  }

  restart(): void {
    this.#position = 0;
  }
}
