/** What the file holds for its script: an index, which is read at once, and a chunk for each failure, which is read when that is opened. */
import type { Result } from '../../harness/result.ts';
import type { Detail } from '../counterexample/subject.ts';
import type { FailurePage } from '../model/failure-page.ts';
import type { Summary } from '../model/summary.ts';

export interface PageIndex extends Pick<Result, 'schemaVersion' | 'stalemate' | 'verdict' | 'exitCode'> {
  /** In the order in which one goes through them. */
  readonly failures: readonly IndexEntry[];
}

export interface IndexEntry {
  readonly id: string;
  readonly title: string;
}

/** What a chunk holds. */
export interface Opened extends Detail {
  readonly page: FailurePage;
}

export function indexOf(
  { schemaVersion, stalemate, verdict, exitCode }: Summary,
  pages: readonly FailurePage[],
): PageIndex {
  const failures = pages.map(({ id, anomaly, strategy, scenario }) => ({
    id,
    title: `${anomaly} with ${strategy} in ${scenario}`,
  }));
  return { schemaVersion, stalemate, verdict, exitCode, failures };
}
