/**
 * A part of a round of fuzzing: some schedules of one policy, with their numbers among all schedules of the session, and
 * with the arm that made them. Plain data says what part it is, so that a helper can make the same policy.
 */
import type { ExplorePlan } from '../../scenario.ts';
import type { Corpus } from '../coverage/guided.ts';
import { GUIDED, guidedPolicy } from '../coverage/guided.ts';
import type { Share } from '../division/helpers.ts';
import type { DivisiblePolicy, Policy, SchedulePicker } from '../policies/policy.ts';
import { isDivisible } from '../policies/policy.ts';
import { policies } from '../policies/registry.ts';
import { WrappedPicker } from '../policies/wrapped-picker.ts';

export interface Part {
  /** Schedules to start from; null for what the policy of the scenario chooses. */
  readonly corpus: Corpus | null;
  readonly seed: number;
  /** How many schedules; null for no bound. */
  readonly runs: number | null;
  /** How many were executed before. */
  readonly offset: number;
}

export interface SizedPart extends Part {
  readonly runs: number;
}

export function policyOf({ corpus, seed, runs, offset }: Part, explore: ExplorePlan): Policy {
  if (corpus !== null) return new NumberedOn(guidedPolicy(seed, runs ?? Infinity, corpus), offset, GUIDED);
  const policy: Policy = policies[explore.policy]({ ...explore, seed, runs });
  return policy.isSampled && isDivisible(policy) ? new NumberedOn(policy, offset, explore.policy) : policy;
}

/** A policy whose schedules have other numbers, and an arm. */
class NumberedOn implements DivisiblePolicy {
  readonly #policy: DivisiblePolicy;
  readonly #offset: number;
  readonly #arm: string;

  constructor(policy: DivisiblePolicy, offset: number, arm: string) {
    this.#policy = policy;
    this.#offset = offset;
    this.#arm = arm;
  }

  get isSampled(): boolean {
    return this.#policy.isSampled;
  }

  get isNumbered(): boolean {
    return this.#policy.isNumbered === true;
  }

  get sequentialFrom(): number {
    return this.#policy.sequentialFrom ?? Infinity;
  }

  get isComplete(): boolean {
    return this.#policy.isComplete;
  }

  next(): SchedulePicker | null {
    const picker = this.#policy.next();
    return picker === null ? null : new OffsetPicker(picker, this.#offset, this.#arm);
  }

  ended(picker: SchedulePicker): void {
    this.#policy.ended((picker as OffsetPicker).inner);
  }

  give(parts: number, atMost: number): Share | null {
    return this.#policy.give(parts, atMost);
  }

  takeBack(rest: Share | null): void {
    this.#policy.takeBack(rest);
  }

  restrictTo(share: Share): void {
    this.#policy.restrictTo(share);
  }
}

class OffsetPicker extends WrappedPicker {
  readonly arm: string;

  constructor(inner: SchedulePicker, offset: number, arm: string) {
    super(inner, offset + inner.number);
    this.arm = inner.arm ?? arm;
  }

  get isForeign(): boolean {
    return this.inner.isForeign === true;
  }
}
