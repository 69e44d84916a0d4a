/** Shares out an exploration to helpers, and puts together what they bring back. */
import type { Helper, Helpers, Share, ShareResult } from './helpers.ts';
import type { Observer } from '../observer.ts';
import type { DivisiblePolicy } from '../policies/policy.ts';
import type { Sample } from '../verdict/sample.ts';
import type { Tally } from '../verdict/tally.ts';

/** How many more schedules may be begun. */
export interface Budget {
  left: number;
}

export interface SpreadOptions {
  readonly helpers: Helpers;
  readonly policy: DivisiblePolicy;
  readonly budget: Budget;
  readonly sampleSize: number;
  /** What comes back is merged into these. */
  readonly tally: Tally;
  readonly sample: Sample;
  readonly observer: Observer | null;
}

/** More than a helper explores before it returns what is left. */
const SHARE_MAX = 100_000;

export class Spread {
  readonly #options: SpreadOptions;
  #idle: Helper[] | null = null;
  readonly #inHand = new Set<Promise<void>>();
  /** A share that will not come back: it ends the exploration, as an error in this thread would. */
  #loss: { readonly error: unknown } | null = null;
  /** A helper that did not come. What was done without it is sound, but there may be a lot left to do. */
  #refusal: { readonly error: unknown } | null = null;

  constructor(options: SpreadOptions) {
    this.#options = options;
  }

  /** Some share has not come back. */
  get isBusy(): boolean {
    return this.#inHand.size > 0;
  }

  /** Gives every idle helper something to do; calls them in when it pays. */
  handOut(): void {
    const { policy, budget, helpers } = this.#options;
    if (this.#idle === null && !helpers.isWorthwhile()) return;
    this.#idle ??= this.#recruit();
    const trouble = this.#loss ?? this.#refusal;
    if (trouble !== null) throw trouble.error;
    while (this.#idle.length > 0) {
      const share = policy.give(helpers.count + 1, Math.min(budget.left, SHARE_MAX));
      if (share === null) return;
      budget.left -= sizeOf(share);
      const work: Promise<void> = this.#entrust(this.#idle.pop()!, share).finally(() => this.#inHand.delete(work));
      this.#inHand.add(work);
    }
  }

  /** Resolves when a share has come back. */
  async returned(): Promise<void> {
    await Promise.race(this.#inHand);
  }

  /** Calls all shares back. Resolves when they are here; throws when one is lost. */
  async end(): Promise<void> {
    if (this.isBusy) this.#options.helpers.stop();
    await Promise.all(this.#inHand);
    if (this.#loss !== null) throw this.#loss.error;
  }

  #recruit(): Helper[] {
    const present: Helper[] = [];
    for (const coming of this.#options.helpers.recruit()) {
      coming.then(
        (helper) => present.push(helper),
        (error: unknown) => (this.#refusal ??= { error }),
      );
    }
    return present;
  }

  async #entrust(helper: Helper, share: Share): Promise<void> {
    const { sample, sampleSize } = this.#options;
    try {
      this.#merge(await helper.explore({ share, sampleSize, sampleBound: sample.bound }));
      this.#idle!.push(helper);
    } catch (error) {
      this.#loss ??= { error };
    }
  }

  #merge({ tally, sample, observed, rest }: ShareResult): void {
    this.#options.tally.merge(tally);
    this.#options.sample.merge(sample);
    this.#options.observer?.merge(observed as never);
    this.#options.policy.takeBack(rest);
    if (rest !== null) this.#options.budget.left += sizeOf(rest);
  }
}

/** How much of the budget it takes. Below prefixes it is not known, and they are shared out without a budget only. */
function sizeOf(share: Share): number {
  return share.kind === 'numbers' ? share.to - share.from : 0;
}
