/** What the page of a failure says before its trace: all that a reader of this one failure needs of the result. */
import { shareText } from './cell.ts';
import { foundText } from './found.ts';
import type { Failure, Summary } from './summary.ts';
import { plural } from './wording.ts';

export interface FailurePage extends Omit<Failure, 'cell'> {
  readonly scenario: string;
  readonly strategy: string;
  /** Twin only: whether the real servers showed the same. */
  readonly confirmed: string | null;
  /** Short: how long it is, how often it was seen, what the strategy does. */
  readonly facts: readonly string[];
  /** The version of Stalemate. */
  readonly stalemate: string;
}

/** In the order of the failures. */
export function failurePagesOf({ failures, cells, stalemate }: Summary): readonly FailurePage[] {
  return failures.map(({ cell: index, ...failure }) => {
    const cell = cells[index]!;
    const { found, anomaly, steps } = failure;
    const finding = cell.anomalies[anomaly]!;
    return {
      ...failure,
      scenario: cell.scenario,
      strategy: cell.strategy,
      confirmed: (found === null ? finding.confirmed : found.confirmed) ?? null,
      facts: [
        plural(steps, 'step'),
        found === null ? shareText(cell, finding) : foundText(found, cell),
        cell.strategyTitle,
      ],
      stalemate,
    };
  });
}
