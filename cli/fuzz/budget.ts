/** How much of what the command line allows each cell gets. What it says is for all of them together. */
export interface Budget {
  /** Schedules; null for no bound. */
  readonly runs: number | null;
  readonly timeMs: number | null;
  /** Distinct failures; null for no bound. */
  readonly maxFailures: number | null;
}

/** Schedules of each cell where neither --runs nor --time says how many. */
export const DEFAULT_RUNS_PER_CELL = 10_000;

/** Shares that differ by one at most; time that a cell leaves over goes to those after it. */
export class SharedBudget {
  readonly #budget: Budget;
  readonly #cells: number;
  readonly #clock: () => number;
  readonly #began: number;
  #given = 0;
  #failures = 0;

  /** @param clock milliseconds */
  constructor(budget: Budget, cells: number, clock: () => number) {
    this.#budget = budget;
    this.#cells = cells;
    this.#clock = clock;
    this.#began = clock();
  }

  /** What the next cell gets; null when there is nothing left for it. */
  next(): Budget | null {
    const { runs, timeMs, maxFailures } = this.#budget;
    const position = this.#given++;
    const left = this.#cells - position;
    const failuresLeft = maxFailures === null ? null : maxFailures - this.#failures;
    const timeLeftMs = timeMs === null ? null : timeMs - (this.#clock() - this.#began);
    const share = this.#runsOf(runs, position);
    // A round may find more than was asked for.
    if ((failuresLeft ?? 1) <= 0 || share === 0 || (timeLeftMs ?? 1) <= 0) return null;
    return {
      runs: share,
      timeMs: timeLeftMs === null ? null : timeLeftMs / left,
      maxFailures: failuresLeft,
    };
  }

  /** A cell has found so many failures. */
  spend(failures: number): void {
    this.#failures += failures;
  }

  #runsOf(runs: number | null, position: number): number | null {
    if (runs === null) return this.#budget.timeMs === null ? DEFAULT_RUNS_PER_CELL : null;
    const upTo = (cells: number): number => Math.floor((runs * cells) / this.#cells);
    return upTo(position + 1) - upTo(position);
  }
}
